//! Workers that are killed at any moment: nobody is missed, and what is repeated was under way.

use std::{process::Stdio, time::Duration};

use domain::BroadcastStatus;
use testing::{BotApi, Fate, Rules, TestDb, seed};
use tokio::process::{Child, Command};

use crate::fixture::{broadcast, customers, reload, until};

const KILLS: usize = 10;
const IN_FLIGHT: usize = 8;
const CUSTOMERS: i64 = 3_000;

fn fate(chat: i64, tried: usize) -> Fate {
    match chat % 100 {
        0 | 20 | 40 | 60 | 80 => Fate::Blocked,
        7 if tried <= 2 => Fate::ServerError,
        _ => Fate::Delivered,
    }
}

fn start(db: &TestDb, double: &BotApi) -> Child {
    Command::new(env!("CARGO_BIN_EXE_broadcast"))
        .env("MONGODB_URI", db.uri())
        .env("TELEGRAM_BOT_TOKEN", "1:test")
        .env("TELEGRAM_API_URL", double.url().as_str())
        .env("BROADCAST_RATE", "1000")
        .env("BROADCAST_UNDER_WAY", IN_FLIGHT.to_string())
        .env("BROADCAST_LEASE", "1")
        .env("PORT", "0")
        .env("RUST_LOG", "error")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("a worker")
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_kills_miss_nobody_and_repeat_only_what_was_under_way() {
    let db = TestDb::new().await;
    customers(&db, CUSTOMERS).await;
    let double = BotApi::with(Rules { latency: Duration::from_millis(40), fate, ..Rules::default() }).await;
    let wanted = broadcast(&db.store, "Hi").await;
    let mut random = fastrand::Rng::with_seed(seed("kills of workers"));
    let mut workers = [start(&db, &double), start(&db, &double)];
    let mut while_running = 0;
    for kill in 0..KILLS {
        // At a random moment of the run: so many more messages after the last kill
        let before = double.calls();
        let more = random.usize(1..200);
        until("the broadcast goes on", || async { double.calls() >= before + more }).await;
        let victim = &mut workers[random.usize(0..2)];
        assert!(victim.try_wait().expect("its state").is_none(), "both workers are alive");
        victim.kill().await.expect("SIGKILL");
        *victim = start(&db, &double);
        while_running += usize::from(!reload(&db.store, &wanted).await.status.is_over());
        println!("kill {kill} after {} calls", double.calls());
    }
    until("the broadcast is done", || async { reload(&db.store, &wanted).await.status == BroadcastStatus::Done }).await;

    assert_eq!(while_running, KILLS, "every kill hit a run");
    let reachable = (1..=CUSTOMERS).filter(|id| !matches!(id % 100, 0 | 20 | 40 | 60 | 80));
    let missed: Vec<_> = reachable.filter(|id| double.delivered(*id) == 0).collect();
    assert!(missed.is_empty(), "missed: {missed:?}");
    let repeats = double.repeats();
    println!("{repeats} repeats in {KILLS} kills");
    assert!(repeats <= IN_FLIGHT * KILLS, "{repeats} repeats in {KILLS} kills");
    let progress = reload(&db.store, &wanted).await.progress;
    assert_eq!(i64::try_from(progress.settled()), Ok(CUSTOMERS), "{progress:?}");
}
