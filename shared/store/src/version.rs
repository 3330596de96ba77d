//! Which releases may work with the data there are.
//!
//! The shape of the data has a number. A migration brings the data to the number of its release and only adds to them: what
//! the release before needs stays, so that its processes go on serving beside the migration and can come back after it
//! (*expand*). What nobody reads any more is removed by a later release (*contract*), which then raises the number of the
//! oldest reader. Both numbers stand in the collection `meta`.

use bson::{Document, doc};
use mongodb::Collection;
use serde::{Deserialize, Serialize};

use crate::{Store, StoreError};

pub(crate) const META: &str = "meta";
/// The shape of data this release works with; raised together with a step in [`Store::migrate`].
pub(crate) const DATA_VERSION: i64 = 9;
/// The oldest shape whose release can work with the data as this release's migration leaves them. Raised when a
/// migration takes away, renames or gives another meaning to what that release reads.
const MIN_READER: i64 = 8;

const _: () = assert!(MIN_READER <= DATA_VERSION);

/// What `meta` says of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataVersion {
    /// The shape they have; 0 in a database that was never migrated.
    pub version: i64,
    /// The oldest release that may work with them, by its own shape.
    pub min_reader: i64,
}

impl DataVersion {
    pub(crate) fn read(meta: Option<&Document>) -> Self {
        let number = |name: &str| meta.and_then(|meta| meta.get_i64(name).ok());
        let version = number("version").unwrap_or(0);
        // Releases before this one worked with exactly their own shape
        Self { version, min_reader: number("min_reader").unwrap_or(version) }
    }

    /// Refuses what a newer release has made unreadable for this one.
    ///
    /// # Errors
    /// [`StoreError::TooNew`].
    pub fn require_readable(self) -> Result<(), StoreError> {
        if self.min_reader > DATA_VERSION {
            return Err(StoreError::TooNew { found: self.version, needed: self.min_reader, known: DATA_VERSION });
        }
        Ok(())
    }

    /// Whether a newer release has migrated the data already.
    pub(crate) fn is_newer(self) -> bool {
        self.version > DATA_VERSION
    }
}

impl Store {
    /// Refuses a database that this release cannot work with. One command, so that it can be asked often.
    ///
    /// # Errors
    /// [`StoreError::NotMigrated`], [`StoreError::TooNew`] or [`StoreError::Driver`].
    pub async fn check_version(&self) -> Result<(), StoreError> {
        let found = self.data_version().await?;
        if found.version < DATA_VERSION {
            return Err(StoreError::NotMigrated { found: found.version, needed: DATA_VERSION });
        }
        found.require_readable()
    }

    /// The shape of the data that [`Store::migrate`] would change, if there are any and it would.
    ///
    /// # Errors
    /// [`StoreError::TooNew`] or [`StoreError::Driver`].
    pub async fn pending_migration(&self) -> Result<Option<i64>, StoreError> {
        let found = self.data_version().await?;
        found.require_readable()?;
        Ok(Some(found.version).filter(|version| (1..DATA_VERSION).contains(version)))
    }

    pub(crate) async fn data_version(&self) -> Result<DataVersion, StoreError> {
        Ok(DataVersion::read(self.meta().find_one(doc! { "_id": "data" }).await?.as_ref()))
    }

    /// Never lowers a number: a newer release may be migrating at the same time.
    pub(crate) async fn note_migration(&self) -> Result<(), StoreError> {
        let raised = doc! { "$max": { "version": DATA_VERSION, "min_reader": MIN_READER } };
        self.meta().update_one(doc! { "_id": "data" }, raised).upsert(true).await?;
        Ok(())
    }

    fn meta(&self) -> Collection<Document> {
        self.db.collection(META)
    }
}
