//! A receiver of traces: OTLP over HTTP, as collectors have it (`POST /v1/traces`, Protobuf).

use std::{
    fmt::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest, common::v1::any_value::Value, trace::v1::Span,
};
use prost::Message;
use tokio::net::TcpListener;

/// The receiver. Ends with the test's runtime.
#[derive(Clone, Debug)]
pub struct Otlp {
    url: String,
    received: Arc<Mutex<Vec<ExportTraceServiceRequest>>>,
}

/// A span that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedSpan {
    /// In hexadecimal, as in a `traceparent`.
    pub trace: String,
    pub id: String,
    /// Empty, where it begins a trace.
    pub parent: String,
    pub name: String,
    /// Its attributes, each as `name=value`.
    pub attributes: Vec<String>,
    /// Whether it failed.
    pub failed: bool,
}

impl Otlp {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let otlp = Self { url, received: Arc::default() };
        let router = Router::new().route("/v1/traces", post(receive)).with_state(otlp.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        otlp
    }

    /// For `OTEL_EXPORTER_OTLP_ENDPOINT`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What came so far.
    pub fn spans(&self) -> Vec<ReceivedSpan> {
        let received = self.received.lock().expect("not poisoned");
        let of_resource = received.iter().flat_map(|request| &request.resource_spans);
        of_resource.flat_map(|spans| &spans.scope_spans).flat_map(|spans| &spans.spans).map(read).collect()
    }

    /// All of it as text, to look for what must not be in it.
    pub fn text(&self) -> String {
        format!("{:?}", self.received.lock().expect("not poisoned"))
    }

    /// Waits until a span came of which that is true.
    pub async fn wait_for(&self, is_it: impl Fn(&ReceivedSpan) -> bool) -> ReceivedSpan {
        for _ in 0..400 {
            if let Some(found) = self.spans().into_iter().find(&is_it) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("no such span: {:#?}", self.spans())
    }
}

async fn receive(State(otlp): State<Otlp>, body: Bytes) -> StatusCode {
    let request = ExportTraceServiceRequest::decode(body).expect("an export");
    otlp.received.lock().expect("not poisoned").push(request);
    StatusCode::OK
}

fn read(span: &Span) -> ReceivedSpan {
    let text = |value: Option<&Value>| match value {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    };
    let attributes = span.attributes.iter().map(|attribute| {
        let value = attribute.value.as_ref().and_then(|value| value.value.as_ref());
        format!("{}={}", attribute.key, text(value))
    });
    ReceivedSpan {
        trace: hex(&span.trace_id),
        id: hex(&span.span_id),
        parent: hex(&span.parent_span_id),
        name: span.name.clone(),
        attributes: attributes.collect(),
        failed: span.status.as_ref().is_some_and(|status| status.code == 2),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes anything");
        text
    })
}
