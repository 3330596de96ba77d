//! Which product has a SKU: a document for each, whose id is the SKU. It is written by the transaction that writes the product.
//!
//! A unique index over `products.sku` would say the same, but only while all products lie on one server: in a sharded
//! collection an index can be unique only if it begins with the shard key (MongoDB's manual, "Unique Indexes and Sharded
//! Collections").
//!
//! Processes of releases before data version 9 know nothing of it. What they left behind, the SKU of a product that is gone or
//! has another one, is nobody's, and taken from the product that is noted; what they added is noted by the next migration.

use std::collections::HashMap;

use bson::{Bson, Document, doc};
use domain::{Product, ProductId, Sku};
use futures_util::TryStreamExt;
use mongodb::{ClientSession, Database};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError,
    documents::{Documents, update_all},
    names::PRODUCTS,
};

pub(crate) const COLLECTION: &str = "skus";

/// MongoDB's code of that error.
const DUPLICATE_KEY: i32 = 11_000;

#[derive(Serialize, Deserialize)]
struct Taken {
    #[serde(rename = "_id")]
    sku: Sku,
    product_id: ProductId,
}

/// Takes the SKUs of products that are new.
///
/// # Errors
/// [`StoreError::SkuTaken`] when one of them is another product's; [`StoreError::Driver`].
pub(crate) async fn take(
    db: &Database,
    products: impl IntoIterator<Item = &Product>,
    session: &mut ClientSession,
) -> Result<(), StoreError> {
    let wanted = products.into_iter().filter_map(|product| Some((product.sku.clone()?, product.id)));
    take_all(db, wanted.collect(), session).await
}

/// Follows products that change, each before and after.
///
/// # Errors
/// Those of [`take`].
pub(crate) async fn change(
    db: &Database,
    changes: impl IntoIterator<Item = (&Product, &Product)>,
    session: &mut ClientSession,
) -> Result<(), StoreError> {
    let other: Vec<_> = changes.into_iter().filter(|(before, after)| before.sku != after.sku).collect();
    leave(db, other.iter().map(|(before, _)| *before), session).await?;
    take(db, other.iter().map(|(_, after)| *after), session).await
}

/// Gives the SKUs of products back.
///
/// # Errors
/// [`StoreError::Driver`].
pub(crate) async fn leave(
    db: &Database,
    products: impl IntoIterator<Item = &Product>,
    session: &mut ClientSession,
) -> Result<(), StoreError> {
    let one = |product: &Product| Some(doc! { "_id": product.sku.as_ref()?.as_str(), "product_id": product.id });
    let theirs: Vec<Document> = products.into_iter().filter_map(one).collect();
    if !theirs.is_empty() {
        Documents::of(db, COLLECTION).delete_many(doc! { "$or": theirs }).session(session).await?;
    }
    Ok(())
}

/// Those of these products that have a SKU, as documents.
pub(crate) fn documents(products: &[Product]) -> Result<Vec<Document>, StoreError> {
    let taken = products.iter().filter_map(|product| Some(Taken { sku: product.sku.clone()?, product_id: product.id }));
    Ok(taken.map(|taken| bson::serialize_to_document(&taken)).collect::<Result<_, _>>()?)
}

/// Until the next migration after this release's first one the former index refuses what a process of the release before
/// has taken without a note.
pub(crate) fn taken(error: impl Into<StoreError>) -> StoreError {
    match error.into() {
        StoreError::Driver(error) if StoreError::is_duplicate_key(&error) => StoreError::SkuTaken,
        error => error,
    }
}

/// Notes the SKUs that are not noted yet, beside processes that serve. Doing it again changes nothing.
///
/// # Errors
/// [`StoreError::Driver`].
pub(crate) async fn note_all(db: &Database) -> Result<(), StoreError> {
    let noted = doc! { "$merge": { "into": COLLECTION, "whenMatched": "keepExisting", "whenNotMatched": "insert" } };
    let stages = [
        doc! { "$match": { "sku": { "$exists": true } } },
        doc! { "$project": { "_id": "$sku", "product_id": "$_id" } },
        noted,
    ];
    db.collection::<Document>(PRODUCTS).aggregate(stages).await?;
    Ok(())
}

async fn take_all(
    db: &Database,
    wanted: HashMap<Sku, ProductId>,
    session: &mut ClientSession,
) -> Result<(), StoreError> {
    if wanted.is_empty() {
        return Ok(());
    }
    let skus = Documents::of(db, COLLECTION);
    let ids: Vec<&str> = wanted.keys().map(Sku::as_str).collect();
    // Read first: a write that fails would end the transaction
    let mut cursor = skus.typed::<Taken>().find(doc! { "_id": { "$in": ids } }).session(&mut *session).await?;
    let known: Vec<Taken> = cursor.stream(&mut *session).try_collect().await?;
    let others: Vec<Taken> = known.into_iter().filter(|taken| wanted[&taken.sku] != taken.product_id).collect();
    leave_stale(db, &others, session).await?;
    let statements = wanted.iter().map(|(sku, id)| {
        let noted = doc! { "$setOnInsert": { "product_id": id } };
        doc! { "q": { "_id": sku.as_str() }, "u": noted, "upsert": true }
    });
    match update_all(db, COLLECTION, statements.collect(), Some(session)).await {
        Err(StoreError::Write { code: DUPLICATE_KEY, .. }) => Err(StoreError::SkuTaken),
        result => result.map(drop),
    }
}

/// Forgets SKUs that the products they are noted for do not have.
///
/// # Errors
/// [`StoreError::SkuTaken`] when one of these has its SKU; [`StoreError::Driver`].
async fn leave_stale(db: &Database, noted: &[Taken], session: &mut ClientSession) -> Result<(), StoreError> {
    if noted.is_empty() {
        return Ok(());
    }
    let holders: Vec<_> =
        noted.iter().map(|taken| doc! { "_id": taken.product_id, "sku": taken.sku.as_str() }).collect();
    let products = Documents::of(db, PRODUCTS);
    let holder = products.find_one(doc! { "$or": holders }).projection(doc! { "_id": 1 });
    if holder.session(&mut *session).await?.is_some() {
        return Err(StoreError::SkuTaken);
    }
    let ids: Vec<Bson> = noted.iter().map(|taken| taken.sku.as_str().into()).collect();
    Documents::of(db, COLLECTION).delete_many(doc! { "_id": { "$in": ids } }).session(session).await?;
    Ok(())
}
