//! `server backup` and `server restore`: everything in the database, into one file or object and back.

use std::{error::Error, fs::DirBuilder, os::unix::fs::DirBuilderExt, path::Path};

use backup::{Manifest, Place, Replace};
use store::Store;

pub(crate) async fn write(store: &Store, place: &Place, keep: Option<u32>) -> Result<(), Box<dyn Error>> {
    if place.is_folder() {
        let (place, manifest) = backup::write_into(store, place, keep).await?;
        told(store, &place, &manifest);
    } else if keep.is_some() {
        return Err(format!("--keep is for a folder, and {place} is not one: end it with a slash").into());
    } else {
        told(store, place, &backup::write(store, place).await?);
    }
    Ok(())
}

fn told(store: &Store, place: &Place, manifest: &Manifest) {
    println!("Wrote {} from {} into {place}.", amount(manifest), store.name());
}

/// Into a file that says which data they are.
pub(crate) async fn before_migration(store: &Store, folder: &Path, from: i64) -> Result<(), Box<dyn Error>> {
    let failed = |error| format!("{}: {error}", folder.display());
    // Customers' names and addresses are in it
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    let name = format!("kiosk-{}-v{from}-{}.tar.gz", store.name(), store.now().format("%Y%m%dT%H%M%SZ"));
    write(store, &Place::file(folder.join(name)), None).await
}

pub(crate) async fn restore(store: &Store, place: &Place, force: bool) -> Result<(), Box<dyn Error>> {
    let replace = if force { Replace::Everything } else { Replace::Nothing };
    let manifest = backup::restore(store, place, replace).await?;
    let at = manifest.created_at.format("%Y-%m-%d %H:%M:%S UTC");
    println!("Restored {} of {at} into {}.", amount(&manifest), store.name());
    if store.pending_migration().await?.is_some() {
        println!("They are of an earlier release: run `server migrate` before you serve them.");
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "one digit behind the point is shown")]
fn amount(manifest: &Manifest) -> String {
    let megabytes = manifest.bytes() as f64 / 1e6;
    format!("{} documents of {} collections, {megabytes:.1} MB,", manifest.documents(), manifest.collections.len())
}
