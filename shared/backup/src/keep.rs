//! Backups by the time they were made, of which the newest are kept.

use std::{
    fs::{self, DirBuilder},
    os::unix::fs::DirBuilderExt,
};

use chrono::NaiveDateTime;
use object_store::ObjectStoreExt;
use store::Store;

use crate::{BackupError, Manifest, Place, place::Kind, write};

const TIME: &str = "%Y%m%dT%H%M%SZ";

/// Writes everything in the database into a new file of this folder; then removes the oldest of those that this has
/// written, until `keep` are left.
///
/// # Errors
/// Those of [`write`]; nothing is removed then.
pub async fn write_into(store: &Store, folder: &Place, keep: Option<u32>) -> Result<(Place, Manifest), BackupError> {
    if let Kind::File(path) = &folder.0 {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
        made.map_err(|source| BackupError::File { place: folder.clone(), source })?;
    }
    let place = folder.join(&format!("{}{}{SUFFIX}", prefix(store), store.now().format(TIME)));
    let manifest = write(store, &place).await?;
    if let Some(keep) = keep {
        let mut found = names(store, folder).await?;
        // The newest first: the time stands in the name
        found.sort_unstable_by(|one, other| other.cmp(one));
        for name in found.iter().skip(keep as usize) {
            remove(&folder.join(name)).await?;
        }
    }
    Ok((place, manifest))
}

const SUFFIX: &str = ".tar.gz";

fn prefix(store: &Store) -> String {
    format!("kiosk-{}-", store.name())
}

/// Those of this database that were written by their time, not others, such as those before a migration.
async fn names(store: &Store, folder: &Place) -> Result<Vec<String>, BackupError> {
    let all: Vec<String> = match &folder.0 {
        Kind::File(path) => {
            let failed = |source| BackupError::File { place: folder.clone(), source };
            let entries = fs::read_dir(path).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
            entries.into_iter().filter_map(|entry| entry.file_name().into_string().ok()).collect()
        }
        Kind::Object(object) => {
            let failed = |error| BackupError::bucket(folder, error);
            let found = object.bucket.list_with_delimiter(Some(&object.key)).await.map_err(failed)?;
            found.objects.iter().filter_map(|found| found.location.filename().map(str::to_owned)).collect()
        }
    };
    let prefix = prefix(store);
    let is_ours = |name: &String| {
        let time = name.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix(SUFFIX));
        time.is_some_and(|time| NaiveDateTime::parse_from_str(time, TIME).is_ok())
    };
    Ok(all.into_iter().filter(is_ours).collect())
}

async fn remove(place: &Place) -> Result<(), BackupError> {
    match &place.0 {
        Kind::File(path) => fs::remove_file(path).map_err(|source| BackupError::File { place: place.clone(), source }),
        Kind::Object(object) => {
            let deleted = object.bucket.delete(&object.key).await;
            deleted.map_err(|error| BackupError::bucket(place, error))
        }
    }
}
