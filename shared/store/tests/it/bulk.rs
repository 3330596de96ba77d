//! Changes of many products: each once, whatever breaks off and whoever goes on.

use std::{collections::BTreeMap, time::Duration};

use bson::{Document, doc};
use chrono::TimeDelta;
use domain::{
    AlertKind, BulkChange, BulkId, BulkRefusal, Category, Discount, PricePercent, Product, ProductId, Stock,
    StockDifference, UserId,
};
use futures_util::future::join_all;
use store::{Catalogue, Notice, PageRequest, ProductQuery, Selection, Store, StoreError};
use testing::TestDb;

const PATIENCE: Duration = Duration::from_secs(10);

fn add(by: i64) -> BulkChange {
    BulkChange::AddStock(StockDifference::new(by).unwrap())
}

fn everything() -> Selection {
    Selection::All(ProductQuery::default())
}

async fn fill(store: &Store, count: usize, stock: i64) -> Category {
    let kettles = testing::category(store, "Kettles", None).await;
    let kettle = testing::product(store, &kettles).stock(stock).build();
    let products = (0..count).map(|_| Product { id: ProductId::fresh(), ..kettle.clone() }).collect();
    store.fill(&Catalogue { products, ..Catalogue::default() }).await.unwrap();
    kettles
}

async fn stocks(store: &Store) -> BTreeMap<u32, usize> {
    let all = store.products.list(&ProductQuery::default(), &PageRequest::first(10_000)).await.unwrap().items;
    all.iter().fold(BTreeMap::new(), |mut counts, product| {
        *counts.entry(product.stock.get()).or_default() += 1;
        counts
    })
}

#[tokio::test]
async fn a_preview_says_what_would_happen_and_changes_nothing() {
    let db = TestDb::new().await;
    let store = &db.store;
    let kettles = fill(store, 25, 4).await;
    let few = testing::product(store, &kettles).title("Red lamp").stock(1).create().await;
    let preview = store.products.preview(&everything(), add(-2)).await.unwrap();
    assert_eq!((preview.count, preview.unchanged), (26, 0));
    assert_eq!(preview.refused, BTreeMap::from([(BulkRefusal::TooFew, 1)]));
    assert_eq!(preview.first.len(), 20);
    let after = preview.first[0].after.unwrap();
    assert_eq!((preview.first[0].before.stock.get(), after.stock.get()), (4, 2));
    assert_eq!(stocks(store).await, BTreeMap::from([(1, 1), (4, 25)]));

    // Of those that are named, each once and no more than there are
    let these = Selection::These(vec![few.id, few.id, ProductId::fresh()]);
    let preview = store.products.preview(&these, BulkChange::SetStock(few.stock)).await.unwrap();
    assert_eq!((preview.count, preview.unchanged), (1, 1));
    let found = ProductQuery { text: Some("lamp".to_owned()), ..ProductQuery::default() };
    assert_eq!(store.products.preview(&Selection::All(found), add(1)).await.unwrap().count, 1);
}

