//! Products of earlier releases, brought to the fields that lists and searches go by (data version 6), and to several photos
//! and the words of all languages (data version 7).
//!
//! Processes of the release before may go on serving while this runs, and after it until they are replaced. They walk
//! their own indexes, and what they write lacks the new fields. So the first migration adds what is missing and drops
//! nothing; the next one, which comes with the next release or when an operator runs it again, goes over all products
//! once more and drops the former indexes, after which there is nothing to do.

use bson::doc;
use domain::Product;
use futures_util::TryStreamExt;
use mongodb::Database;

use super::stored::{self, Stored};
use crate::{
    Categories, StoreError,
    documents::{Documents, update_all},
    names::PRODUCTS,
    vocabulary::Vocabulary,
};

/// Indexes that no query walks any more.
const FORMER_INDEXES: [&str; 10] = [
    "by_id",
    "by_title",
    "by_price",
    "by_newest",
    "category_by_id",
    "category_by_title",
    "category_by_price",
    "category_by_newest",
    "title_words",
    "words",
];
/// The data version that has the fields.
const VERSION: i64 = 7;
/// So many products are written by one command, and so many commands at the same time.
const BATCH: usize = 200;
const AT_ONCE: usize = 2;

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
    note_images(&products).await?;
    note_words(db, &products).await?;
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

/// The one photo of former releases is the first of several.
async fn note_images(products: &Documents) -> Result<(), StoreError> {
    let images = doc! { "$cond": [{ "$gt": ["$image", null] }, ["$image"], []] };
    products.update_many(doc! { "images": { "$exists": false } }, vec![doc! { "$set": { "images": images } }]).await?;
    Ok(())
}

async fn note_words(db: &Database, products: &Documents) -> Result<(), StoreError> {
    let vocabulary = Vocabulary::new(db);
    // All of them, which may take longer than any page
    let all = products.clone_with_type::<Product>();
    let note = async |batch: Vec<Product>| -> Result<(), StoreError> {
        vocabulary.learn(batch.iter().flat_map(stored::words_of)).await?;
        let statement = |product: &Product| {
            let Stored { words, title_words, title_key, .. } = Stored::new(product, &[]);
            // A text that changed meanwhile has other words: whoever changed it wrote them, or the next migration does
            let same = doc! { "_id": product.id, "modified_at": bson::DateTime::from(product.modified_at) };
            doc! { "q": same, "u": { "$set": { "words": words, "title_words": title_words, "title_key": title_key } } }
        };
        update_all(db, PRODUCTS, batch.iter().map(statement).collect(), None).await?;
        Ok(())
    };
    let batches = all.find(doc! {}).await?.map_err(StoreError::from).try_chunks(BATCH).map_err(|error| error.1);
    batches.map_ok(note).try_buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
    Ok(())
}
