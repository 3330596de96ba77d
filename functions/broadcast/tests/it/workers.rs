//! Several workers, and workers that are told to stop.

use std::{collections::HashSet, num::NonZeroU32, time::Duration};

use broadcast::Drained;
use domain::BroadcastStatus;
use futures_util::future::join_all;
use store::Owner;
use testing::{BotApi, Rules, TestDb};
use tokio_util::sync::CancellationToken;

use crate::fixture::{STAFF, broadcast, customers, drain, order, reload, settings, until, worker};

#[tokio::test]
async fn of_two_workers_one_is_at_work() {
    let rules = Rules { latency: Duration::from_millis(5), ..Rules::default() };
    let (db, double) = (TestDb::new().await, BotApi::with(rules).await);
    customers(&db, 500).await;
    broadcast(&db.store, "Hi").await;
    let one = worker(&db.store, &double, settings());
    let other = worker(&db.store, &double, settings());
    let late = async {
        until("one is at work", || async { double.calls() >= 5 }).await;
        other.drain(Duration::from_secs(30)).await
    };
    let (first, second) = tokio::join!(one.drain(Duration::from_secs(30)), late);
    assert_eq!((first.expect("the database"), second.expect("the database")), (Drained::Done, Drained::Elsewhere));
    assert_eq!((double.reached(), double.repeats()), (500, 0));
}

/// With a worker in the background in every process, and three drains called beside it.
async fn delivers_once(processes: usize) {
    const CUSTOMERS: i64 = 500;
    const ORDERS: usize = 50;
    let rules = Rules { latency: Duration::from_millis(10), ..Rules::default() };
    let (db, double) = (TestDb::new().await, BotApi::with(rules).await);
    customers(&db, CUSTOMERS).await;
    order(&db.store, ORDERS).await;
    let wanted = broadcast(&db.store, "Hi").await;
    let workers: Vec<_> = (0..processes).map(|_| worker(&db.store, &double, settings())).collect();
    let stop = CancellationToken::new();
    let background = workers.iter().map(|worker| {
        let (worker, stop) = (worker.clone(), stop.clone());
        tokio::spawn(async move { worker.run(stop).await })
    });
    let background: Vec<_> = background.collect();
    until("the broadcast is under way", || async { double.reached() >= 10 }).await;
    for _ in 0..10 {
        let drains = workers.iter().flat_map(|worker| (0..3).map(|_| worker.drain(Duration::from_secs(60))));
        let drained: Result<Vec<_>, _> = join_all(drains).await.into_iter().collect();
        let drained = drained.expect("the database");
        // A platform may give the process no time but while it answers: the drain lends it until all is told
        if processes == 1 {
            assert!(drained.iter().all(|drained| *drained == Drained::Done), "{drained:?}");
            assert_eq!(reload(&db.store, &wanted).await.status, BroadcastStatus::Done);
        }
    }
    until("all is told", || async {
        let notices = db.raw().collection::<bson::Document>("outbox").count_documents(bson::doc! {}).await;
        reload(&db.store, &wanted).await.status.is_over() && notices.expect("a count") == 0
    })
    .await;
    stop.cancel();
    for worker in background {
        worker.await.expect("an end");
    }
    let missed: Vec<_> = (1..=CUSTOMERS).filter(|id| double.delivered(*id) == 0).collect();
    let twice: Vec<_> = (1..=CUSTOMERS).filter(|id| double.delivered(*id) > 1).collect();
    assert!(missed.is_empty() && twice.is_empty(), "missed: {missed:?}, twice: {twice:?}");
    let told: HashSet<_> = double.texts(STAFF).into_iter().collect();
    assert_eq!((told.len(), double.delivered(STAFF)), (ORDERS, ORDERS), "orders, and messages to the staff");
}

#[tokio::test(flavor = "multi_thread")]
async fn drains_beside_the_worker_of_their_process_repeat_nothing() {
    delivers_once(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drains_beside_the_workers_of_two_processes_repeat_nothing() {
    delivers_once(2).await;
}

#[tokio::test]
async fn a_worker_out_of_time_says_so_and_the_next_goes_on() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 300).await;
    let wanted = broadcast(&db.store, "Hi").await;
    let mut slow = settings();
    slow.rate = NonZeroU32::new(100).expect("not zero");
    let drained = worker(&db.store, &double, slow).drain(Duration::from_millis(300)).await.expect("the database");
    assert_eq!(drained, Drained::OutOfTime);
    let half = reload(&db.store, &wanted).await;
    let sent = usize::try_from(half.progress.sent).expect("a count");
    assert_eq!((half.status, sent), (BroadcastStatus::Running, double.reached()), "all of it is written");
    assert!((10..300).contains(&sent), "{sent}");
    let drained = worker(&db.store, &double, settings()).drain(Duration::from_secs(30)).await.expect("the database");
    assert_eq!(drained, Drained::Done);
    assert_eq!((double.reached(), double.repeats()), (300, 0));
}

