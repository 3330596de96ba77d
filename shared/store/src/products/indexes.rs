//! The indexes of the collection `products`: those of customers, of lists and of searches.

use bson::doc;
use mongodb::IndexModel;

use super::{cards::DEALS, list, search};
use crate::{holds, index::index, membership::IN_CATEGORY};

pub(crate) fn all() -> Vec<IndexModel> {
    let mut indexes = vec![
        // What customers walk
        index(IN_CATEGORY, doc! { "category_id": 1, "_id": 1 }),
        index(DEALS, doc! { "discount_percent": -1, "_id": 1 }),
        // For the check at start that there is one currency: one key, whatever the number of products
        index("currency", doc! { "price.currency": 1 }),
        holds::index(),
    ];
    indexes.extend(list::indexes());
    indexes.extend(search::indexes());
    indexes
}
