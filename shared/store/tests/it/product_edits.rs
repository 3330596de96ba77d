//! Products as people edit them: one value in a list, and a copy to begin with.

use chrono::TimeDelta;
use domain::{
    BulkChange, BulkId, Currency, Discount, Locale, Money, Product, ProductId, ProductText, Sku, Stock, Title, UserId,
};
use futures_util::future::join_all;
use store::{Cell, CellOutcome, Precondition, ProductQuery, Selection, Store};
use testing::TestDb;

use crate::explain::assert_all_walk_an_index;

fn stock(count: i64) -> Stock {
    Stock::new(count).unwrap()
}

async fn kettle(store: &Store, count: i64) -> Product {
    let category = testing::category(store, "Kettles", None).await;
    testing::product(store, &category).stock(count).create().await
}

#[tokio::test]
async fn of_two_people_who_change_one_value_the_second_is_told_the_present_one() {
    let db = TestDb::new().await;
    let store = &db.store;
    let kettle = kettle(store, 7).await;
    let price = |amount| Money::new(amount, Currency::UAH).unwrap();
    let change = |to| Cell::Price { seen: kettle.price, to: price(to) };
    let outcomes = join_all([1, 2].map(|to| store.products.change_cell(kettle.id, change(to)))).await;
    let present = store.products.find(kettle.id).await.unwrap().unwrap();
    let mut told = vec![];
    for (to, outcome) in (1..).zip(outcomes) {
        told.push(match outcome.unwrap() {
            CellOutcome::Changed(product) => (true, product.price == price(to)),
            CellOutcome::Differs(product) => (false, product == present),
        });
    }
    told.sort_unstable();
    assert_eq!(told, [(false, true), (true, true)]);
    let again = Cell::Price { seen: kettle.price, to: present.price };
    assert_eq!(store.products.change_cell(kettle.id, again).await.unwrap(), CellOutcome::Changed(present.clone()));

    let discount = Cell::Discount { seen: Discount::NONE, to: Discount::new(20).unwrap() };
    let CellOutcome::Changed(after) = store.products.change_cell(kettle.id, discount).await.unwrap() else {
        panic!("it was as seen")
    };
    assert_eq!((after.discount.get(), after.price), (20, present.price));
}

#[tokio::test]
async fn no_sale_is_lost_under_a_stock_that_is_typed_meanwhile() {
    let db = TestDb::new().await;
    let store = &db.store;
    let kettle = kettle(store, 7).await;
    let wanted = [(&kettle, 1)];
    let order = testing::order(store, 7, &wanted);
    let cell = Cell::Stock { seen: stock(7), to: stock(10) };
    let (order, outcome) = futures_util::join!(order, store.products.change_cell(kettle.id, cell));
    assert_eq!(order.user_id, UserId(7));
    let present = store.products.find(kettle.id).await.unwrap().unwrap();
    match outcome.unwrap() {
        CellOutcome::Changed(_) => assert_eq!(present.stock, stock(9), "typed first, then sold"),
        CellOutcome::Differs(product) => assert_eq!((product.stock, present.stock), (stock(6), stock(6))),
    }
}

#[tokio::test]
async fn a_copy_has_all_but_what_only_one_can_have() {
    let db = TestDb::new().await;
    let store = &db.store;
    let category = testing::category(store, "Kettles", None).await;
    let kettle = testing::product(store, &category).attribute("Power", "2200 W").photos(2).create().await;
    let english = ProductText { title: Some(Title::parse("Steel").unwrap()), ..ProductText::default() };
    let prepare = |product: &mut Product| {
        product.sku = Sku::parse("K-1").ok();
        product.translations.en = Some(english.clone());
    };
    let kettle = store.products.change(kettle.id, prepare, Precondition::none()).await.unwrap();

    let id = ProductId::fresh();
    let copy = store.products.duplicate(kettle.id, id, "(copy)").await.unwrap();
    assert_eq!(store.products.find(id).await.unwrap().unwrap(), copy);
    assert_eq!((copy.title.as_str(), copy.sku.as_ref(), copy.stock), ("Kettle (copy)", None, Stock::NONE));
    let english = copy.translations.get(Locale::En).and_then(|text| text.title.as_ref());
    assert_eq!(english.map(Title::as_str), Some("Steel (copy)"));
    assert_eq!((&copy.attributes, &copy.images), (&kettle.attributes, &kettle.images));
    assert_eq!(store.products.duplicate(kettle.id, id, "again").await.unwrap(), copy, "asked twice");

    store.products.delete(kettle.id, Precondition::none()).await.unwrap();
    for image in &copy.images {
        assert!(store.photos.read(image.id).await.unwrap().is_some(), "the copy shows it");
    }
    let long = |product: &mut Product| product.title = Title::parse(&"ї".repeat(Title::MAX)).unwrap();
    store.products.change(copy.id, long, Precondition::none()).await.unwrap();
    let copy = store.products.duplicate(copy.id, ProductId::fresh(), "(copy)").await.unwrap();
    assert_eq!(copy.title.as_str().chars().count(), Title::MAX);
    assert!(copy.title.as_str().ends_with("ї (copy)"));
}

#[tokio::test]
async fn everything_that_is_asked_for_them_walks_an_index() {
    let db = TestDb::new().await;
    let store = &db.store;
    let kettle = kettle(store, 7).await;
    db.commands.clear();
    let copy = store.products.duplicate(kettle.id, ProductId::fresh(), "(copy)").await.unwrap();
    let cell = Cell::Stock { seen: stock(7), to: stock(10) };
    store.products.change_cell(kettle.id, cell).await.unwrap();
    let change = BulkChange::SetStock(stock(3));
    for query in [ProductQuery::default(), ProductQuery { text: Some("kettle".to_owned()), ..ProductQuery::default() }]
    {
        assert_eq!(store.products.preview(&Selection::All(query), change).await.unwrap().count, 2);
    }
    store.products.change_many(BulkId::fresh(), &Selection::These(vec![copy.id]), 1, change).await.unwrap();
    store.products.delete_later(copy.id, TimeDelta::zero(), Precondition::none()).await.unwrap();
    store.products.deletions(&[copy.id]).await.unwrap();
    store.products.undo_deletion(copy.id).await.unwrap();
    store.products.delete_later(copy.id, TimeDelta::zero(), Precondition::none()).await.unwrap();
    let due = store.outbox.due(10).await.unwrap().remove(0);
    store.products.delete_due(due.id, copy.id).await.unwrap();
    assert_all_walk_an_index(&db).await;
}
