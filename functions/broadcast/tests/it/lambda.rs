//! The program as an AWS Lambda, under a runtime interface of the test's own (AWS, "Using the Lambda runtime API").

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use serde_json::{Value, json};
use testing::{BotApi, Otlp, TestDb};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
};

use crate::fixture::{broadcast, customers};

/// An event and how long its handler may take.
type Event = (Value, Duration);

/// Hands out events, and hears what became of them.
struct Runtime {
    address: String,
    events: mpsc::Sender<Event>,
    answers: mpsc::Receiver<(String, Value)>,
}

struct Hands {
    events: Mutex<mpsc::Receiver<Event>>,
    answers: mpsc::Sender<(String, Value)>,
}

impl Runtime {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let ((events, incoming), (outgoing, answers)) = (mpsc::channel(1), mpsc::channel(1));
        let hands: &'static Hands = Box::leak(Box::new(Hands { events: Mutex::new(incoming), answers: outgoing }));
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/{what}", post(answered))
            .with_state(hands);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, events, answers }
    }

    /// What the function makes of an event: `response` or `error`, and what.
    async fn invoke(&mut self, event: Value, time: Duration) -> (String, Value) {
        self.events.send((event, time)).await.unwrap();
        self.answers.recv().await.unwrap()
    }
}

async fn next(State(hands): State<&'static Hands>) -> impl IntoResponse {
    let (event, time) = hands.events.lock().await.recv().await.unwrap();
    let deadline = (SystemTime::now() + time).duration_since(UNIX_EPOCH).unwrap().as_millis();
    let headers = [
        ("Lambda-Runtime-Aws-Request-Id", "1".to_owned()),
        ("Lambda-Runtime-Deadline-Ms", deadline.to_string()),
        ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:here:1:function:kiosk-broadcast".to_owned()),
    ];
    (headers, Json(event))
}

async fn answered(
    State(hands): State<&'static Hands>,
    Path((_, what)): Path<(String, String)>,
    body: Bytes,
) -> StatusCode {
    hands.answers.send((what, serde_json::from_slice(&body).unwrap())).await.unwrap();
    StatusCode::ACCEPTED
}

/// Killed at the end of the test.
struct Function(Child);

impl Function {
    fn start(db: &TestDb, double: &BotApi, runtime: &Runtime, rate: &str) -> Self {
        Self::start_with(db, double, runtime, &[("BROADCAST_RATE", rate)])
    }

    fn start_with(db: &TestDb, double: &BotApi, runtime: &Runtime, further: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_broadcast"));
        command.env_clear().stdin(Stdio::null()).stderr(Stdio::null()).envs([
            ("MONGODB_URI", db.uri().as_str()),
            ("TELEGRAM_BOT_TOKEN", "1:test"),
            ("TELEGRAM_API_URL", double.url().as_str()),
            ("AWS_LAMBDA_RUNTIME_API", &runtime.address),
            ("AWS_LAMBDA_FUNCTION_NAME", "kiosk-broadcast"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
        ]);
        Self(command.envs(further.iter().copied()).spawn().expect("the program starts"))
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A request through API Gateway.
fn request(body: &str) -> Value {
    let mut event: Value =
        serde_json::from_str(include_str!("../../../../infra/lambda/events/products.json")).expect("JSON");
    event["rawPath"] = "/internal/outbox/drain".into();
    event["requestContext"]["http"]["method"] = "POST".into();
    event["requestContext"]["http"]["path"] = "/internal/outbox/drain".into();
    event["body"] = body.into();
    event
}

const A_MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn whoever_aws_lets_invoke_it_has_what_is_due_delivered_and_nobody_else_without_a_key() {
    let (db, double, mut runtime) = (TestDb::new().await, BotApi::start().await, Runtime::start().await);
    customers(&db, 5).await;
    broadcast(&db.store, "Hi").await;
    let _function = Function::start(&db, &double, &runtime, "200");
    for body in ["", r#"{"kiosk": "drain"}"#] {
        let (what, answer) = runtime.invoke(request(body), A_MINUTE).await;
        assert_eq!((what.as_str(), &answer["statusCode"]), ("response", &json!(401)), "{answer}");
    }
    assert_eq!(double.calls(), 0);
    let drained = runtime.invoke(json!({ "kiosk": "drain" }), A_MINUTE).await;
    assert_eq!(drained, ("response".to_owned(), json!({ "outcome": "done" })));
    assert!((1..=5).all(|id| double.delivered(id) == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drain_ends_before_its_function_is_ended() {
    let (db, double, mut runtime) = (TestDb::new().await, BotApi::start().await, Runtime::start().await);
    customers(&db, 300).await;
    broadcast(&db.store, "Hi").await;
    let _function = Function::start(&db, &double, &runtime, "10");
    // Ten seconds are kept for what is under way
    let given = Duration::from_secs(12);
    let began = std::time::Instant::now();
    let drained = runtime.invoke(json!({ "kiosk": "drain" }), given).await;
    assert_eq!(drained, ("response".to_owned(), json!({ "outcome": "out_of_time" })));
    assert!(began.elapsed() < given, "{:?}", began.elapsed());
    assert!((1..300).contains(&double.calls()), "{}", double.calls());
}

/// Afterwards the process is frozen, and may never be woken.
#[tokio::test]
async fn the_trace_of_an_event_is_sent_before_its_answer() {
    let (db, double, otlp) = (TestDb::new().await, BotApi::start().await, Otlp::start().await);
    let mut runtime = Runtime::start().await;
    let traced = [("OTEL_EXPORTER_OTLP_ENDPOINT", otlp.url()), ("OTEL_BSP_SCHEDULE_DELAY", "600000")];
    let _function = Function::start_with(&db, &double, &runtime, &traced);
    let (what, _) = runtime.invoke(json!({ "kiosk": "drain" }), A_MINUTE).await;
    assert_eq!(what, "response");
    let spans = otlp.spans();
    let request = spans.iter().find(|span| span.name == "POST /internal/outbox/drain").expect("the request's span");
    assert!(spans.iter().any(|span| span.trace == request.trace && span.name.starts_with("find ")), "{spans:#?}");
}
