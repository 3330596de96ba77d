//! Bringing a database up to this release.

use bson::{Document, doc};
use futures_util::future::join_all;
use store::{ProductQuery, ProductSort, StoreError};
use testing::TestDb;

async fn set_version(db: &TestDb, version: i64) {
    let meta = db.raw().collection::<Document>("meta");
    meta.update_one(doc! { "_id": "data" }, doc! { "$set": { "version": version } }).await.unwrap();
}

#[tokio::test]
async fn it_can_be_run_again_and_by_several_at_once() {
    let db = TestDb::new().await;
    db.raw().drop().await.unwrap();
    assert!(matches!(db.store.check_version().await, Err(StoreError::NotMigrated { found: 0, .. })));
    for result in join_all((0..4).map(|_| db.store.migrate())).await {
        result.unwrap();
    }
    db.store.migrate().await.unwrap();
    db.store.check_version().await.unwrap();
}

#[tokio::test]
async fn data_of_a_newer_release_are_refused_and_left_alone() {
    let db = TestDb::new().await;
    set_version(&db, 1_000).await;
    assert!(matches!(db.store.migrate().await, Err(StoreError::TooNew { found: 1_000, .. })));
    assert!(matches!(db.store.check_version().await, Err(StoreError::TooNew { found: 1_000, .. })));
}

#[tokio::test]
async fn products_and_notices_of_the_first_release_are_found() {
    let db = TestDb::new().await;
    let store = &db.store;
    let category = testing::category(store, "Kettles", None).await;
    let product = testing::product(store, &category).title("Чайник").create().await;
    testing::order(store, 7, &[(&product, 1)]).await;
    let before = store.products.find(product.id).await.unwrap().unwrap();
    // As the first release wrote them
    let (products, outbox) = (db.raw().collection::<Document>("products"), db.raw().collection::<Document>("outbox"));
    products.update_many(doc! {}, doc! { "$unset": { "words": 1, "title_key": 1 } }).await.unwrap();
    outbox.update_many(doc! {}, doc! { "$unset": { "due": 1 } }).await.unwrap();
    set_version(&db, 1).await;
    assert!(matches!(store.check_version().await, Err(StoreError::NotMigrated { found: 1, .. })));

    store.migrate().await.unwrap();
    let query = ProductQuery { text: Some("чай".to_owned()), sort: ProductSort::Title, ..ProductQuery::default() };
    assert_eq!(store.products.list(&query, None, 5).await.unwrap().items.len(), 1);
    assert_eq!(store.products.find(product.id).await.unwrap(), Some(before));
    let notice = outbox.find_one(doc! {}).await.unwrap().unwrap();
    assert_eq!(notice.get_datetime("due").unwrap(), notice.get_datetime("created_at").unwrap());
}
