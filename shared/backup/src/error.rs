//! Why there is no backup, or nothing was restored.

use std::{io, path::PathBuf};

use store::StoreError;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be written or read.
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    /// There is a file of that name.
    #[error("{} exists already: a backup does not replace another", .0.display())]
    Exists(PathBuf),
    /// What is read is no archive, or not as it was written. Nothing was changed in the database.
    #[error("{} is damaged or no backup: {what}", path.display())]
    Damaged { path: PathBuf, what: String },
    /// There is something that would be lost.
    #[error("the database {0} is not empty: restore into another one, or replace what is in it by --force")]
    NotEmpty(String),
    /// What is in the database now is not what the archive holds.
    #[error(
        "the collection {0} did not come back as it was: the database is not to be used, restore again with --force"
    )]
    Differs(String),
}