#[tokio::test]
async fn every_product_of_a_filter_is_changed_and_customers_hear_of_it() {
    let db = TestDb::new().await;
    let store = &db.store;
    let kettles = fill(store, 30, 4).await;
    let lamps = testing::category(store, "Lamps", None).await;
    let lamp = testing::product(store, &lamps).stock(0).create().await;
    let kettle = testing::product(store, &kettles).stock(0).create().await;
    for product in [&lamp, &kettle] {
        for kind in [AlertKind::PriceDrop, AlertKind::BackInStock] {
            store.alerts.add(UserId(7), product.id, kind, product.price).await.unwrap();
        }
    }
    let in_kettles = Selection::All(ProductQuery { category: Some(kettles.id), ..ProductQuery::default() });
    let stale = store.products.change_many(BulkId::fresh(), &in_kettles, 30, add(2)).await;
    assert!(matches!(stale, Err(StoreError::Stale)), "one more than expected: {stale:?}");
    let id = BulkId::fresh();
    for _ in 0..2 {
        let bulk = store.products.change_many(id, &in_kettles, 31, add(2)).await.unwrap();
        assert_eq!((bulk.total, bulk.changed, bulk.is_over()), (31, 31, true));
    }
    assert_eq!(stocks(store).await, BTreeMap::from([(0, 1), (2, 1), (6, 30)]));
    let cheaper = BulkChange::Price(PricePercent::new(-10).unwrap());
    store.products.change_many(BulkId::fresh(), &in_kettles, 31, cheaper).await.unwrap();
    let told: Vec<_> = db.later(TimeDelta::hours(1)).outbox.due(10).await.unwrap();
    let alert = |alert| Notice::ProductAlert { product_id: kettle.id, alert };
    let told: Vec<_> = told.into_iter().map(|waiting| waiting.notice).collect();
    assert_eq!(told, [alert(AlertKind::BackInStock), alert(AlertKind::PriceDrop)]);

    let ten = BulkChange::Discount(Discount::new(10).unwrap());
    let bulk = store.products.change_many(BulkId::fresh(), &in_kettles, 31, ten).await.unwrap();
    assert_eq!(bulk.changed, 31);
    let discounted = ProductQuery { discounted: Some(true), ..ProductQuery::default() };
    let listed = store.products.list(&discounted, &PageRequest::first(100)).await.unwrap().items;
    assert_eq!(listed.len(), 31);
}

#[tokio::test]
async fn a_change_that_broke_off_goes_on_where_it_was_however_many_go_on_with_it() {
    let db = TestDb::new().await;
    let store = &db.store;
    fill(store, 450, 4).await;
    let few = store.products.list(&ProductQuery::default(), &PageRequest::first(1)).await.unwrap().items.remove(0);
    let empty = |product: &mut Product| product.stock = Stock::NONE;
    store.products.change(few.id, empty, store::Precondition::none()).await.unwrap();
    let id = BulkId::fresh();
    // The process dies as soon as it is written down what is to be done
    let is_noted = async { while store.products.find_bulk(id).await.unwrap().is_none() {} };
    let (all, change) = (everything(), add(-3));
    tokio::select! {
        bulk = store.products.change_many(id, &all, 450, change) => panic!("too early: {bulk:?}"),
        () = is_noted => {}
    }
    let again = join_all((0..4).map(|_| store.products.carry_on(id, PATIENCE))).await;
    assert!(again.into_iter().all(|done| done.unwrap()));
    assert_eq!(stocks(store).await, BTreeMap::from([(0, 1), (1, 449)]));
    let bulk = store.products.find_bulk(id).await.unwrap().unwrap();
    assert_eq!((bulk.changed, bulk.refused, bulk.is_over()), (449, 1, true));
}

#[tokio::test]
async fn customers_buy_while_stock_is_added() {
    let db = TestDb::new().await;
    let store = &db.store;
    let kettles = fill(store, 120, 50).await;
    let bought = testing::product(store, &kettles).stock(50).create().await;
    let wanted = [(&bought, 1)];
    let orders = join_all((1..=5).map(|user| testing::order(store, user, &wanted)));
    let all = everything();
    let change = store.products.change_many(BulkId::fresh(), &all, 121, add(10));
    let (orders, bulk) = futures_util::join!(orders, change);
    assert_eq!((orders.len(), bulk.unwrap().changed), (5, 121));
    assert_eq!(store.products.find(bought.id).await.unwrap().unwrap().stock.get(), 55);
}

#[tokio::test]
async fn a_part_is_done_with_what_is_written_of_it() {
    let db = TestDb::new().await;
    let store = &db.store;
    fill(store, 250, 4).await;
    let id = BulkId::fresh();
    store.products.change_many(id, &everything(), 250, add(1)).await.unwrap();
    let left = db.raw().collection::<Document>("bulk_parts").count_documents(doc! {}).await.unwrap();
    let waiting = db.later(TimeDelta::hours(1)).outbox.due(10).await.unwrap();
    assert_eq!((left, waiting.len()), (0, 0), "nothing is left for the worker");
}
