//! Customers are told that a product is back, or costs less: each once, and nobody else.

use broadcast::Drained;
use domain::{AlertKind, By, Discount, Locale, Money, OrderChange, OrderStatus, PersonName, Product, Stock, UserId};
use store::{AlertAdded, Precondition, Store};
use testing::{BotApi, Fate, Rules, TestDb};

use crate::fixture::{customer, drain};

async fn wants(store: &Store, user: i64, product: &Product, kind: AlertKind) {
    let added = store.alerts.add(UserId(user), product.id, kind, product.final_price()).await.unwrap();
    assert_eq!(added, AlertAdded::Added);
}

async fn change(store: &Store, product: &Product, change: impl Fn(&mut Product) + Send + Sync) -> Product {
    store.products.change(product.id, change, Precondition::none()).await.unwrap()
}

async fn told(db: &TestDb, double: &BotApi) -> Vec<usize> {
    for _ in 0..3 {
        assert_eq!(drain(&db.store, double).await, Drained::Done);
    }
    assert_eq!(db.store.outbox.due(10).await.unwrap(), []);
    (1..=4).map(|user| double.delivered(user)).collect()
}

#[tokio::test]
async fn everyone_who_asked_hears_once_in_their_language() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    for (id, locale) in [(1, Locale::Uk), (2, Locale::Ru), (3, Locale::En), (4, Locale::En)] {
        customer(&db, id, locale).await;
    }
    let category = testing::category(&db.store, "Kettles", None).await;
    let kettle = testing::product(&db.store, &category).title("Чайник <1>").price(100_000).stock(0).create().await;
    let english = |product: &mut Product| {
        product.translations.en =
            Some(domain::ProductText { title: domain::Title::parse("Kettle").ok(), ..domain::ProductText::default() });
    };
    let kettle = change(&db.store, &kettle, english).await;
    for user in 1..=3 {
        wants(&db.store, user, &kettle, AlertKind::BackInStock).await;
        wants(&db.store, user, &kettle, AlertKind::PriceDrop).await;
    }
    let set_stock = |stock| move |product: &mut Product| product.stock = Stock::new(stock).unwrap();
    let set_discount = |percent| move |product: &mut Product| product.discount = Discount::new(percent).unwrap();
    let set_price =
        |amount| move |product: &mut Product| product.price = Money::new(amount, product.price.currency()).unwrap();
    change(&db.store, &kettle, set_stock(5)).await;
    assert_eq!(told(&db, &double).await, [1, 1, 1, 0], "it is back");
    change(&db.store, &kettle, set_stock(0)).await;
    change(&db.store, &kettle, set_stock(6)).await;
    assert_eq!(told(&db, &double).await, [1, 1, 1, 0], "that is told once");
    change(&db.store, &kettle, set_discount(10)).await;
    assert_eq!(told(&db, &double).await, [2, 2, 2, 0], "it costs less");
    change(&db.store, &kettle, set_discount(0)).await;
    change(&db.store, &kettle, set_discount(10)).await;
    assert_eq!(told(&db, &double).await, [2, 2, 2, 0], "but not less than they know");
    db.store.alerts.remove(UserId(2), kettle.id, AlertKind::PriceDrop).await.unwrap();
    change(&db.store, &kettle, set_price(80_000)).await;
    assert_eq!(told(&db, &double).await, [3, 2, 3, 0], "who no longer wants to know is not told");
    let texts: Vec<_> = (1..=3).flat_map(|user| double.texts(user)).collect();
    insta::assert_snapshot!(texts.join("\n---\n"));
}

#[tokio::test]
async fn what_is_cancelled_comes_back_to_those_who_wait() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customer(&db, 1, Locale::En).await;
    let category = testing::category(&db.store, "Kettles", None).await;
    let kettle = testing::product(&db.store, &category).stock(2).create().await;
    let order = testing::order(&db.store, 7, &[(&kettle, 2)]).await;
    wants(&db.store, 1, &kettle, AlertKind::BackInStock).await;
    let by = By::Staff(PersonName::parse("Iryna").unwrap());
    let change = OrderChange { to: OrderStatus::Cancelled, by, tracking_number: None };
    db.store.transition(order.id, None, change).await.unwrap();
    assert_eq!(told(&db, &double).await[0], 1);
    assert_eq!(db.store.alerts.of_customer(UserId(1)).await.unwrap(), []);
}

#[tokio::test]
async fn one_who_takes_no_messages_keeps_nobody_from_theirs() {
    let db = TestDb::new().await;
    let fate = |chat: i64, _| match chat {
        1 => Fate::Blocked,
        2 => Fate::Refused,
        _ => Fate::Delivered,
    };
    let double = BotApi::with(Rules { fate, ..Rules::default() }).await;
    for id in 1..=4 {
        customer(&db, id, Locale::En).await;
    }
    let category = testing::category(&db.store, "Kettles", None).await;
    let kettle = testing::product(&db.store, &category).stock(0).create().await;
    for user in 1..=3 {
        wants(&db.store, user, &kettle, AlertKind::BackInStock).await;
    }
    change(&db.store, &kettle, |product| product.stock = Stock::new(1).unwrap()).await;
    assert_eq!(told(&db, &double).await, [0, 0, 1, 0]);
    assert!(db.store.users.find(UserId(1)).await.unwrap().unwrap().blocked);
}

#[tokio::test]
async fn alerts_go_with_their_customer_and_their_product() {
    let db = TestDb::new().await;
    customer(&db, 1, Locale::En).await;
    customer(&db, 2, Locale::En).await;
    let category = testing::category(&db.store, "Kettles", None).await;
    let kettle = testing::product(&db.store, &category).stock(0).create().await;
    let other = testing::product(&db.store, &category).create().await;
    for user in [1, 2] {
        wants(&db.store, user, &kettle, AlertKind::BackInStock).await;
        wants(&db.store, user, &other, AlertKind::PriceDrop).await;
    }
    db.store.users.erase(UserId(1), Precondition::none()).await.unwrap();
    db.store.products.delete(kettle.id, Precondition::none()).await.unwrap();
    let left = db.raw().collection::<bson::Document>("alerts");
    assert_eq!(left.count_documents(bson::doc! {}).await.unwrap(), 1);
    assert_eq!(db.store.alerts.of_customer(UserId(2)).await.unwrap()[0].product.id, other.id);
}
