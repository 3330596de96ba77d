//! Numbers that only go up.

use bson::doc;
use mongodb::{Database, options::ReturnDocument};

use crate::{StoreError, documents::Documents};

pub(crate) const COLLECTION: &str = "counters";

/// The next number of a series, from 1. Taken outside any transaction: rivals never wait for one another, and a number
/// whose order is not placed leaves a gap.
pub(crate) async fn next(db: &Database, series: &str) -> Result<i64, StoreError> {
    next_of(db, series, 1).await
}

/// The first of the next `count` numbers of a series.
pub(crate) async fn next_of(db: &Database, series: &str, count: i64) -> Result<i64, StoreError> {
    let counters = Documents::of(db, COLLECTION);
    let counter = counters
        .find_one_and_update(doc! { "_id": series }, doc! { "$inc": { "last": count } })
        .upsert(true)
        .return_document(ReturnDocument::After)
        .await?
        .ok_or(StoreError::Unexpected("an upsert returned no document"))?;
    Ok(counter.get_i64("last")? - count + 1)
}
