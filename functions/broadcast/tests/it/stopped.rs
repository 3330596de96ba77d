//! Processes that are told to stop, as Cloud Run and systemd do, while the Bot API does not answer.

use broadcast::Drained;
use reqwest::Method;
use testing::{BotApi, Serving, TestDb};

use crate::fixture::{STAFF, broadcast, customers, drain, order, until};

const CUSTOMERS: i64 = 300;
const IN_FLIGHT: usize = 8;

fn serve(db: &TestDb, double: &BotApi) -> Serving {
    serve_with(db, double, &[])
}

fn serve_with(db: &TestDb, double: &BotApi, further: &[(&str, &str)]) -> Serving {
    let uri = db.uri();
    let staff = STAFF.to_string();
    let in_flight = IN_FLIGHT.to_string();
    let variables = [
        ("MONGODB_URI", uri.as_str()),
        ("TELEGRAM_BOT_TOKEN", "1:test"),
        ("TELEGRAM_API_URL", double.url().as_str()),
        ("SHOP_STAFF_CHAT_ID", &staff),
        ("BROADCAST_RATE", "200"),
        ("BROADCAST_UNDER_WAY", &in_flight),
        // Nobody takes over because it lapsed
        ("BROADCAST_LEASE", "300"),
    ];
    Serving::start(env!("CARGO_BIN_EXE_broadcast"), &[&variables, further].concat())
}

/// Stops the process, although the Bot API owes it answers, and sees to it that another worker need not wait.
async fn stop(db: &TestDb, serving: Serving) {
    assert!(serving.stop().await.success());
    let leases = db.raw().collection::<bson::Document>("leases");
    assert_eq!(leases.count_documents(bson::doc! {}).await.expect("a count"), 0, "the lease was given back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broadcast_is_let_go_in_time_and_goes_on_elsewhere() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, CUSTOMERS).await;
    broadcast(&db.store, "Hi").await;
    let serving = serve(&db, &double);
    until("it is under way", || async { double.calls() >= 50 }).await;
    double.record().hangs = true;
    until("every call waits for its answer", || async { double.record().in_flight == IN_FLIGHT }).await;
    stop(&db, serving).await;

    double.record().hangs = false;
    assert_eq!(drain(&db.store, &double).await, Drained::Done);
    let missed: Vec<_> = (1..=CUSTOMERS).filter(|id| double.delivered(*id) == 0).collect();
    assert!(missed.is_empty(), "missed: {missed:?}");
    assert!(double.repeats() <= IN_FLIGHT, "{} repeats", double.repeats());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_let_go_in_time_and_told_by_the_next() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    order(&db.store, 1).await;
    double.record().hangs = true;
    let serving = serve(&db, &double);
    until("the call waits for its answer", || async { double.record().in_flight == 1 }).await;
    stop(&db, serving).await;

    double.record().hangs = false;
    assert_eq!(drain(&db.store, &double).await, Drained::Done);
    assert_eq!(double.delivered(STAFF), 2, "once without an answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_processor_is_taken_away_between_requests_only_the_drain_delivers() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 20).await;
    broadcast(&db.store, "Hi").await;
    let key = "for-the-drain-with-thirty-two-characters";
    // As Cloud Run sets it
    let serving = serve_with(&db, &double, &[("K_SERVICE", "kiosk-broadcast"), ("ADMIN_API_KEY", key)]);
    // Each asks the database: a hundred times as long as a worker in the background would need to begin
    for _ in 0..100 {
        assert_eq!(serving.get("/health/ready").await, 200);
    }
    assert_eq!(double.calls(), 0, "sent in the background");

    let drain = serving.ask(Method::POST, "/internal/outbox/drain").bearer_auth(key);
    let drained: serde_json::Value = drain.send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(drained, serde_json::json!({ "outcome": "done" }));
    assert!((1..=20).all(|id| double.delivered(id) == 1));
    stop(&db, serving).await;
}
