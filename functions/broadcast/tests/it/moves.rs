//! What others left to the worker: products of a category that was moved, of a change of many, and of a deletion.

use broadcast::Drained;
use bson::{Document, doc};
use chrono::TimeDelta;
use domain::{BulkChange, BulkId, Discount};
use store::{Precondition, ProductQuery, Selection};
use testing::{BotApi, TestDb, now};

use crate::fixture::drain;

#[tokio::test]
async fn the_products_of_a_category_that_was_moved_follow() {
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

#[tokio::test]
async fn a_change_of_many_products_that_broke_off_is_brought_to_its_end() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    let store = &db.store;
    let kettles = testing::category(store, "Kettles", None).await;
    for _ in 0..3 {
        testing::product(store, &kettles).create().await;
    }
    let (id, all) = (BulkId::fresh(), Selection::All(ProductQuery::default()));
    let is_noted = async { while store.products.find_bulk(id).await.expect("the database").is_none() {} };
    tokio::select! {
        bulk = store.products.change_many(id, &all, 3, BulkChange::Discount(Discount::new(5).expect("per cent"))) => {
            panic!("too early: {bulk:?}")
        }
        () = is_noted => {}
    }
    let later = db.later(TimeDelta::minutes(2));
    assert_eq!(drain(&later, &double).await, Drained::Done);
    let bulk = store.products.find_bulk(id).await.expect("the database").expect("the change");
    assert_eq!((bulk.changed, bulk.is_over()), (3, true));
    assert_eq!(later.outbox.due(5).await.expect("notices"), []);
}

#[tokio::test]
async fn a_product_whose_deletion_is_due_is_deleted() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    let store = &db.store;
    let kettles = testing::category(store, "Kettles", None).await;
    let kettle = testing::product(store, &kettles).create().await;
    store.products.delete_later(kettle.id, TimeDelta::seconds(10), Precondition::none()).await.expect("a deletion");
    assert_eq!(drain(store, &double).await, Drained::Done);
    assert!(store.products.find(kettle.id).await.expect("the database").is_some(), "not before");
    assert_eq!(drain(&db.later(TimeDelta::seconds(20)), &double).await, Drained::Done);
    assert!(store.products.find(kettle.id).await.expect("the database").is_none());
}
