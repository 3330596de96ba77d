//! The message in the staff chat that shows how a broadcast is coming along.

use std::time::Duration;

use broadcast::Drained;
use chrono::TimeDelta;
use domain::Clock;
use store::Store;
use testing::{BotApi, Fate, Recorded, Rules, TestDb, now};

use crate::fixture::{STAFF, copy_of_a_message, customers, drain, reload};

fn fate(chat: i64, _: usize) -> Fate {
    if chat == 1 { Fate::Blocked } else { Fate::Delivered }
}

#[tokio::test]
async fn it_shows_the_progress_and_at_last_the_end() {
    let rules = Rules { latency: Duration::from_millis(10), fate, ..Rules::default() };
    let (db, double) = (TestDb::new().await, BotApi::with(rules).await);
    customers(&db, 300).await;
    let wanted = db.store.broadcasts.create(copy_of_a_message()).await.expect("a broadcast");
    drain(&db.store, &double).await;
    let record = double.record();
    let (edits, copies): (Vec<_>, Vec<_>) = record.calls.iter().partition(|call| call.params["chat_id"] == STAFF);
    assert_eq!(copies.len(), 300);
    assert!(copies.iter().all(|Recorded { method, params, .. }| {
        method == "copyMessage" && params["from_chat_id"] == STAFF && params["message_id"] == 41
    }));
    assert!(edits.len() >= 3, "{edits:?}");
    let [first, .., last] = edits.as_slice() else { panic!("{edits:?}") };
    assert!(edits.iter().all(|call| call.method == "editMessageText" && call.params["message_id"] == 50));
    assert_eq!(first.params["text"], "📣 On its way: 0 of 300");
    assert_eq!(first.params["reply_markup"]["inline_keyboard"][0][0]["callback_data"], format!("stop:{}", wanted.id));
    assert_eq!(last.params["text"], "✅ Done: 300 of 300\n\nDelivered: 299\nBlocked the bot: 1\nFailed: 0");
    assert!(last.params["reply_markup"].is_null(), "nothing is left to be cancelled: {last:?}");
}

#[tokio::test]
async fn its_end_is_shown_also_if_the_worker_dies_before() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 2).await;
    let wanted = db.store.broadcasts.create(copy_of_a_message()).await.expect("a broadcast");
    // Cancelled while no worker is there
    db.store.broadcasts.cancel(wanted.id).await.expect("the broadcast");
    drain(&db.store, &double).await;
    assert_eq!(double.texts(STAFF), ["✖️ Stopped: 0 of 0"]);
}

#[tokio::test]
async fn a_group_that_takes_no_more_edits_does_not_hold_the_broadcast_up() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 50).await;
    double.record().edits_wait = Some(600);
    let wanted = db.store.broadcasts.create(copy_of_a_message()).await.expect("a broadcast");
    assert_eq!(drain(&db.store, &double).await, Drained::Done);
    assert_eq!(reload(&db.store, &wanted).await.progress.sent, 50);
    // The end is shown when the group takes edits again
    double.record().edits_wait = None;
    let later = Store::in_database(db.raw(), Clock::fixed(now() + TimeDelta::seconds(601)));
    drain(&later, &double).await;
    assert!(double.texts(STAFF)[0].starts_with("✅ Done: 50 of 50"));
}
