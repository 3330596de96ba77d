//! Traces: the spans of this process, sent to whoever `OTEL_EXPORTER_OTLP_ENDPOINT` names.
//!
//! The SDK reads the other standard variables by itself, such as `OTEL_TRACES_SAMPLER` and `OTEL_EXPORTER_OTLP_HEADERS`.
//! Whatever a span was given, only what [`ATTRIBUTES`] lists leaves the process: no text of a customer's, no message of an
//! error, which may repeat one.

use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use once_cell::sync::OnceCell;
use opentelemetry::{
    Key, KeyValue, Value,
    propagation::TextMapPropagator,
    trace::{SpanKind, Status, TracerProvider as _},
};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    propagation::TraceContextPropagator,
    trace::{BatchSpanProcessor, SdkTracerProvider, Span, SpanData, SpanProcessor},
};
use tokio::{task::spawn_blocking, time::timeout};
use tracing::{Level, Metadata};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{Layer, Registry, filter::filter_fn};

use super::TelemetryError;

/// How long sending what is left may take, when somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// The crates whose spans are sent. Others' may show what we do not know of.
const CRATES: [&str; 4] = ["broadcast", "runtime", "telegram", "webhook"];

/// What is sent of a span, and under which name (OpenTelemetry, "Semantic conventions").
const ATTRIBUTES: [(&str, &str); 17] = [
    ("http.method", "http.request.method"),
    ("http.route", "http.route"),
    ("http.request_id", "kiosk.request_id"),
    (HTTP_STATUS, HTTP_STATUS),
    ("update.id", "kiosk.update.id"),
    ("update.kind", "kiosk.update.kind"),
    ("update.outcome", "kiosk.update.outcome"),
    ("notice.id", "kiosk.notice.id"),
    ("bot_api.method", "kiosk.bot_api.method"),
    ("bot_api.result", "kiosk.bot_api.result"),
    // Of the MongoDB driver
    ("db.system.name", "db.system.name"),
    ("db.namespace", "db.namespace"),
    ("db.collection.name", "db.collection.name"),
    ("db.operation.name", "db.operation.name"),
    ("db.command.name", "db.command.name"),
    ("db.response.status_code", "db.response.status_code"),
    ("exception.type", "exception.type"),
];
const HTTP_STATUS: &str = "http.response.status_code";

/// Set once traces are sent.
static PROVIDER: OnceCell<SdkTracerProvider> = OnceCell::new();

/// Sends spans from now on.
pub(crate) fn start(program: &'static str) -> Result<SdkTracerProvider, TelemetryError> {
    let exporter = SpanExporter::builder().with_http().build();
    let exporter = exporter.map_err(|error| TelemetryError::Traces(error.to_string()))?;
    let processor = Cleared(BatchSpanProcessor::builder(exporter).build());
    let provider = SdkTracerProvider::builder().with_resource(resource(program)).with_span_processor(processor).build();
    Ok(PROVIDER.get_or_init(|| provider).clone())
}

/// Who sends: by the standard variables, else by the program's name.
fn resource(program: &'static str) -> Resource {
    const NAME: Key = Key::from_static_str("service.name");
    let given = Resource::builder().build();
    let is_named = given.get(&NAME).is_some_and(|name| !name.as_str().starts_with("unknown_service"));
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let builder = Resource::builder().with_attribute(version);
    if is_named { builder.build() } else { builder.with_service_name(format!("kiosk-{program}")).build() }
}

/// What makes spans of `tracing` spans of OpenTelemetry.
pub(crate) fn layer(provider: &SdkTracerProvider) -> Box<dyn Layer<Registry> + Send + Sync> {
    let is_sent = |metadata: &Metadata<'_>| {
        metadata.is_span()
            && *metadata.level() <= Level::DEBUG
            && metadata.target().split("::").next().is_some_and(|name| CRATES.contains(&name))
    };
    tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("kiosk"))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_filter(filter_fn(is_sent).with_max_level_hint(Level::DEBUG))
        .boxed()
}

/// Has a request's span go on with the trace of whoever asks (W3C Trace Context).
pub(crate) fn join_callers_trace(span: &tracing::Span, headers: &HeaderMap) {
    if PROVIDER.get().is_some() && headers.contains_key("traceparent") {
        let parent = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
        // Fails where the span is filtered out
        drop(span.set_parent(parent));
    }
}

/// Notes how a request was answered.
pub(crate) fn note_status(span: &tracing::Span, status: StatusCode) {
    if PROVIDER.get().is_some() {
        span.set_attribute(HTTP_STATUS, i64::from(status.as_u16()));
    }
}

/// Sends what has ended so far, and waits for that a little: nothing is sent while the process is frozen.
pub(crate) async fn flush() {
    if let Some(provider) = PROVIDER.get() {
        sent(spawn_blocking(|| provider.force_flush())).await;
    }
}

