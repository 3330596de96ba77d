//! Everything the shop has stored, in one archive and back.
//!
//! ```no_run
//! # async fn example(store: store::Store) -> Result<(), backup::BackupError> {
//! let place = backup::Place::file("shop.tar.gz");
//! let manifest = backup::write(&store, &place).await?;
//! println!("{} documents", manifest.documents());
//! backup::restore(&store, &place, backup::Replace::Nothing).await?;
//! # Ok(()) }
//! ```
//!
//! A backup shows one moment, however long it takes and whoever writes meanwhile. It is written to a file beside its own
//! and gets its name when it is complete; a document at a time is in memory, and a piece of some MiB.
//!
//! ```text
//! place.rs      a file, or an object in a bucket
//! write.rs      database → archive
//! bucket.rs     … sent to a bucket while it is written
//! keep.rs       … by the time it was made; the newest are kept
//! restore.rs    archive → database, compared with the manifest at the end
//! archive.rs    a gzipped tar of BSON
//! manifest.rs   what an archive says of itself
//! digest.rs     counts and hashes documents
//! ```

mod archive;
mod bucket;
mod digest;
mod error;
mod keep;
mod manifest;
mod place;
mod restore;
mod write;

pub use error::BackupError;
pub use keep::write_into;
pub use manifest::{CollectionManifest, Manifest};
pub use place::Place;
pub use restore::{Replace, restore};
pub use write::write;
