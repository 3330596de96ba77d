//! Changes of a product's stock that the database computes: by an order, or by what comes back from one. They go through
//! here because `available`, which lists are filtered by, must change in the same write.

use bson::{Bson, Document, doc};
use chrono::{DateTime, Utc};
use domain::Stock;

use crate::stamp;

/// An update that adds `by` to a product's stock, stamped; less than nothing takes away. Whether there is enough is for
/// the filter to say; it never grows beyond [`Stock::MAX`].
pub(crate) fn add(by: impl Into<Bson>, now: DateTime<Utc>) -> Vec<Document> {
    let most = i64::from(Stock::MAX);
    let mut update = stamp::computed(now, doc! { "stock": { "$min": [{ "$add": ["$stock", by.into()] }, most] } });
    update.push(doc! { "$set": { "available": { "$gt": ["$stock", 0_i64] } } });
    update
}