/// The same, for the last time.
pub(crate) async fn shut_down() {
    if let Some(provider) = PROVIDER.get() {
        sent(spawn_blocking(|| provider.shutdown_with_timeout(PATIENCE))).await;
    }
}

async fn sent(sending: tokio::task::JoinHandle<OTelSdkResult>) {
    match timeout(PATIENCE, sending).await {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(error))) => tracing::warn!(%error, "some traces are lost"),
        Ok(Err(_)) | Err(_) => tracing::warn!("some traces are lost: their receiver does not answer in time"),
    }
}

/// Passes spans on, cleared of what must not leave.
#[derive(Debug)]
struct Cleared(BatchSpanProcessor);

impl SpanProcessor for Cleared {
    fn on_start(&self, span: &mut Span, context: &opentelemetry::Context) {
        self.0.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        self.0.on_end(cleared(span));
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn shutdown_with_timeout(&self, limit: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(limit)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}

/// The span as it leaves: under a name that tells it from others, with the attributes that are allowed.
fn cleared(mut span: SpanData) -> SpanData {
    let given = std::mem::take(&mut span.attributes);
    let allowed = |attribute: KeyValue| {
        let (_, name) = ATTRIBUTES.iter().find(|(given, _)| attribute.key.as_str() == *given)?;
        Some(KeyValue::new(*name, attribute.value))
    };
    span.attributes = given.into_iter().filter_map(allowed).collect();
    span.events = opentelemetry_sdk::trace::SpanEvents::default();
    if let Status::Error { .. } = span.status {
        span.status = Status::error("");
    }
    let text = |name: &str| span.attributes.iter().find(|found| found.key.as_str() == name).map(|found| &found.value);
    let named = |name: &str| text(name).map(Value::to_string);
    match span.name.as_ref() {
        "http" => {
            let (method, route) = (named("http.request.method"), named("http.route"));
            let is_error = matches!(text(HTTP_STATUS), Some(Value::I64(500..)));
            span.name = [method, route].into_iter().flatten().collect::<Vec<_>>().join(" ").into();
            span.span_kind = SpanKind::Server;
            if is_error {
                span.status = Status::error("");
            }
        }
        "bot_api" => {
            let is_error =
                named("kiosk.bot_api.result").is_some_and(|result| !["ok", "not_modified"].contains(&&*result));
            span.name = named("kiosk.bot_api.method").unwrap_or_default().into();
            span.span_kind = SpanKind::Client;
            if is_error {
                span.status = Status::error("");
            }
        }
        _ => {}
    }
    span
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use opentelemetry::{
        InstrumentationScope,
        trace::{Event, SpanContext, SpanId},
    };
    use opentelemetry_sdk::trace::{SpanEvents, SpanLinks};

    use super::*;

    fn span(name: &'static str, attributes: Vec<KeyValue>, status: Status) -> SpanData {
        let mut events = SpanEvents::default();
        let error = KeyValue::new("exception.message", "dup key: { email: \"olena@example.com\" }");
        events.events.push(Event::new("exception", SystemTime::UNIX_EPOCH, vec![error], 0));
        SpanData {
            span_context: SpanContext::empty_context(),
            parent_span_id: SpanId::INVALID,
            parent_span_is_remote: false,
            span_kind: SpanKind::Internal,
            name: name.into(),
            start_time: SystemTime::UNIX_EPOCH,
            end_time: SystemTime::UNIX_EPOCH,
            attributes,
            dropped_attributes_count: 0,
            events,
            links: SpanLinks::default(),
            status,
            instrumentation_scope: InstrumentationScope::builder("test").build(),
        }
    }

    #[test]
    fn no_error_repeats_what_a_command_held() {
        let attributes = vec![
            KeyValue::new("db.command.name", "update"),
            KeyValue::new("db.query.text", "olena@example.com"),
            KeyValue::new("exception.message", "olena@example.com"),
            KeyValue::new("exception.type", "Command"),
        ];
        let cleared = cleared(span("update", attributes, Status::error("olena@example.com")));
        assert!(!format!("{cleared:?}").contains("olena"), "{cleared:?}");
        let names: Vec<_> = cleared.attributes.iter().map(|attribute| attribute.key.as_str()).collect();
        assert_eq!((names, cleared.status), (vec!["db.command.name", "exception.type"], Status::error("")));
    }

    #[test]
    fn a_request_is_named_by_its_route_and_fails_with_the_server_alone() {
        let request = |status: i64| {
            let attributes = vec![
                KeyValue::new("http.method", "GET"),
                KeyValue::new("http.route", "/v1/products/{id}"),
                KeyValue::new(HTTP_STATUS, status),
            ];
            let cleared = cleared(span("http", attributes, Status::Unset));
            assert_eq!((cleared.name.as_ref(), cleared.span_kind), ("GET /v1/products/{id}", SpanKind::Server));
            cleared.status
        };
        assert_eq!((request(404), request(500)), (Status::Unset, Status::error("")));
    }
}
