//! Why the database did not do what was asked: one enum for the whole room.

use chrono_tz::Tz;
use domain::{Currency, DomainError};
use mongodb::error::{ErrorKind, WriteFailure};

/// What the driver and the server call errors that pass (MongoDB, "Driver Sessions" and "Retryable Writes").
const TRANSIENT_LABELS: [&str; 4] =
    ["RetryableWriteError", "TransientTransactionError", "UnknownTransactionCommitResult", "SystemOverloadedError"];

/// The server's codes of errors that pass: an election, a shutdown, a time limit, a conflict with another write
/// (MongoDB, "Error Codes", and the specifications "Server Discovery and Monitoring" and "Retryable Reads").
const TRANSIENT_CODES: [i32; 22] = [
    6,      // HostUnreachable
    7,      // HostNotFound
    24,     // LockTimeout
    50,     // MaxTimeMSExpired
    64,     // WriteConcernTimeout
    89,     // NetworkTimeout
    91,     // ShutdownInProgress
    112,    // WriteConflict
    133,    // FailedToSatisfyReadPreference
    134,    // ReadConcernMajorityNotAvailableYet
    175,    // QueryPlanKilled
    189,    // PrimarySteppedDown
    202,    // NetworkInterfaceExceededTimeLimit
    246,    // SnapshotUnavailable
    251,    // NoSuchTransaction: aborted by the server
    262,    // ExceededTimeLimit
    9_001,  // SocketException
    10_107, // NotWritablePrimary
    11_600, // InterruptedAtShutdown
    11_602, // InterruptedDueToReplStateChange
    13_435, // NotPrimaryNoSecondaryOk
    13_436, // NotPrimaryOrSecondary
];

/// What can go wrong between the shop and its database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The driver's word: unreachable, timed out, refused.
    #[error("database: {0}")]
    Driver(#[from] mongodb::error::Error),
    /// One of several writes that were sent together failed.
    #[error("database: error {code}: {message}")]
    Write {
        /// The server's code (MongoDB, "Error Codes").
        code: i32,
        /// The server's words.
        message: String,
    },
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
    /// The claim under which something was to be written had lapsed; nothing was written.
    #[error("the claim lapsed")]
    ClaimLost,
    /// The server returned what it never should, such as no document of an upsert.
    #[error("unexpected result of the database: {0}")]
    Unexpected(&'static str),
    /// What is stored contradicts itself.
    #[error("inconsistent data: {0}")]
    Inconsistent(&'static str),
    /// The category tree is about to be changed. Never seen from outside: transactions wait until that is over.
    #[error("the category tree is being changed")]
    TreeClosed,
    /// A category that was named as a place does not exist (any more).
    #[error("no such category")]
    NoSuchCategory,
    /// A category cannot lie in itself or in its own subtree.
    #[error("a category cannot lie below itself")]
    Cycle,
    /// A category that is to be deleted still holds something.
    #[error("the category holds products or subcategories")]
    NotEmptyCategory,
    /// Another product has this SKU.
    #[error("another product has this sku")]
    SkuTaken,
    /// A product has as many photos as it may have.
    #[error("has {} photos, more are not possible", domain::Product::MAX_IMAGES)]
    TooManyImages,
    /// A new order of a product's photos does not name each of them once.
    #[error("does not name each of the product's photos once")]
    OtherImages,
    /// Something with this id or name exists.
    #[error("already exists")]
    Exists,
    /// A change of many products names more than it may.
    #[error("names more than {} products", domain::BulkChange::MAX_PRODUCTS)]
    TooManyProducts,
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
    #[error("MONGODB_URI: {}", .0.kind)]
    Uri(mongodb::error::Error),
    /// Never migrated, or by an older release.
    #[error("the database is at data version {found}, this release needs {needed}: run `server migrate`")]
    NotMigrated {
        /// What the database says; 0 when it says nothing.
        found: i64,
        /// What this release works with.
        needed: i64,
    },
    /// Prices are stored in another currency than the configured one.
    #[error("SHOP_CURRENCY is {}, but the database holds prices in {stored}", configured.code())]
    WrongCurrency {
        /// What prices are stored in.
        stored: String,
        /// What they should be in.
        configured: Currency,
    },
    /// Figures are kept by the days of another time zone than the configured one.
    #[error("SHOP_TIME_ZONE is {configured}, but the database counts by the days of {stored}: run `server migrate`")]
    WrongTimeZone {
        /// By whose days figures are kept.
        stored: String,
        /// By whose they should be.
        configured: Tz,
    },
    /// A long read of one moment outlived it.
    #[error(
        "MongoDB no longer keeps the moment that is being read: have it keep moments for longer \
         (setParameter minSnapshotHistoryWindowInSeconds), or read while less is written"
    )]
    SnapshotTooOld,
    /// Migrated by a newer release to what this one cannot read.
    #[error(
        "the database is at data version {found}, which takes a release of {needed} or newer, and this one is of {known}: \
         run a newer release"
    )]
    TooNew {
        /// What the database says.
        found: i64,
        /// The oldest version whose release can work with that.
        needed: i64,
        /// What this release works with.
        known: i64,
    },
}

impl StoreError {
    /// Whether the database cannot be reached, changes its primary, did not answer in time or refuses the credentials:
    /// the same may go through later.
    pub fn is_unavailable(&self) -> bool {
        use mongodb::error::ErrorKind::{
            Authentication, ConnectionPoolCleared, DnsResolve, Io, ServerSelection, SessionsNotSupported, Shutdown,
            Transaction,
        };
        match self {
            Self::Timeout => true,
            Self::Write { code, .. } => TRANSIENT_CODES.contains(code),
            Self::Driver(error) => {
                // Of a server it has lost sight of, the driver says that it has no transactions or sessions
                matches!(
                    *error.kind,
                    Io(_)
                        | ServerSelection { .. }
                        | ConnectionPoolCleared { .. }
                        | DnsResolve { .. }
                        | Transaction { .. }
                        | SessionsNotSupported
                        | Shutdown
                        | Authentication { .. }
                ) || TRANSIENT_LABELS.iter().any(|label| error.contains_label(label))
                    || server_code(error).is_some_and(|code| TRANSIENT_CODES.contains(&code))
            }
            _ => false,
        }
    }

    /// Whether a unique index refused it.
    pub(crate) fn is_duplicate_key(error: &mongodb::error::Error) -> bool {
        server_code(error) == Some(11_000)
    }
}

/// The code of a server's error. The driver says it in several ways, by the command that was used.
fn server_code(error: &mongodb::error::Error) -> Option<i32> {
    match &*error.kind {
        ErrorKind::Command(error) => Some(error.code),
        ErrorKind::Write(WriteFailure::WriteError(error)) => Some(error.code),
        ErrorKind::Write(WriteFailure::WriteConcernError(error)) => Some(error.code),
        _ => None,
    }
}
