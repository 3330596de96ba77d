//! A category was moved by a process that died before it had seen to the products.

use broadcast::Drained;
use bson::{Document, doc};
use store::ProductQuery;
use testing::{BotApi, TestDb, now};

use crate::fixture::drain;

#[tokio::test]
async fn the_worker_has_its_products_follow() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    let home = testing::category(&db.store, "Home", None).await;
    let kettles = testing::category(&db.store, "Kettles", Some(&home)).await;
    testing::product(&db.store, &kettles).create().await;
    let (products, outbox) = (db.raw().collection::<Document>("products"), db.raw().collection::<Document>("outbox"));
    products.update_many(doc! {}, doc! { "$set": { "within": ["shop", kettles.id] } }).await.expect("a product");
    let at = bson::DateTime::from(now());
    let notice = doc! { "kind": "category_moved", "category_id": kettles.id, "due": at, "created_at": at };
    outbox.insert_one(notice).await.expect("a notice");

    assert_eq!(drain(&db.store, &double).await, Drained::Done);
    let in_home = ProductQuery { category: Some(home.id), ..ProductQuery::default() };
    assert_eq!(db.store.products.list(&in_home, &store::PageRequest::first(5)).await.expect("a list").items.len(), 1);
    assert_eq!(outbox.count_documents(doc! {}).await.expect("a count"), 0);
}
