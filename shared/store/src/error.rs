//! Why the database did not do what was asked: one enum for the whole room.

use domain::DomainError;

/// What can go wrong between the shop and its database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The driver's word: unreachable, timed out, refused.
    #[error("database: {0}")]
    Driver(#[from] mongodb::error::Error),
    /// A document could not be written as BSON or read back.
    #[error("document: {0}")]
    Document(#[from] bson::error::Error),
    /// A transaction did not end in time.
    #[error("the transaction did not end in time")]
    Timeout,
    /// A rule of the shop forbids it.
    #[error(transparent)]
    Domain(#[from] DomainError),
    /// What was named does not exist (any more).
    #[error("not found")]
    NotFound,
    /// The connection string names no database.
    #[error("MONGODB_URI names no database, as in mongodb://127.0.0.1:27017/shop?replicaSet=rs0")]
    NoDatabaseName,
    /// The connection string cannot be used.
    #[error("MONGODB_URI: {0}")]
    Uri(mongodb::error::Error),
    /// Never migrated, or by an older release.
    #[error("the database is at data version {found}, this release needs {needed}: run `server migrate`")]
    NotMigrated {
        /// What the database says; 0 when it says nothing.
        found: i64,
        /// What this release works with.
        needed: i64,
    },
    /// Migrated by a newer release.
    #[error("the database is at data version {found}, this release knows only {known}: run a newer release")]
    TooNew {
        /// What the database says.
        found: i64,
        /// What this release works with.
        known: i64,
    },
    /// Demo data go into an empty database only.
    #[error("the database {0} already holds a catalogue")]
    NotEmpty(String),
}
