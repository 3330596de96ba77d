//! Telegram's limits, and the rate that is promised within them.

use std::{num::NonZeroU32, time::Duration};

use broadcast::Drained;
use domain::{BroadcastStatus, Progress};
use testing::TestDb;

use crate::{
    double::{Double, Fate, Rules},
    fixture::{broadcast, customers, reload, settings, worker},
};

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
async fn three_thousand_at_the_promised_rate_nobody_twice() {
    let db = TestDb::new().await;
    customers(&db, CUSTOMERS).await;
    let second = Duration::from_secs(1) / FASTER;
    let rules = Rules { per_second: 30 * FASTER as usize, chat_gap: second, fate, ..Rules::default() };
    let double = Double::start(rules).await;
    let rate = 25 * FASTER;
    let mut settings = settings();
    settings.rate = NonZeroU32::new(rate).expect("not zero");
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
    assert!(record.too_many <= 2, "{} answers of 429", record.too_many);
    let seconds = (record.last.expect("a call") - record.first.expect("a call")).as_secs_f64();
    let messages = u32::try_from(record.calls.len()).expect("some thousands");
    let reached = f64::from(messages) / seconds;
    println!("{reached:.0} messages a second at a rate of {rate}, {} answers of 429", record.too_many);
    assert!(reached >= 0.95 * f64::from(rate), "{reached:.0} messages a second at a rate of {rate}");
}

#[tokio::test]
async fn a_slow_answer_does_not_slow_the_rest() {
    let db = TestDb::new().await;
    customers(&db, 200).await;
    let double = Double::start(Rules { latency: Duration::from_millis(40), ..Rules::default() }).await;
    let mut settings = settings();
    settings.rate = NonZeroU32::new(100).expect("not zero");
    broadcast(&db.store, "Hi").await;
    let drained = worker(&db.store, &double, settings).drain(Duration::from_secs(60)).await.expect("the database");
    assert_eq!(drained, Drained::Done);
    let record = double.record();
    let seconds = (record.last.expect("a call") - record.first.expect("a call")).as_secs_f64();
    assert!((2..=8).contains(&record.most_in_flight), "{} under way at once", record.most_in_flight);
    // One after the other they would take 8 s
    assert!(seconds < 3.0, "{seconds} s");
}
