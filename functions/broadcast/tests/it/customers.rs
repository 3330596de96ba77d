//! A customer hears of every transition of their order, once and in their language.

use broadcast::Drained;
use domain::{By, Locale, Order, OrderChange, OrderStatus, PersonName, TrackingNumber, User, UserId, VariantArray};
use store::{Precondition, Store, Transitioned};
use testing::{BotApi, Fate, Rules, TestDb};

use crate::fixture::drain;

const OLENA: i64 = 7;

/// An order of a customer with this language.
async fn order(store: &Store, locale: Locale) -> Order {
    let category = testing::category(store, "Kettles", None).await;
    let kettle = testing::product(store, &category).stock(9).create().await;
    let order = testing::order(store, OLENA, &[(&kettle, 1)]).await;
    let speaks = |user: &mut User| user.locale = Some(locale);
    store.users.change(UserId(OLENA), speaks, Precondition::none()).await.expect("the language");
    order
}

async fn becomes(store: &Store, order: &Order, to: OrderStatus) {
    let by = By::Staff(PersonName::parse("Iryna").expect("a name"));
    let tracking_number = TrackingNumber::parse("2045 <0000>").ok();
    let change = OrderChange { to, by, tracking_number };
    let outcome = store.transition(order.id, None, change).await.expect("the transition");
    assert!(matches!(outcome, Transitioned::Done(_)), "{outcome:?}");
}

#[tokio::test]
async fn every_transition_in_the_customers_language_once() {
    for locale in Locale::VARIANTS.iter().copied() {
        let (db, double) = (TestDb::new().await, BotApi::start().await);
        let order = order(&db.store, locale).await;
        for to in [OrderStatus::Accepted, OrderStatus::Shipped, OrderStatus::Completed, OrderStatus::Returned] {
            becomes(&db.store, &order, to).await;
            for _ in 0..2 {
                assert_eq!(drain(&db.store, &double).await, Drained::Done);
            }
        }
        let other = self::order(&db.store, locale).await;
        becomes(&db.store, &other, OrderStatus::Cancelled).await;
        drain(&db.store, &double).await;
        let texts = double.texts(OLENA);
        assert_eq!(texts.len(), 5, "{texts:?}");
        insta::assert_snapshot!(format!("order-changed-{locale}"), texts.join("\n---\n"));
    }
}

#[tokio::test]
async fn whoever_has_blocked_the_bot_costs_nothing() {
    let db = TestDb::new().await;
    let double = BotApi::with(Rules { fate: |_, _| Fate::Blocked, ..Rules::default() }).await;
    let order = order(&db.store, Locale::En).await;
    becomes(&db.store, &order, OrderStatus::Accepted).await;
    drain(&db.store, &double).await;
    assert_eq!((double.tried(OLENA), db.store.users.find(UserId(OLENA)).await.unwrap().unwrap().blocked), (1, true));
    becomes(&db.store, &order, OrderStatus::Shipped).await;
    drain(&db.store, &double).await;
    assert_eq!(double.tried(OLENA), 1, "it is known by now");
    let waiting = db.store.outbox.due(10).await.unwrap();
    assert!(!waiting.iter().any(|waiting| matches!(waiting.notice, store::Notice::OrderChanged { .. })), "{waiting:?}");
}
