//! Counts documents and hashes them, one behind the other.

use sha2::{Digest, Sha256};

/// What is known of the documents so far.
#[derive(Debug, Default, Clone)]
pub(crate) struct Counted {
    pub(crate) documents: u64,
    pub(crate) bytes: u64,
    hash: Sha256,
}

impl Counted {
    /// A document's BSON.
    pub(crate) fn add(&mut self, document: &[u8]) {
        self.documents += 1;
        self.bytes += document.len() as u64;
        self.hash.update(document);
    }

    /// In hex.
    pub(crate) fn sha256(self) -> String {
        hex::encode(self.hash.finalize())
    }
}
