//! Products of earlier releases, brought to the fields that lists and searches go by (data version 6).
//!
//! Processes of the release before may go on serving while this runs, and after it until they are replaced. They walk
//! their own indexes, and what they write lacks the new fields. So the first migration adds what is missing and drops
//! nothing; the next one, which comes with the next release or when an operator runs it again, goes over all products
//! once more and drops the former indexes, after which there is nothing to do.

use bson::{Document, doc, oid::ObjectId};
use domain::search;
use futures_util::TryStreamExt;
use mongodb::Database;
use serde::Deserialize;

use crate::{Categories, StoreError, documents::Documents, names::PRODUCTS};

/// Indexes that no query walks any more.
const FORMER_INDEXES: [&str; 8] = [
    "by_id",
    "by_title",
    "by_price",
    "by_newest",
    "category_by_id",
    "category_by_title",
    "category_by_price",
    "category_by_newest",
];
/// The data version that has the fields.
const VERSION: i64 = 6;
/// So many products are written at the same time.
const AT_ONCE: usize = 16;

/// From data version `found`.
///
/// # Errors
/// [`StoreError::Timeout`]; [`StoreError::Driver`].
pub(crate) async fn run(db: &Database, categories: &Categories, found: i64) -> Result<(), StoreError> {
    if found == 0 {
        // Nobody has been here
        return Ok(());
    }
    let products: Documents = Documents::of(db, PRODUCTS);
    let mut former = products.list_index_names().await?;
    former.retain(|name| FORMER_INDEXES.contains(&name.as_str()));
    if found >= VERSION && former.is_empty() {
        return Ok(());
    }
    for root in categories.children(None).await? {
        categories.list_products_anew(root.id, std::time::Duration::MAX).await?;
    }
    note_availability(&products).await?;
    note_title_words(&products).await?;
    if found >= VERSION {
        for index in former {
            products.drop_index(index).await?;
        }
    }
    Ok(())
}

/// Not a change that anybody could see, hence not stamped, here and below.
async fn note_availability(products: &Documents) -> Result<(), StoreError> {
    let available = doc! { "$gt": ["$stock", 0_i64] };
    let discounted = doc! { "$gt": ["$discount_percent", 0_i64] };
    let wrong = doc! { "$expr": { "$or": [
        { "$ne": ["$available", &available] },
        { "$ne": ["$discounted", &discounted] },
    ] } };
    let update = vec![doc! { "$set": { "available": available, "discounted": discounted } }];
    products.update_many(wrong, update).await?;
    Ok(())
}

async fn note_title_words(products: &Documents) -> Result<(), StoreError> {
    #[derive(Deserialize)]
    struct Titled {
        #[serde(rename = "_id")]
        id: ObjectId,
        title: String,
        #[serde(default)]
        title_words: Vec<String>,
    }
    // All of them, which may take longer than any page
    let all = products.clone_with_type::<Titled>();
    let all = all.find(doc! {}).projection(doc! { "title": 1, "title_words": 1 }).await?;
    let note = async |product: Titled| -> Result<(), StoreError> {
        let words = search::words(&product.title);
        if words != product.title_words {
            // A title that changed meanwhile has other words: whoever changed it wrote them, or the next migration does
            let same: Document = doc! { "_id": product.id, "title": product.title };
            products.update_one(same, doc! { "$set": { "title_words": words } }).await?;
        }
        Ok(())
    };
    all.map_err(StoreError::from).map_ok(note).try_buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
    Ok(())
}
