//! What staff watch while they look at orders.

use bson::{Document, doc};
use domain::{By, OrderChange, OrderStatus, Product, VariantArray};
use store::{OrderQuery, OrdersMark, PageRequest, Store};
use testing::TestDb;

use crate::explain::{assert_all_walk_an_index, plan, queries};

async fn product(store: &Store) -> Product {
    let category = testing::category(store, "Kettles", None).await;
    testing::product(store, &category).stock(100).create().await
}

async fn cancel(store: &Store, id: domain::OrderId) {
    let cancel = OrderChange { to: OrderStatus::Cancelled, by: By::Customer, tracking_number: None };
    store.transition(id, None, cancel).await.unwrap();
}

#[tokio::test]
async fn a_mark_differs_once_an_order_was_placed_or_changed() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store).await;
    let mark = async || store.orders.mark().await.unwrap();
    assert_eq!(mark().await, OrdersMark::default());
    let first = testing::order(store, 7, &[(&product, 1)]).await;
    let placed = mark().await;
    assert_eq!((placed.newest, mark().await), (Some(first.number), placed));
    let second = testing::order(store, 7, &[(&product, 1)]).await;
    assert_eq!(mark().await.newest, Some(second.number));
    let before = mark().await;
    cancel(store, first.id).await;
    let after = mark().await;
    assert_ne!(after, before);
    // What the worker counts is no change
    store.figures.count().await.unwrap();
    assert_eq!(mark().await, after);
    // A transaction that began before the last change, and ended after it
    let orders = db.raw().collection::<Document>("orders");
    let late = bson::DateTime::from(first.created_at);
    let mut order = orders.find_one(doc! { "_id": first.id }).await.unwrap().unwrap();
    order.extend(doc! { "_id": domain::OrderId::fresh(), "number": 0_i64, "update_id": 0_i64, "modified_at": late });
    orders.insert_one(order).await.unwrap();
    assert_ne!(mark().await, after);
}

#[tokio::test]
async fn orders_of_each_status_are_counted_without_reading_them() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store).await;
    for n in 0..4 {
        let order = testing::order(store, 7, &[(&product, 1)]).await;
        if n == 0 {
            cancel(store, order.id).await;
        }
    }
    db.commands.clear();
    let counts = store.orders.count_by_status().await.unwrap();
    assert_eq!(counts.len(), OrderStatus::VARIANTS.len());
    for (status, count) in counts {
        let wanted = match status {
            OrderStatus::New => 3,
            OrderStatus::Cancelled => 1,
            _ => 0,
        };
        assert_eq!(count, wanted, "{status:?}");
    }
    store.orders.mark().await.unwrap();
    store.orders.newer_than(domain::OrderNumber(1)).await.unwrap();
    for sent in queries(&db) {
        let stats = plan(&db, &sent).await;
        let stats = stats.get_document("executionStats").or_else(|_| {
            let stages = stats.get_array("stages").unwrap();
            stages[0].as_document().unwrap().get_document("$cursor").unwrap().get_document("executionStats")
        });
        assert_eq!(stats.unwrap().get_i32("totalDocsExamined").unwrap(), 0, "{sent}");
    }
    for status in [None, Some(OrderStatus::New)] {
        let query = OrderQuery { status, ..OrderQuery::default() };
        store.orders.list(&query, &PageRequest::first(2)).await.unwrap();
    }
    assert_all_walk_an_index(&db).await;
}
