//! Archive → database.

use std::path::{Path, PathBuf};

use store::Store;
use tokio::{sync::mpsc, task::spawn_blocking};

use crate::{
    BackupError, Manifest,
    archive::{self, Wrong},
    digest::Counted,
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
pub async fn restore(store: &Store, path: &Path, replace: Replace) -> Result<Manifest, BackupError> {
    let manifest = verify(path.to_owned()).await?;
    manifest.version.require_readable()?;
    if replace == Replace::Nothing && !store.is_unused().await? {
        return Err(BackupError::NotEmpty(store.name().to_owned()));
    }
    store.drop_everything().await?;
    for collection in &manifest.collections {
        store.create_collection(&collection.name).await?;
    }
    put_back(store, path.to_owned()).await?;
    for collection in &manifest.collections {
        store.put_indexes(&collection.name, collection.indexes.clone()).await?;
    }
    compare(store, &manifest).await?;
    Ok(manifest)
}

async fn verify(path: PathBuf) -> Result<Manifest, BackupError> {
    joined(spawn_blocking(move || archive::read(&path, |_, _| Ok(())).map_err(|wrong| damaged(&path, wrong))).await)
}

/// Piece by piece: the next is unpacked while the database takes one.
async fn put_back(store: &Store, path: PathBuf) -> Result<(), BackupError> {
    let (pieces, mut incoming) = mpsc::channel::<(String, Vec<u8>)>(1);
    let at = path.clone();
    let reading = spawn_blocking(move || {
        let piece = |collection: &str, documents| {
            pieces.blocking_send((collection.to_owned(), documents)).map_err(|_| Wrong::Unwanted)
        };
        archive::read(&path, piece).map_err(|wrong| damaged(&path, wrong))
    });
    while let Some((collection, documents)) = incoming.recv().await {
        let documents = archive::split(&documents).map_err(|wrong| damaged(&at, wrong))?;
        store.put_documents(&collection, &documents).await?;
    }
    joined(reading.await)?;
    Ok(())
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

fn damaged(path: &Path, wrong: Wrong) -> BackupError {
    let path = path.to_owned();
    match wrong {
        Wrong::File(source) => BackupError::File { path, source },
        Wrong::Io(error) => BackupError::Damaged { path, what: error.to_string() },
        Wrong::What(what) => BackupError::Damaged { path, what: what.to_owned() },
        Wrong::Unwanted => BackupError::Damaged { path, what: "it was not read to its end".to_owned() },
    }
}

fn joined<T>(result: Result<Result<T, BackupError>, tokio::task::JoinError>) -> Result<T, BackupError> {
    result.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}
