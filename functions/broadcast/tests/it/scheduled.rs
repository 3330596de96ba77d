//! Broadcasts that begin later.

use broadcast::Drained;
use chrono::TimeDelta;
use domain::{Broadcast, BroadcastStatus, BroadcastText, Clock};
use store::{NewBroadcast, Store};
use testing::{BotApi, TestDb, now};

use crate::fixture::{broadcast, customers, drain, reload};

async fn in_an_hour(store: &Store) -> Broadcast {
    let text = BroadcastText::parse("Later").expect("a text");
    let new = NewBroadcast { scheduled_at: Some(now() + TimeDelta::hours(1)), ..NewBroadcast::text(text) };
    store.broadcasts.create(new).await.expect("a broadcast")
}

fn later(db: &TestDb, minutes: i64) -> Store {
    Store::in_database(db.raw(), Clock::fixed(now() + TimeDelta::minutes(minutes)))
}

#[tokio::test]
async fn it_begins_when_it_is_scheduled_and_holds_up_no_other() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 1).await;
    let scheduled = in_an_hour(&db.store).await;
    broadcast(&db.store, "Now").await;
    assert_eq!(drain(&db.store, &double).await, Drained::Done);
    assert_eq!(drain(&later(&db, 59), &double).await, Drained::Done);
    assert_eq!(double.texts(1), ["Now"]);
    assert_eq!(reload(&db.store, &scheduled).await, scheduled, "it waits");
    assert_eq!(drain(&later(&db, 60), &double).await, Drained::Done);
    assert_eq!(double.texts(1), ["Now", "Later"]);
    assert_eq!(reload(&db.store, &scheduled).await.status, BroadcastStatus::Done);
}

#[tokio::test]
async fn it_never_begins_when_it_is_called_off_before() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 1).await;
    let scheduled = in_an_hour(&db.store).await;
    db.store.broadcasts.cancel(scheduled.id).await.expect("the broadcast");
    assert_eq!(drain(&later(&db, 61), &double).await, Drained::Done);
    assert_eq!(double.texts(1).len(), 0);
    assert_eq!(reload(&db.store, &scheduled).await.status, BroadcastStatus::Cancelled);
}

#[tokio::test]
async fn whoever_became_a_customer_before_it_begins_gets_it_too() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 1).await;
    in_an_hour(&db.store).await;
    testing::visit(&later(&db, 30), 7, 1, None).await;
    assert_eq!(drain(&later(&db, 60), &double).await, Drained::Done);
    assert_eq!(double.texts(7), ["Later"]);
}