#[tokio::test]
async fn a_worker_in_the_background_finds_work_and_stops_when_told() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 5).await;
    let (stop, background) = (CancellationToken::new(), worker(&db.store, &double, settings()));
    let told = stop.clone();
    let running = tokio::spawn(async move { background.run(told).await });
    for text in ["one", "two"] {
        let wanted = broadcast(&db.store, text).await;
        until("it is done", || async { reload(&db.store, &wanted).await.status == BroadcastStatus::Done }).await;
    }
    stop.cancel();
    running.await.expect("an end");
    // It gave the lease back: another one need not wait for it to lapse
    assert!(db.store.leases.take("delivery", Owner::new(), Duration::from_secs(1)).await.expect("the database"));
}

#[tokio::test]
async fn a_stopped_worker_ends_its_drain_though_the_bot_api_does_not_answer() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 300).await;
    let wanted = broadcast(&db.store, "Hi").await;
    let mut settings = settings();
    (settings.rate, settings.grace) = (NonZeroU32::new(200).expect("not zero"), Duration::from_millis(50));
    let stopped = worker(&db.store, &double, settings);
    let stop = async {
        until("it is under way", || async { double.calls() >= 20 }).await;
        double.record().hangs = true;
        until("every call waits for its answer", || async { double.record().in_flight == 8 }).await;
        stopped.clone().stop();
    };
    // Longer than a test may take: it is the stop that ends the drain
    let (drained, ()) = tokio::join!(stopped.drain(Duration::from_secs(3_600)), stop);
    assert_eq!(drained.expect("the database"), Drained::OutOfTime);
    let half = reload(&db.store, &wanted).await;
    let known = u64::try_from(double.reached() - 8).expect("a count");
    assert_eq!((half.status, half.progress.sent), (BroadcastStatus::Running, known), "results that are known are kept");
    double.record().hangs = false;
    let next = worker(&db.store, &double, crate::fixture::settings());
    assert_eq!(next.drain(Duration::from_secs(60)).await.expect("the database"), Drained::Done);
    assert_eq!((double.reached(), double.repeats()), (300, 8));
}

#[tokio::test]
async fn a_worker_that_lost_the_lease_sends_nothing_more() {
    let rules = Rules { latency: Duration::from_millis(20), ..Rules::default() };
    let (db, double) = (TestDb::new().await, BotApi::with(rules).await);
    customers(&db, 1_000).await;
    let wanted = broadcast(&db.store, "Hi").await;
    let mut settings = settings();
    settings.lease = Duration::from_secs(2);
    let robbed = worker(&db.store, &double, settings);
    let thief = async {
        until("it is at work", || async { double.calls() >= 20 }).await;
        // As if it had been frozen for longer than its lease
        db.raw().collection::<bson::Document>("leases").delete_many(bson::doc! {}).await.expect("the database");
        assert!(db.store.leases.take("delivery", Owner::new(), Duration::from_secs(60)).await.expect("the database"));
    };
    let (drained, ()) = tokio::join!(robbed.drain(Duration::from_secs(60)), thief);
    assert_eq!(drained.expect("the database"), Drained::Elsewhere);
    let before = double.calls();
    assert!(before < 1_000, "{before}");
    assert_eq!(reload(&db.store, &wanted).await.status, BroadcastStatus::Running);
}

#[tokio::test]
async fn progress_is_kept_by_the_worker_whose_broadcast_it_is() {
    let db = TestDb::new().await;
    customers(&db, 3).await;
    let wanted = broadcast(&db.store, "Hi").await;
    let (slow, quick) = (Owner::new(), Owner::new());
    let take = |owner| db.store.broadcasts.take(owner, &db.store.audience);
    let job = take(slow).await.expect("the database").expect("the broadcast");
    assert_eq!(job.state.progress.total, 3);
    let taken_over = take(quick).await.expect("the database").expect("the broadcast");
    assert_eq!(taken_over.state, job.state);
    let keep = |owner| db.store.broadcasts.save_progress(wanted.id, owner, &job.state);
    assert_eq!(keep(slow).await.expect("the database"), store::SaveOutcome::Lost);
    assert_eq!(keep(quick).await.expect("the database"), store::SaveOutcome::Running);
    db.store.broadcasts.finish(wanted.id, slow, 3).await.expect("the database");
    assert_eq!(reload(&db.store, &wanted).await.status, BroadcastStatus::Running);
}

#[tokio::test]
async fn a_round_counts_what_was_sold() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    order(&db.store, 3).await;
    drain(&db.store, &double).await;
    let days = db.raw().collection::<bson::Document>("days").find_one(bson::doc! {}).await.expect("the database");
    assert_eq!(days.expect("a day").get_i64("orders").expect("a number"), 3);
    assert_eq!(db.store.figures.count().await.expect("the database"), 0);
}
