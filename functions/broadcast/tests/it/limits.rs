//! Telegram's limits. That the promised rate is kept and reached, the tests of `pace` show in a time of their own.

use std::{num::NonZeroU32, time::Duration};

use broadcast::Drained;
use domain::{BroadcastStatus, Progress};
use testing::{BotApi, Fate, Rules, TestDb};

use crate::fixture::{broadcast, customers, reload, settings, worker};

/// Everything happens so many times as fast as with Telegram: 30 messages a second there, 25 by default here.
const FASTER: u32 = 10;
const CUSTOMERS: i64 = 3_000;

/// One customer in twenty has blocked the bot, one in a hundred is reached at the third try only.
fn fate(chat: i64, tried: usize) -> Fate {
    match chat % 100 {
        0 | 20 | 40 | 60 | 80 => Fate::Blocked,
        7 if tried <= 2 => Fate::ServerError,
        _ => Fate::Delivered,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_thousand_within_the_limits_nobody_twice() {
    let db = TestDb::new().await;
    customers(&db, CUSTOMERS).await;
    let second = Duration::from_secs(1) / FASTER;
    let rules = Rules { per_second: 30 * FASTER as usize, chat_gap: second, fate, ..Rules::default() };
    let double = BotApi::with(rules).await;
    let mut settings = settings();
    settings.rate = NonZeroU32::new(25 * FASTER).expect("not zero");
    (settings.chat_gap, settings.backoff) = (second, second);
    let wanted = broadcast(&db.store, "Знижки!").await;

    let drained = worker(&db.store, &double, settings).drain(Duration::from_secs(60)).await.expect("the database");

    assert_eq!(drained, Drained::Done);
    let done = reload(&db.store, &wanted).await;
    assert_eq!(done.status, BroadcastStatus::Done);
    assert_eq!(done.progress, Progress { total: 3_000, sent: 2_850, blocked: 150, failed: 0 });
    assert_eq!(db.store.audience.headcount().await.expect("a count").blocked, 150);
    let record = double.record();
    assert_eq!(record.delivered.len(), 2_850, "all who can be reached");
    assert!(record.delivered.values().all(|count| *count == 1), "nobody twice");
    // Without a rate of its own, the worker would run into the limit in every one of ten seconds
    assert!(record.too_many <= 10, "{} answers of 429", record.too_many);
}

#[tokio::test]
async fn while_one_answer_is_awaited_others_are_sent() {
    let db = TestDb::new().await;
    customers(&db, 200).await;
    let double = BotApi::with(Rules { latency: Duration::from_millis(40), ..Rules::default() }).await;
    let mut settings = settings();
    settings.rate = NonZeroU32::new(100).expect("not zero");
    broadcast(&db.store, "Hi").await;
    let drained = worker(&db.store, &double, settings).drain(Duration::from_secs(60)).await.expect("the database");
    assert_eq!(drained, Drained::Done);
    let record = double.record();
    assert!((2..=8).contains(&record.most_in_flight), "{} under way at once", record.most_in_flight);
}
