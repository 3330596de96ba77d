//! Archive → database.

use std::path::{Path, PathBuf};

use store::Store;
use tokio::{sync::mpsc, task::spawn_blocking};

use crate::{
    BackupError, Manifest, Place,
    archive::{self, Wrong},
    bucket,
    digest::Counted,
    place::Kind,
};

/// What may be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    /// The database must not have been used yet.
    Nothing,
    /// Whatever is in the database.
    Everything,
}

/// Puts what the archive holds into the database, in place of what is there; no process of the shop may run meanwhile. The
/// archive is read to its end before anything is changed, and what was put back is read and compared with the manifest
/// afterwards. Broken off, it leaves a database that nobody serves.
///
/// # Errors
/// [`BackupError`]; [`BackupError::Damaged`] and [`BackupError::NotEmpty`] have changed nothing.
pub async fn restore(store: &Store, place: &Place, replace: Replace) -> Result<Manifest, BackupError> {
    match &place.0 {
        Kind::File(path) => restore_file(store, path, place, replace).await,
        Kind::Object(object) => {
            let file = bucket::fetch(object, place).await?;
            restore_file(store, file.path(), place, replace).await
        }
    }
}

async fn restore_file(store: &Store, path: &Path, place: &Place, replace: Replace) -> Result<Manifest, BackupError> {
    let archive = Archive { path: path.to_owned(), place: place.clone() };
    let manifest = archive.clone().verify().await?;
    manifest.version.require_readable()?;
    if replace == Replace::Nothing && !store.is_unused().await? {
        return Err(BackupError::NotEmpty(store.name().to_owned()));
    }
    store.drop_everything().await?;
    for collection in &manifest.collections {
        store.create_collection(&collection.name).await?;
    }
    archive.put_back(store).await?;
    for collection in &manifest.collections {
        store.put_indexes(&collection.name, collection.indexes.clone()).await?;
    }
    compare(store, &manifest).await?;
    Ok(manifest)
}

/// A file, and where the operator says that it lies.
#[derive(Clone)]
struct Archive {
    path: PathBuf,
    place: Place,
}

impl Archive {
    async fn verify(self) -> Result<Manifest, BackupError> {
        joined(spawn_blocking(move || self.read(|_, _| Ok(()))).await)
    }

    /// Piece by piece: the next is unpacked while the database takes one.
    async fn put_back(&self, store: &Store) -> Result<(), BackupError> {
        let (pieces, mut incoming) = mpsc::channel::<(String, Vec<u8>)>(1);
        let archive = self.clone();
        let reading = spawn_blocking(move || {
            archive.read(|collection, documents| {
                pieces.blocking_send((collection.to_owned(), documents)).map_err(|_| Wrong::Unwanted)
            })
        });
        while let Some((collection, documents)) = incoming.recv().await {
            let documents = archive::split(&documents).map_err(|wrong| self.damaged(wrong))?;
            store.put_documents(&collection, &documents).await?;
        }
        joined(reading.await)?;
        Ok(())
    }

    fn read(&self, piece: impl FnMut(&str, Vec<u8>) -> Result<(), Wrong>) -> Result<Manifest, BackupError> {
        archive::read(&self.path, piece).map_err(|wrong| self.damaged(wrong))
    }

    fn damaged(&self, wrong: Wrong) -> BackupError {
        let place = self.place.clone();
        match wrong {
            Wrong::File(source) => BackupError::File { place, source },
            Wrong::Io(error) => BackupError::Damaged { place, what: error.to_string() },
            Wrong::What(what) => BackupError::Damaged { place, what: what.to_owned() },
            Wrong::Unwanted => BackupError::Damaged { place, what: "it was not read to its end".to_owned() },
        }
    }
}

/// Reads all of it back.
async fn compare(store: &Store, manifest: &Manifest) -> Result<(), BackupError> {
    let mut snapshot = store.snapshot().await?;
    for collection in &manifest.collections {
        let mut counted = Counted::default();
        let mut documents = snapshot.documents(&collection.name).await?;
        while let Some(document) = documents.next().await? {
            counted.add(document.as_bytes());
        }
        if (counted.documents, counted.sha256()) != (collection.documents, collection.sha256.clone()) {
            return Err(BackupError::Differs(collection.name.clone()));
        }
    }
    Ok(())
}

fn joined<T>(result: Result<Result<T, BackupError>, tokio::task::JoinError>) -> Result<T, BackupError> {
    result.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}
