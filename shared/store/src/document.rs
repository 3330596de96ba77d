//! From MongoDB's documents to the shop's types, for what is read seldom. What is read often is read straight into its
//! type by the driver, through [`Documents::typed`](crate::documents::Documents::typed).
//!
//! ```text
//! let product: Option<Product> = parse_some(self.collection.find_one(doc! { "_id": id }).await?)?;
//! ```

use bson::Document;
use futures_util::{Stream, TryStreamExt};
use mongodb::error::Error as DriverError;
use serde::de::DeserializeOwned;

use crate::StoreError;

/// A document that is there.
///
/// # Errors
/// [`StoreError::Document`] when it is no `T`.
pub(crate) fn parse<T: DeserializeOwned>(document: Document) -> Result<T, StoreError> {
    Ok(bson::deserialize_from_document(document)?)
}

/// A document that may be there.
///
/// # Errors
/// [`StoreError::Document`] when it is no `T`.
pub(crate) fn parse_some<T: DeserializeOwned>(found: Option<Document>) -> Result<Option<T>, StoreError> {
    found.map(parse).transpose()
}

/// All documents of a cursor.
///
/// # Errors
/// [`StoreError::Document`] when one is no `T`; [`StoreError::Driver`].
pub(crate) async fn parse_all<T: DeserializeOwned>(
    found: impl Stream<Item = Result<Document, DriverError>>,
) -> Result<Vec<T>, StoreError> {
    let documents: Vec<Document> = found.try_collect().await?;
    documents.into_iter().map(parse).collect()
}
