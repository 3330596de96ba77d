//! Changes of a product's stock that the database computes: by an order, or by what comes back from one. They go through
//! here because `available`, which lists are filtered by, must change in the same write.

use bson::{Bson, Document, doc};
use chrono::{DateTime, Utc};

use crate::stamp;

/// An update that adds `by` to a product's stock, stamped; less than nothing takes away. Whether there is enough is for
/// the filter to say.
pub(crate) fn add(by: impl Into<Bson>, now: DateTime<Utc>) -> Vec<Document> {
    let mut update = stamp::computed(now, doc! { "stock": { "$add": ["$stock", by.into()] } });
    update.push(doc! { "$set": { "available": { "$gt": ["$stock", 0_i64] } } });
    update
}
