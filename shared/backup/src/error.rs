//! Why there is no backup, or nothing was restored.

use std::io;

use store::StoreError;

use crate::Place;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be written or read.
    #[error("{place}: {source}")]
    File { place: Place, source: io::Error },
    /// The bucket does not take or give it.
    #[error("{place}: {source}")]
    Bucket { place: Place, source: Box<object_store::Error> },
    /// There is a file of that name.
    #[error("{0} exists already: a backup does not replace another")]
    Exists(Place),
    /// What is read is no archive, or not as it was written. Nothing was changed in the database.
    #[error("{place} is damaged or no backup: {what}")]
    Damaged { place: Place, what: String },
    /// There is something that would be lost.
    #[error("the database {0} is not empty: restore into another one, or replace what is in it by --force")]
    NotEmpty(String),
    /// What is in the database now is not what the archive holds.
    #[error(
        "the collection {0} did not come back as it was: the database is not to be used, restore again with --force"
    )]
    Differs(String),
}

impl BackupError {
    pub(crate) fn bucket(place: &Place, error: object_store::Error) -> Self {
        Self::Bucket { place: place.clone(), source: Box::new(error) }
    }
}
