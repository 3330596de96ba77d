//! Everything there is, out of the database at one moment and back into an empty one: what backups are made of.
//! Documents go through as the bytes they are.

use bson::{Document, RawDocument, RawDocumentBuf, doc};
use futures_util::TryStreamExt;
use mongodb::{ClientSession, Collection, IndexModel, SessionCursor, error::ErrorKind};

use crate::{Store, StoreError, counters, figures, leases, tree_lock, version::DataVersion, version::META};

/// What every process writes by itself into a shop that nobody has used yet.
const UNUSED: [&str; 5] = [META, counters::COLLECTION, figures::SUMMARIES, leases::COLLECTION, tree_lock::COLLECTION];

/// The data as they were at the moment of the first read, while others go on writing (MongoDB's manual: "Read Concern
/// snapshot"). The server keeps that moment for five minutes, or as long as `minSnapshotHistoryWindowInSeconds` says.
#[derive(Debug)]
pub struct Snapshot {
    store: Store,
    session: ClientSession,
}

/// The documents of one collection, by their ids.
#[derive(Debug)]
pub struct Documents<'a> {
    session: &'a mut ClientSession,
    cursor: SessionCursor<RawDocumentBuf>,
}

impl Documents<'_> {
    /// The next one.
    ///
    /// # Errors
    /// [`StoreError::SnapshotTooOld`], [`StoreError::Driver`].
    pub async fn next(&mut self) -> Result<Option<&RawDocument>, StoreError> {
        match self.cursor.advance(self.session).await {
            Ok(true) => Ok(Some(self.cursor.current())),
            Ok(false) => Ok(None),
            Err(error) => Err(too_old(error)),
        }
    }
}

impl Snapshot {
    /// Of the data at this moment.
    pub async fn version(&mut self) -> Result<DataVersion, StoreError> {
        let meta: Collection<Document> = self.store.db.collection(META);
        let found = meta.find_one(doc! { "_id": "data" }).session(&mut self.session).await?;
        Ok(DataVersion::read(found.as_ref()))
    }

    /// A collection's documents.
    pub async fn documents(&mut self, collection: &str) -> Result<Documents<'_>, StoreError> {
        let collection: Collection<RawDocumentBuf> = self.store.db.collection(collection);
        let found = collection.find(doc! {}).sort(doc! { "_id": 1 }).session(&mut self.session).await;
        Ok(Documents { cursor: found.map_err(too_old)?, session: &mut self.session })
    }
}

impl Store {
    /// The data as they are now.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let session = self.db.client().start_session().snapshot(true).await?;
        Ok(Snapshot { store: self.clone(), session })
    }

    /// The names of all collections; last the one that says of what shape the others are.
    pub async fn collection_names(&self) -> Result<Vec<String>, StoreError> {
        let mut names = self.db.list_collection_names().await?;
        names.retain(|name| !name.starts_with("system."));
        names.sort_unstable_by(|one, other| (one == META, one).cmp(&(other == META, other)));
        Ok(names)
    }

    /// A collection's indexes beside the one of its ids.
    pub async fn indexes_of(&self, collection: &str) -> Result<Vec<IndexModel>, StoreError> {
        let mut indexes: Vec<_> =
            self.db.collection::<Document>(collection).list_indexes().await?.try_collect().await?;
        indexes.retain(|index: &IndexModel| index.keys != doc! { "_id": 1 });
        Ok(indexes)
    }

    /// Whether the shop was not used yet; it may have been migrated.
    pub async fn is_unused(&self) -> Result<bool, StoreError> {
        for name in self.collection_names().await? {
            let collection: Collection<RawDocumentBuf> = self.db.collection(&name);
            if !UNUSED.contains(&name.as_str()) && collection.find_one(doc! {}).await?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Drops every collection. The first to go says of what shape the others are: what is left of it, if this is broken
    /// off, is served by nobody.
    pub async fn drop_everything(&self) -> Result<(), StoreError> {
        for name in self.collection_names().await?.iter().rev() {
            self.db.collection::<Document>(name).drop().await?;
        }
        Ok(())
    }

    /// Makes a collection that is not there.
    pub async fn create_collection(&self, name: &str) -> Result<(), StoreError> {
        Ok(self.db.create_collection(name).await?)
    }

    /// Puts documents into a collection, as they are.
    pub async fn put_documents(&self, collection: &str, documents: &[RawDocumentBuf]) -> Result<(), StoreError> {
        let collection: Collection<RawDocumentBuf> = self.db.collection(collection);
        collection.insert_many(documents).ordered(false).await?;
        Ok(())
    }

    /// Builds a collection's indexes.
    pub async fn put_indexes(&self, collection: &str, indexes: Vec<IndexModel>) -> Result<(), StoreError> {
        if !indexes.is_empty() {
            self.db.collection::<Document>(collection).create_indexes(indexes).await?;
        }
        Ok(())
    }
}

/// MongoDB's error 239: the moment is no longer kept.
fn too_old(error: mongodb::error::Error) -> StoreError {
    match &*error.kind {
        ErrorKind::Command(command) if command.code == 239 => StoreError::SnapshotTooOld,
        _ => StoreError::Driver(error),
    }
}
