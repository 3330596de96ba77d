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
    /// A category that was named as a place does not exist (any more).
    #[error("no such category")]
    NoSuchCategory,
    /// A category cannot lie in itself or in its own subtree.
    #[error("a category cannot lie below itself")]
    Cycle,
    /// A category that is to be deleted still holds something.
    #[error("the category holds products or subcategories")]
    NotEmptyCategory,
    /// There is such a one already.
    #[error("exists already")]
    Exists,
    /// It is not what the caller thought it was: it was changed meanwhile.
    #[error("changed meanwhile")]
    Stale,
    /// A page cannot go on from there: the position belongs to another list.
    #[error("the position belongs to another list")]
    WrongPosition,
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
}

/// `MaxTimeMSExpired` and `ExceededTimeLimit`.
const TIMED_OUT: [i32; 2] = [50, 262];

impl StoreError {
    /// Whether the database cannot be reached or did not answer in time: the same may go through later.
    pub fn is_unavailable(&self) -> bool {
        use mongodb::error::ErrorKind::{Command, ConnectionPoolCleared, DnsResolve, Io, ServerSelection, Transaction};
        match self {
            Self::Timeout => true,
            Self::Driver(error) => {
                let ran_out_of_time = matches!(&*error.kind, Command(error) if TIMED_OUT.contains(&error.code));
                // Of a server it has lost sight of, the driver says that it has no transactions
                matches!(
                    *error.kind,
                    Io(_)
                        | ServerSelection { .. }
                        | ConnectionPoolCleared { .. }
                        | DnsResolve { .. }
                        | Transaction { .. }
                ) || ran_out_of_time
                    || error.contains_label("RetryableWriteError")
            }
            _ => false,
        }
    }

    /// Whether a unique index refused it. The driver says so in two ways, by the command that was used.
    pub(crate) fn is_duplicate_key(error: &mongodb::error::Error) -> bool {
        use mongodb::error::{ErrorKind, WriteFailure};
        match &*error.kind {
            ErrorKind::Write(WriteFailure::WriteError(error)) => error.code == 11_000,
            ErrorKind::Command(error) => error.code == 11_000,
            _ => false,
        }
    }
}
