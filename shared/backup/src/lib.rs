//! Everything the shop has stored, in one archive and back.
//!
//! ```no_run
//! # async fn example(store: store::Store) -> Result<(), backup::BackupError> {
//! let manifest = backup::write(&store, "shop.tar.gz".as_ref()).await?;
//! println!("{} documents", manifest.documents());
//! backup::restore(&store, "shop.tar.gz".as_ref(), backup::Replace::Nothing).await?;
//! # Ok(()) }
//! ```
//!
//! A backup shows one moment, however long it takes and whoever writes meanwhile. It is written to a file beside its own
//! and gets its name when it is complete; a document at a time is in memory, and a piece of some MiB.
//!
//! ```text
//! write.rs      database → archive
//! restore.rs    archive → database, compared with the manifest at the end
//! archive.rs    a gzipped tar of BSON
//! manifest.rs   what an archive says of itself
//! digest.rs     counts and hashes documents
//! ```

mod archive;
mod digest;
mod error;
mod manifest;
mod restore;
mod write;

pub use error::BackupError;
pub use manifest::{CollectionManifest, Manifest};
pub use restore::{Replace, restore};
pub use write::write;
