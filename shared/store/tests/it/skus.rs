//! A SKU is one product's, whoever else wants it at the same time.

use bson::{Document, doc};
use domain::{Category, Product, ProductId, Sku};
use futures_util::future::join_all;
use mongodb::{IndexModel, options::IndexOptions};
use store::{Precondition, Store, StoreError};
use testing::{TestDb, shop_settings};

fn sku(text: &str) -> Sku {
    Sku::parse(text).unwrap()
}

async fn create(store: &Store, category: &Category, text: &str) -> Result<Product, StoreError> {
    let product = testing::product(store, category).build();
    store.products.create(Product { sku: Some(sku(text)), ..product }).await
}

async fn rename(store: &Store, id: ProductId, text: Option<&str>) -> Result<Product, StoreError> {
    store.products.change(id, |product| product.sku = text.map(sku), Precondition::none()).await
}

fn is_taken<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::SkuTaken))
}

/// The SKUs that are noted, with their products.
async fn noted(db: &TestDb) -> Vec<(String, ProductId)> {
    let mut found = db.raw().collection::<Document>("skus").find(doc! {}).sort(doc! { "_id": 1 }).await.unwrap();
    let mut noted = vec![];
    while found.advance().await.unwrap() {
        let one = found.deserialize_current().unwrap();
        noted.push((one.get_str("_id").unwrap().to_owned(), ProductId(one.get_object_id("product_id").unwrap())));
    }
    noted
}

#[tokio::test]
async fn of_rivals_one_gets_it() {
    let db = TestDb::new().await;
    let category = testing::category(&db.store, "Kettles", None).await;
    let made = join_all((0..8).map(|_| create(&db.store, &category, "K-1"))).await;
    assert_eq!(made.iter().filter(|result| result.is_ok()).count(), 1, "{made:?}");
    assert!(made.iter().all(|result| result.is_ok() || is_taken(result)), "{made:?}");

    let (one, other) = (testing::product(&db.store, &category), testing::product(&db.store, &category));
    let (one, other) = (one.create().await, other.create().await);
    let (first, second) =
        tokio::join!(rename(&db.store, one.id, Some("K-2")), rename(&db.store, other.id, Some("K-2")));
    assert_eq!((first.is_ok(), is_taken(&first)), (is_taken(&second), second.is_ok()), "{first:?} {second:?}");
}

#[tokio::test]
async fn it_is_free_again_once_its_product_has_another_or_is_gone() {
    let db = TestDb::new().await;
    let category = testing::category(&db.store, "Kettles", None).await;
    let first = create(&db.store, &category, "K-1").await.unwrap();
    assert!(is_taken(&create(&db.store, &category, "K-1").await));
    rename(&db.store, first.id, Some("K-2")).await.unwrap();
    let second = create(&db.store, &category, "K-1").await.unwrap();
    assert_eq!(noted(&db).await, [("K-1".to_owned(), second.id), ("K-2".to_owned(), first.id)]);

    assert!(is_taken(&rename(&db.store, first.id, Some("K-1")).await));
    db.store.products.delete(second.id, Precondition::none()).await.unwrap();
    rename(&db.store, first.id, Some("K-1")).await.unwrap();
    rename(&db.store, first.id, None).await.unwrap();
    assert_eq!(noted(&db).await, []);
}

/// The release before knew its own unique index alone.
async fn as_the_release_before(db: &TestDb) {
    db.raw().collection::<Document>("skus").delete_many(doc! {}).await.unwrap();
    let products = db.raw().collection::<Document>("products");
    let options = IndexOptions::builder().name("sku".to_owned()).unique(true);
    let options = options.partial_filter_expression(doc! { "sku": { "$exists": true } }).build();
    products.create_index(IndexModel::builder().keys(doc! { "sku": 1 }).options(options).build()).await.unwrap();
    let meta = db.raw().collection::<Document>("meta");
    meta.update_one(doc! { "_id": "data" }, doc! { "$set": { "version": 8_i64 } }).await.unwrap();
}

#[tokio::test]
async fn what_the_release_before_wrote_is_noted_and_its_index_goes_once_its_processes_are_gone() {
    let db = TestDb::new().await;
    let category = testing::category(&db.store, "Kettles", None).await;
    let (first, second) =
        (create(&db.store, &category, "K-1").await.unwrap(), create(&db.store, &category, "K-2").await.unwrap());
    as_the_release_before(&db).await;
    let indexes = async || db.raw().collection::<Document>("products").list_index_names().await.unwrap();

    db.store.migrate(shop_settings().time_zone).await.unwrap();
    assert_eq!(noted(&db).await, [("K-1".to_owned(), first.id), ("K-2".to_owned(), second.id)]);
    assert!(indexes().await.contains(&"sku".to_owned()), "its processes lean on it");

    // What such a process does before it is replaced: K-1 becomes K-3, and the second product is deleted
    let products = db.raw().collection::<Document>("products");
    products.update_one(doc! { "_id": first.id }, doc! { "$set": { "sku": "K-3" } }).await.unwrap();
    products.delete_one(doc! { "_id": second.id }).await.unwrap();
    assert!(is_taken(&create(&db.store, &category, "K-3").await), "by the former index");
    let third = create(&db.store, &category, "K-1").await.unwrap();
    let fourth = create(&db.store, &category, "K-2").await.unwrap();

    db.store.migrate(shop_settings().time_zone).await.unwrap();
    let expected = [("K-1", third.id), ("K-2", fourth.id), ("K-3", first.id)];
    assert_eq!(noted(&db).await, expected.map(|(sku, id)| (sku.to_owned(), id)));
    assert!(!indexes().await.contains(&"sku".to_owned()));
    assert!(is_taken(&create(&db.store, &category, "K-3").await));
}

#[tokio::test]
async fn of_a_process_of_this_release_and_one_of_the_release_before_one_gets_it() {
    let db = TestDb::new().await;
    let category = testing::category(&db.store, "Kettles", None).await;
    create(&db.store, &category, "K-0").await.unwrap();
    as_the_release_before(&db).await;
    db.store.migrate(shop_settings().time_zone).await.unwrap();
    let products = db.raw().collection::<Document>("products");
    let pattern = products.find_one(doc! {}).await.unwrap().unwrap();

    for n in 1..=20 {
        let text = format!("K-{n}");
        let mut other = pattern.clone();
        other.insert("_id", bson::oid::ObjectId::new());
        other.insert("sku", &text);
        let (ours, theirs) = tokio::join!(create(&db.store, &category, &text), products.insert_one(other));
        assert_ne!(ours.is_ok(), theirs.is_ok(), "{ours:?} {theirs:?}");
        assert_eq!(is_taken(&ours), theirs.is_ok(), "{ours:?}");
        let is_noted = noted(&db).await.iter().any(|(sku, _)| *sku == text);
        assert_eq!(is_noted, ours.is_ok(), "what was not written is not noted");
    }
}
