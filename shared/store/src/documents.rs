//! The collections, as every query of the shop reads them: whatever is read has a time limit, so that a slow query gives
//! its connection back instead of holding up those who wait for one.
//!
//! A read that runs out of time is [`StoreError::is_unavailable`](crate::StoreError::is_unavailable).

use std::{ops::Deref, time::Duration};

use bson::Document;
use mongodb::{
    Collection, Database,
    action::{Aggregate, CountDocuments, EstimatedDocumentCount, Find, FindOne, FindOneAndUpdate},
    options::UpdateModifications,
};

/// How long the database may work on one read, by its own clock. A page takes milliseconds; a request may take half a
/// minute.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// A collection. Its reads are those of [`Collection`] with a time limit, its writes the driver's own.
#[derive(Clone, Debug)]
pub(crate) struct Documents(Collection<Document>);

impl Documents {
    /// The collection of this name.
    pub(crate) fn of(db: &Database, name: &str) -> Self {
        Self(db.collection(name))
    }

    pub(crate) fn find(&self, filter: Document) -> Find<'_, Document> {
        self.0.find(filter).max_time(TIME_LIMIT)
    }

    pub(crate) fn find_one(&self, filter: Document) -> FindOne<'_, Document> {
        self.0.find_one(filter).max_time(TIME_LIMIT)
    }

    pub(crate) fn find_one_and_update(
        &self,
        filter: Document,
        update: impl Into<UpdateModifications>,
    ) -> FindOneAndUpdate<'_, Document> {
        self.0.find_one_and_update(filter, update).max_time(TIME_LIMIT)
    }

    pub(crate) fn aggregate(&self, pipeline: impl IntoIterator<Item = Document>) -> Aggregate<'_> {
        self.0.aggregate(pipeline).max_time(TIME_LIMIT)
    }

    pub(crate) fn count_documents(&self, filter: Document) -> CountDocuments<'_> {
        self.0.count_documents(filter).max_time(TIME_LIMIT)
    }

    pub(crate) fn estimated_document_count(&self) -> EstimatedDocumentCount<'_> {
        self.0.estimated_document_count().max_time(TIME_LIMIT)
    }
}

impl Deref for Documents {
    type Target = Collection<Document>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
