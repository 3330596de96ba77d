//! The collections, as every query of the shop reads them: whatever is read has a time limit, so that a slow query gives
//! its connection back instead of holding up those who wait for one.
//!
//! A read that runs out of time is [`StoreError::is_unavailable`](crate::StoreError::is_unavailable).

use std::time::Duration;

use bson::{Bson, Document, RawDocument, doc};
use derive_more::Deref;
use futures_util::TryStreamExt;
use mongodb::{
    ClientSession, Collection, Database,
    action::{Aggregate, CountDocuments, EstimatedDocumentCount, Find, FindOne, FindOneAndUpdate},
    options::UpdateModifications,
};
use serde::{Deserialize, de::DeserializeOwned};

use crate::StoreError;

/// How long the database may work on one read, by its own clock. A page takes milliseconds; a request may take half a
/// minute.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// A collection, read as `T`. Its reads are those of [`Collection`] with a time limit, its writes the driver's own.
#[derive(Clone, Debug, Deref)]
pub(crate) struct Documents<T: Send + Sync = Document>(Collection<T>);

impl Documents {
    /// The collection of this name.
    pub(crate) fn of(db: &Database, name: &str) -> Self {
        Self(db.collection(name))
    }

    /// The same collection, whose documents the driver reads from the wire straight into `T`. A detour
    /// through [`Document`] costs more than all else that a server does with a document.
    pub(crate) fn typed<T: Send + Sync>(&self) -> Documents<T> {
        Documents(self.0.clone_with_type())
    }
}

impl<T: Send + Sync> Documents<T> {
    pub(crate) fn find(&self, filter: Document) -> Find<'_, T> {
        self.0.find(filter).max_time(TIME_LIMIT)
    }

    pub(crate) fn find_one(&self, filter: Document) -> FindOne<'_, T>
    where
        T: DeserializeOwned,
    {
        self.0.find_one(filter).max_time(TIME_LIMIT)
    }

    pub(crate) fn find_one_and_update(
        &self,
        filter: Document,
        update: impl Into<UpdateModifications>,
    ) -> FindOneAndUpdate<'_, T>
    where
        T: DeserializeOwned,
    {
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

impl<T: DeserializeOwned + Send + Sync> Documents<T> {
    /// The document with this id, if there is one.
    pub(crate) async fn get(&self, id: impl Into<Bson>) -> Result<Option<T>, StoreError> {
        // Negative: no cursor stays open (MongoDB, "find")
        Ok(all(self.find(doc! { "_id": id }).limit(-1)).await?.pop())
    }

    /// The same as part of the session's transaction.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Driver`].
    pub(crate) async fn read(&self, id: impl Into<Bson>, session: &mut ClientSession) -> Result<T, StoreError> {
        self.find_one(doc! { "_id": id }).session(session).await?.ok_or(StoreError::NotFound)
    }
}

/// Everything that a read finds, from the batches as they came over the wire: the driver's stream of documents copies each
/// of them, and moves its own state twice for each.
///
/// # Errors
/// [`StoreError::Document`] when one is no `T`; [`StoreError::Driver`].
pub(crate) async fn all<T: DeserializeOwned + Send + Sync>(find: Find<'_, T>) -> Result<Vec<T>, StoreError> {
    let mut batches = find.batch().await?;
    let mut items = vec![];
    while let Some(batch) = batches.try_next().await? {
        for item in batch.doc_slices()? {
            let document = item?.as_document().ok_or(StoreError::Unexpected("a batch without documents"))?;
            items.push(part(document)?);
        }
    }
    Ok(items)
}

/// What is read of a document, if it can be.
///
/// # Errors
/// [`StoreError::Document`] when it is no `T`.
pub(crate) fn part<T: DeserializeOwned>(document: &RawDocument) -> Result<T, StoreError> {
    Ok(bson::deserialize_from_slice(document.as_bytes())?)
}

/// Runs statements of the command `update` (MongoDB, "update"), in one round trip and in any order, and says how many
/// documents they matched. Outside a transaction the driver does not repeat it when the connection breaks, as it does
/// other writes.
///
/// # Errors
/// [`StoreError::Write`] when a statement failed, the others being done; [`StoreError::Driver`].
pub(crate) async fn update_all(
    db: &Database,
    name: &str,
    statements: Vec<Document>,
    session: Option<&mut ClientSession>,
) -> Result<u64, StoreError> {
    let mut command = db.run_command(doc! { "update": name, "updates": statements, "ordered": false });
    if let Some(session) = session {
        command = command.session(session);
    }
    let updated: Updated = bson::deserialize_from_document(command.await?)?;
    match updated.write_errors.into_iter().next().or(updated.write_concern_error) {
        Some(WriteError { code, errmsg }) => Err(StoreError::Write { code, message: errmsg }),
        None => Ok(updated.n),
    }
}

/// What the command `update` returns.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Updated {
    n: u64,
    #[serde(default)]
    write_errors: Vec<WriteError>,
    write_concern_error: Option<WriteError>,
}

#[derive(Deserialize)]
struct WriteError {
    code: i32,
    #[serde(default)]
    errmsg: String,
}
