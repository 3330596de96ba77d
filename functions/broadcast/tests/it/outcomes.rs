//! What becomes of messages that are not simply delivered, and of customers who come and go meanwhile.

use std::time::Duration;

use broadcast::Drained;
use bson::{Document, doc};
use domain::{BroadcastStatus, Failure, Progress, UserId};
use store::Precondition;
use testing::{BotApi, Fate, Rules, TestDb};

use crate::fixture::{self, broadcast, customers, drain, reload};

fn fate(chat: i64, tried: usize) -> Fate {
    match chat {
        1 => Fate::Blocked,
        2 => Fate::ServerError,
        3 if tried < 3 => Fate::Broken,
        4 => Fate::Refused,
        _ => Fate::Delivered,
    }
}

#[tokio::test]
async fn every_outcome_is_counted_with_its_reason() {
    let (db, double) = (TestDb::new().await, BotApi::with(Rules { fate, ..Rules::default() }).await);
    customers(&db, 10).await;
    let wanted = broadcast(&db.store, "Hi").await;
    assert_eq!(drain(&db.store, &double).await, Drained::Done);
    let done = reload(&db.store, &wanted).await;
    assert_eq!(done.progress, Progress { total: 10, sent: 7, blocked: 1, failed: 2 });
    let failure = |reason: &str| Failure { reason: reason.to_owned(), count: 1 };
    let mut failures = done.failures;
    failures.sort_by(|a, b| a.reason.cmp(&b.reason));
    assert_eq!(failures, [failure("500 Internal Server Error"), failure("Bad Request: message is too long")]);
    assert_eq!((double.tried(2), double.tried(3)), (6, 3), "tries");
}

#[tokio::test]
async fn who_blocked_the_bot_is_left_out_until_they_write_again() {
    let (db, double) = (TestDb::new().await, BotApi::with(Rules { fate, ..Rules::default() }).await);
    customers(&db, 1).await;
    broadcast(&db.store, "one").await;
    drain(&db.store, &double).await;
    let two = broadcast(&db.store, "two").await;
    drain(&db.store, &double).await;
    assert_eq!(reload(&db.store, &two).await.progress, Progress::default());
    testing::visit(&db.store, 1, 1, None).await;
    let three = broadcast(&db.store, "three").await;
    drain(&db.store, &double).await;
    assert_eq!(reload(&db.store, &three).await.progress.total, 1);
    assert_eq!(double.tried(1), 2);
}

#[tokio::test]
async fn everything_waits_when_telegram_asks_for_a_pause() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 20).await;
    double.record().pauses.push_back(600);
    let wanted = broadcast(&db.store, "Hi").await;
    let drained = fixture::worker(&db.store, &double, fixture::settings()).drain(Duration::from_millis(500)).await;
    assert_eq!(drained.expect("the database"), Drained::OutOfTime);
    assert!(double.reached() < 8, "{} were told, and no more than that were under way", double.reached());
    // A new process knows nothing of the pause
    drain(&db.store, &double).await;
    assert_eq!(reload(&db.store, &wanted).await.progress, Progress { total: 20, sent: 20, blocked: 0, failed: 0 });
    assert_eq!(double.repeats(), 0);
}

#[tokio::test]
async fn who_joins_or_is_erased_meanwhile_is_not_told() {
    let rules = Rules { latency: Duration::from_millis(5), ..Rules::default() };
    let (db, double) = (TestDb::new().await, BotApi::with(rules).await);
    // Two pages of recipients: those on the second are looked up when the first is through
    customers(&db, 1_500).await;
    let wanted = broadcast(&db.store, "Hi").await;
    let users = db.raw().collection::<Document>("users");
    let change = async {
        crate::fixture::until("it is under way", || async { double.calls() >= 10 }).await;
        users.delete_one(doc! { "_id": 1_400_i64 }).await.expect("erased");
        let at = bson::DateTime::from(testing::now() + chrono::TimeDelta::seconds(1));
        users.insert_one(doc! { "_id": 1_600_i64, "created_at": at, "modified_at": at }).await.expect("joined");
    };
    tokio::join!(drain(&db.store, &double), change);
    let done = reload(&db.store, &wanted).await;
    assert_eq!(done.progress, Progress { total: 1_499, sent: 1_499, blocked: 0, failed: 0 });
    assert!(double.delivered(1_400) == 0 && double.delivered(1_600) == 0);
}

#[tokio::test]
async fn who_is_erased_while_it_is_under_way_does_not_come_back_into_the_database() {
    let rules = Rules { latency: Duration::from_millis(5), ..Rules::default() };
    let (db, double) = (TestDb::new().await, BotApi::with(rules).await);
    customers(&db, 600).await;
    let wanted = broadcast(&db.store, "Hi").await;
    let erase = async {
        crate::fixture::until("it is under way", || async { double.calls() >= 10 }).await;
        // Settled, in hand, read ahead, and the last of all
        for id in (1..=40).chain([600]) {
            db.store.users.erase(UserId(id), Precondition::none()).await.expect("the customer");
        }
    };
    tokio::join!(drain(&db.store, &double), erase);
    let done = reload(&db.store, &wanted).await;
    assert_eq!((done.status, double.repeats()), (BroadcastStatus::Done, 0));
    let broadcasts = db.raw().collection::<Document>("broadcasts");
    let stored = broadcasts.find_one(doc! { "_id": wanted.id }).await.expect("the database").expect("the broadcast");
    assert_eq!(stored.get_i64("cursor").ok(), Some(599), "the last one is nowhere either");
    assert!(stored.get_array("open").expect("a list").is_empty(), "{stored}");
}

#[tokio::test]
async fn a_cancelled_broadcast_stops() {
    let rules = Rules { latency: Duration::from_millis(10), ..Rules::default() };
    let (db, double) = (TestDb::new().await, BotApi::with(rules).await);
    customers(&db, 2_000).await;
    let wanted = broadcast(&db.store, "Hi").await;
    let cancel = async {
        crate::fixture::until("it is under way", || async { double.calls() >= 20 }).await;
        db.store.broadcasts.cancel(wanted.id).await.expect("the broadcast")
    };
    let (drained, cancelled) = tokio::join!(drain(&db.store, &double), cancel);
    assert_eq!((drained, cancelled.status), (Drained::Done, BroadcastStatus::Cancelled));
    let over = reload(&db.store, &wanted).await;
    assert_eq!(over.status, BroadcastStatus::Cancelled);
    let delivered = double.reached();
    assert!(delivered < 1_000, "{delivered}");
    assert_eq!(over.progress.sent, u64::try_from(delivered).expect("a count"), "what arrived is counted");
    // Cancelling again, or what is done, changes nothing
    assert_eq!(db.store.broadcasts.cancel(wanted.id).await.expect("the broadcast"), over);
}

#[tokio::test]
async fn asking_twice_under_one_id_is_one_broadcast() {
    let db = TestDb::new().await;
    let new = store::NewBroadcast::text(domain::BroadcastText::parse("Hi").expect("a text"));
    let (one, other) = tokio::join!(db.store.broadcasts.create(new.clone()), db.store.broadcasts.create(new));
    assert_eq!(one.expect("a broadcast"), other.expect("the same"));
    assert_eq!(db.store.broadcasts.list(&store::PageRequest::first(10)).await.expect("a list").items.len(), 1);
}
