//! The indexes of the collection `products`: those of customers, of lists and of searches.

use bson::doc;
use mongodb::{IndexModel, options::IndexOptions};

use super::{SKU, cards::DEALS, list, search, stock};
use crate::{holds, index::index, membership::IN_CATEGORY, photos::SHOWN_BY};

pub(crate) fn all() -> Vec<IndexModel> {
    let with_sku = doc! { "sku": { "$exists": true } };
    let with_sku = IndexOptions::builder().name(SKU.to_owned()).partial_filter_expression(with_sku);
    let mut indexes = vec![
        // What customers walk
        index(IN_CATEGORY, doc! { "category_id": 1, "_id": 1 }),
        index(DEALS, doc! { "discount_percent": -1, "_id": 1 }),
        // For the check at start that there is one currency: one key, whatever the number of products
        index("currency", doc! { "price.currency": 1 }),
        holds::index(),
        stock::low_index(),
        // Whether anything shows a photo
        index(SHOWN_BY, doc! { "images.id": 1 }),
        IndexModel::builder().keys(doc! { "sku": 1, "_id": 1 }).options(with_sku.build()).build(),
    ];
    indexes.extend(list::indexes());
    indexes.extend(search::indexes());
    indexes
}
