//! An order's card in the staff chat, kept up to date.

use broadcast::Drained;
use domain::{By, Order, OrderChange, OrderStatus, PersonName, StaffCard, UserId};
use store::{Store, Transitioned};
use testing::{BotApi, Recorded, TestDb};

use crate::fixture::{self, STAFF, drain};

async fn change(store: &Store, order: &Order, to: OrderStatus, by: By, card: Option<StaffCard>) {
    let change = OrderChange { to, by, tracking_number: None };
    let outcome = match card {
        Some(card) => store.transition_in_card(order.id, change, card).await,
        None => store.transition(order.id, None, change).await,
    };
    assert!(matches!(outcome, Ok(Transitioned::Done(_))), "{outcome:?}");
}

fn iryna() -> By {
    By::Staff(PersonName::parse("Iryna").expect("a name"))
}

async fn the_order(store: &Store) -> Order {
    store.orders.of_user(UserId(7), None, 1).await.expect("orders").remove(0)
}

/// Calls for the staff chat since the last look.
fn to_staff(double: &BotApi) -> Vec<Recorded> {
    double.take().into_iter().filter(|call| call.params["chat_id"] == STAFF).collect()
}

/// A new order whose card was sent.
async fn with_card(db: &TestDb, double: &BotApi) -> Order {
    fixture::order(&db.store, 1).await;
    assert_eq!(drain(&db.store, double).await, Drained::Done);
    let sent = to_staff(double);
    assert_eq!(sent.len(), 1, "{sent:?}");
    let order = the_order(&db.store).await;
    assert_eq!(order.staff_card.map(|card| card.chat_id), Some(STAFF));
    order
}

#[tokio::test]
async fn what_happens_elsewhere_shows_in_the_card() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    let order = with_card(&db, &double).await;
    change(&db.store, &order, OrderStatus::Accepted, iryna(), None).await;
    drain(&db.store, &double).await;
    let calls = to_staff(&double);
    assert_eq!((calls.len(), calls[0].method.as_str()), (1, "editMessageText"));
    assert_eq!(calls[0].params["message_id"], order.staff_card.expect("a card").message_id);
    assert!(calls[0].params["text"].as_str().is_some_and(|text| text.contains("Iryna")), "{calls:?}");
}

#[tokio::test]
async fn what_was_pressed_in_the_card_itself_is_not_shown_twice() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    let order = with_card(&db, &double).await;
    change(&db.store, &order, OrderStatus::Accepted, iryna(), order.staff_card).await;
    drain(&db.store, &double).await;
    assert_eq!(to_staff(&double), []);
    // In a copy of the card, by /order
    let copy = StaffCard { chat_id: STAFF, message_id: 9_999 };
    change(&db.store, &order, OrderStatus::Cancelled, iryna(), Some(copy)).await;
    drain(&db.store, &double).await;
    assert_eq!(to_staff(&double).len(), 1);
}

#[tokio::test]
async fn a_customer_who_cancels_is_heard() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    let order = with_card(&db, &double).await;
    change(&db.store, &order, OrderStatus::Cancelled, By::Customer, None).await;
    for _ in 0..2 {
        drain(&db.store, &double).await;
    }
    let calls = to_staff(&double);
    let methods: Vec<_> = calls.iter().map(|call| call.method.as_str()).collect();
    assert_eq!(methods, ["editMessageText", "sendMessage"]);
    assert!(calls[1].params["text"].as_str().is_some_and(|text| text.contains("скасував")), "{calls:?}");
}

#[tokio::test]
async fn a_card_that_was_deleted_or_stands_in_another_chat_is_sent_anew() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    let order = with_card(&db, &double).await;
    change(&db.store, &order, OrderStatus::Accepted, iryna(), None).await;
    // The customer is told first
    double.fail_after(1, 400, "Bad Request: message to edit not found", 0);
    drain(&db.store, &double).await;
    let methods: Vec<_> = to_staff(&double).into_iter().map(|call| call.method).collect();
    assert_eq!(methods, ["editMessageText", "sendMessage"]);
    let second = the_order(&db.store).await.staff_card.expect("a card");
    assert_ne!(Some(second), order.staff_card);

    let elsewhere = StaffCard { chat_id: -5, ..second };
    db.store.orders.set_staff_card(order.id, elsewhere).await.expect("the order");
    change(&db.store, &order, OrderStatus::Cancelled, iryna(), None).await;
    drain(&db.store, &double).await;
    let methods: Vec<_> = to_staff(&double).into_iter().map(|call| call.method).collect();
    assert_eq!(methods, ["sendMessage"]);
}
