//! Changes of a product's stock that the database computes: by an order, or by what comes back from one. They go through
//! here because `available`, which lists are filtered by, must change in the same write.

use bson::{Bson, Document, doc};
use chrono::{DateTime, Utc};
use domain::Stock;
use mongodb::IndexModel;

use crate::{index::index, stamp};

pub(crate) const LOW_STOCK: &str = "low_stock";

/// Only of products of which there is little: sales of all others do not write it. Those that are sold out are in it, too, for
/// whoever counts what is to be ordered.
pub(crate) fn low_index() -> IndexModel {
    let mut low = index(LOW_STOCK, doc! { "stock": 1, "_id": 1 });
    if let Some(options) = &mut low.options {
        options.partial_filter_expression = Some(doc! { "stock": { "$lte": super::LOW_STOCK } });
    }
    low
}

/// Products of which there is little, but something.
pub(crate) fn low() -> Document {
    doc! { "stock": { "$gt": 0_i64, "$lte": super::LOW_STOCK } }
}

/// An update that adds `by` to a product's stock, stamped; less than nothing takes away. Whether there is enough is for
/// the filter to say; it never grows beyond [`Stock::MAX`].
pub(crate) fn add(by: impl Into<Bson>, now: DateTime<Utc>) -> Vec<Document> {
    let most = i64::from(Stock::MAX);
    let mut update = stamp::computed(now, doc! { "stock": { "$min": [{ "$add": ["$stock", by.into()] }, most] } });
    update.push(doc! { "$set": { "available": { "$gt": ["$stock", 0_i64] } } });
    update
}
