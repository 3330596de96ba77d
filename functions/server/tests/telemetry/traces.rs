//! Traces, as a collector receives them.

use testing::{Otlp, ReceivedSpan};

use crate::{Story, assert_nothing_personal};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// Names of a span and those around it, from the inside out, up to one that nobody sent.
fn path<'a>(spans: &'a [ReceivedSpan], span: &'a ReceivedSpan) -> Vec<&'a str> {
    let parent = spans.iter().find(|other| other.id == span.parent);
    std::iter::once(span.name.as_str()).chain(parent.into_iter().flat_map(|parent| path(spans, parent))).collect()
}

#[tokio::test]
async fn an_update_is_one_trace_down_to_mongodb_and_the_bot_api() {
    let otlp = Otlp::start().await;
    let mut story = Story::begin(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", otlp.url()),
        ("OTEL_BSP_SCHEDULE_DELAY", "50"),
        // Whatever it says, no command's content is sent
        ("OTEL_RUST_INSTRUMENTATION_MONGODB_QUERY_TEXT_MAX_LENGTH", "1000"),
    ])
    .await;
    story.buy().await;
    let traceparent = format!("00-{TRACE}-{CALLER}-01");
    let category = story.opens_the_category();
    assert_eq!(story.deliver(&category, Some(&traceparent)).await, 200);

    let request = otlp.wait_for(|span| span.trace == TRACE && span.name == "POST /telegram/webhook").await;
    assert_eq!(request.parent, CALLER);
    assert!(request.attributes.contains(&"http.response.status_code=200".to_owned()), "{request:?}");
    let spans: Vec<_> = otlp.spans().into_iter().filter(|span| span.trace == TRACE).collect();
    let update = spans.iter().find(|span| span.name == "telegram_update").expect("the update");
    let id = format!("kiosk.update.id={}", category["update_id"]);
    for attribute in ["kiosk.update.kind=callback_query", "kiosk.update.outcome=handled", &id] {
        assert!(update.attributes.iter().any(|given| given == attribute), "{update:?}");
    }
    let succeeded = "kiosk.bot_api.result=ok".to_owned();
    let call = spans.iter().find(|span| span.attributes.contains(&succeeded)).expect("a call");
    assert!(call.attributes.contains(&format!("kiosk.bot_api.method={}", call.name)), "{call:?}");
    assert_eq!(path(&spans, call)[1..], ["telegram_update", "POST /telegram/webhook"]);
    let products = "db.collection.name=products".to_owned();
    let command = spans.iter().find(|span| span.name == "aggregate" && span.attributes.contains(&products));
    let command = command.expect("a command");
    let around = path(&spans, command);
    assert!(around[1].starts_with("aggregate t_"), "the driver's operation: {around:?}");
    assert_eq!(around[2..], ["telegram_update", "POST /telegram/webhook"]);

    assert_nothing_personal(&otlp.text());
    // The worker looks for work all day: that is no trace
    let alone = |span: &ReceivedSpan| span.parent.is_empty() && span.attributes.iter().any(|a| a.starts_with("db."));
    assert_eq!(otlp.spans().into_iter().filter(alone).collect::<Vec<_>>(), []);
}

#[tokio::test]
async fn a_call_that_fails_is_seen_in_the_trace() {
    let otlp = Otlp::start().await;
    let mut story =
        Story::begin(&[("OTEL_EXPORTER_OTLP_ENDPOINT", otlp.url()), ("OTEL_BSP_SCHEDULE_DELAY", "50")]).await;
    let start = story.customer.text("/start");
    assert_eq!(story.deliver(&start, None).await, 200);
    story.api.fail_next(502, "Bad Gateway", 0);
    let category = story.opens_the_category();
    assert_eq!(story.deliver(&category, None).await, 503);
    let failed = otlp.wait_for(|span| span.failed && span.name == "POST /telegram/webhook").await;
    let spans = otlp.spans();
    let failing = "kiosk.bot_api.result=unavailable".to_owned();
    let call = spans.iter().find(|span| span.trace == failed.trace && span.attributes.contains(&failing));
    assert!(call.is_some_and(|call| call.failed), "{spans:#?}");
}

#[tokio::test]
async fn what_is_left_is_sent_when_the_process_stops() {
    let otlp = Otlp::start().await;
    let rarely = [("OTEL_EXPORTER_OTLP_ENDPOINT", otlp.url()), ("OTEL_BSP_SCHEDULE_DELAY", "600000")];
    let story = Story::begin(&rarely).await;
    assert_eq!(story.serving.get("/v1/products").await, 200);
    assert_eq!(otlp.spans(), []);
    assert!(story.serving.stop().await.success());
    let names: Vec<_> = otlp.spans().into_iter().map(|span| span.name).collect();
    assert!(names.contains(&"GET /v1/products".to_owned()), "{names:?}");
}

/// A collector that is away keeps nobody waiting.
#[tokio::test]
async fn a_receiver_that_is_gone_costs_nothing_but_the_traces() {
    let mut story = Story::begin(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")]).await;
    story.buy().await;
    let log = story.serving.stop_and_read_log().await;
    assert!(log.contains("ExportError"), "{log}");
}
