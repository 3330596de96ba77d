//! Faults of the bot as a whole, or of the message itself: no recipient is to blame for them.

use broadcast::Drained;
use domain::{BroadcastStatus, Progress};
use testing::{BotApi, Fate, Rules, TestDb};
use tokio_util::sync::CancellationToken;

use crate::fixture::{STAFF, broadcast, copy_of_a_message, customers, drain, order, reload, settings, until, worker};

#[tokio::test]
async fn a_refused_token_pauses_delivery_and_counts_against_nobody() {
    for status in [401, 404] {
        let (db, double) = (TestDb::new().await, BotApi::start().await);
        customers(&db, 60).await;
        order(&db.store, 1).await;
        let wanted = broadcast(&db.store, "Hi").await;
        double.record().token_refused = Some(status);
        let (stop, background) = (CancellationToken::new(), worker(&db.store, &double, settings()));
        let running = tokio::spawn({
            let stop = stop.clone();
            async move { background.run(stop).await }
        });
        until("the token is refused some times", || async { double.record().token_refusals >= 5 }).await;
        let paused = reload(&db.store, &wanted).await;
        assert!(!paused.status.is_over(), "{status}: {paused:?}");
        assert_eq!((paused.progress.settled(), paused.failures.len()), (0, 0), "{status}: {paused:?}");
        double.record().token_refused = None;
        until("it is done", || async { reload(&db.store, &wanted).await.status == BroadcastStatus::Done }).await;
        stop.cancel();
        running.await.expect("an end");
        let done = reload(&db.store, &wanted).await;
        assert_eq!(done.progress, Progress { total: 60, sent: 60, blocked: 0, failed: 0 }, "{status}");
        assert_eq!((double.reached(), double.repeats()), (61, 0), "{status}: everybody, and the staff");
    }
}

#[tokio::test]
async fn a_drain_with_a_refused_token_ends_when_its_time_is_spent() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 5).await;
    let wanted = broadcast(&db.store, "Hi").await;
    double.record().token_refused = Some(401);
    let budget = std::time::Duration::from_millis(300);
    let drained = worker(&db.store, &double, settings()).drain(budget).await.expect("the database");
    assert_eq!(drained, Drained::OutOfTime);
    assert_eq!(reload(&db.store, &wanted).await.status, BroadcastStatus::Running);
}

#[tokio::test]
async fn a_message_that_is_gone_cancels_its_broadcast() {
    let gone = |chat: i64, _: usize| if chat > 20 { Fate::SourceGone } else { Fate::Delivered };
    let kicked = |chat: i64, _: usize| if chat > 20 { Fate::Kicked } else { Fate::Delivered };
    for (fate, reason) in [(gone as fn(i64, usize) -> Fate, "message to copy not found"), (kicked, "bot was kicked")] {
        let (db, double) = (TestDb::new().await, BotApi::with(Rules { fate, ..Rules::default() }).await);
        customers(&db, 100).await;
        let wanted = db.store.broadcasts.create(copy_of_a_message()).await.expect("a broadcast");
        assert_eq!(drain(&db.store, &double).await, Drained::Done);
        let over = reload(&db.store, &wanted).await;
        assert_eq!(over.status, BroadcastStatus::Cancelled, "{reason}");
        assert_eq!(over.progress, Progress { total: 100, sent: 20, blocked: 0, failed: 0 }, "{reason}");
        assert_eq!(db.store.audience.headcount().await.expect("a count").blocked, 0, "{reason}");
        let copies = double.record().calls.iter().filter(|call| call.method == "copyMessage").count();
        assert!(copies < 40, "{copies} calls, though nobody else can get it");
        let shown = double.texts(STAFF).pop().expect("the preview's end");
        assert!(shown.starts_with("✖️ Stopped: 20 of 100") && shown.contains(reason), "{shown}");
    }
}
