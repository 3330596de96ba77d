//! What an archive says of itself: its last entry, `manifest.json`.

use chrono::{DateTime, Utc};
use mongodb::IndexModel;
use serde::{Deserialize, Serialize};
use store::DataVersion;

/// The layout of archives that this release writes and reads.
pub(crate) const FORMAT: u32 = 1;

/// What an archive holds. An archive without it is not complete.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// The layout: 1.
    pub(crate) format: u32,
    /// The database's name.
    pub database: String,
    /// The moment of the data.
    pub created_at: DateTime<Utc>,
    /// Their shape.
    #[serde(flatten)]
    pub version: DataVersion,
    /// In the order in which they are stored.
    pub collections: Vec<CollectionManifest>,
}

/// One collection in an archive.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CollectionManifest {
    pub name: String,
    /// How many.
    pub documents: u64,
    /// Of its documents together.
    pub bytes: u64,
    /// In hex, of its documents' BSON one behind the other, by their ids.
    pub sha256: String,
    /// Beside that of its ids.
    pub indexes: Vec<IndexModel>,
}

impl Manifest {
    /// Documents of all collections.
    pub fn documents(&self) -> u64 {
        self.collections.iter().map(|collection| collection.documents).sum()
    }

    /// Bytes of all documents.
    pub fn bytes(&self) -> u64 {
        self.collections.iter().map(|collection| collection.bytes).sum()
    }
}
