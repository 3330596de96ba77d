//! What the driver tells of its work, where somebody wants to know: how long commands and waiting for a connection take,
//! and spans of the commands that a trace consists of.
//!
//! Commands are told to nobody otherwise, as the driver copies each of them for that. Nothing of what a command holds is
//! passed on: neither to metrics, which get its name, nor to spans, whose text is off.

use std::sync::Arc;

use derive_more::Debug;
use metrics::{gauge, histogram};
use mongodb::{
    event::{EventHandler, cmap::CmapEvent, command::CommandEvent},
    options::ClientOptions,
    otel::OpentelemetryOptions,
};
use opentelemetry::{
    Context, InstrumentationScope,
    trace::{Span, SpanBuilder, TraceContextExt, Tracer, TracerProvider},
};

/// What is to be told; by default nothing.
#[derive(Clone, Debug, Default)]
pub struct Instruments {
    measured: bool,
    #[debug(skip)]
    traces: Option<OpentelemetryOptions>,
}

impl Instruments {
    /// Measures commands and connections.
    #[must_use]
    pub const fn measured(mut self) -> Self {
        self.measured = true;
        self
    }

    /// Opens spans of what is done on behalf of a trace. What a worker does by itself all day belongs to none.
    #[must_use]
    pub fn traced<P, T, S>(mut self, provider: P) -> Self
    where
        P: TracerProvider<Tracer = T> + Send + Sync + 'static,
        T: Tracer<Span = S> + Send + Sync + 'static,
        S: Span + Send + Sync + 'static,
    {
        let options = OpentelemetryOptions::builder().enabled(true).query_text_max_length(0_usize);
        self.traces = Some(options.tracer_provider(WithinTraces(Arc::new(provider))).build());
        self
    }

    pub(crate) fn put_into(self, options: &mut ClientOptions) {
        if self.measured {
            options.command_event_handler = Some(EventHandler::callback(|event| measure_command(&event)));
            options.cmap_event_handler = Some(EventHandler::callback(|event| measure_connection(&event)));
        }
        options.tracing = self.traces;
    }
}

fn measure_command(event: &CommandEvent) {
    let (name, outcome, duration) = match event {
        CommandEvent::Succeeded(event) => (&event.command_name, "ok", event.duration),
        CommandEvent::Failed(event) => (&event.command_name, "error", event.duration),
        _ => return,
    };
    let labels = [("command", name.clone()), ("outcome", outcome.to_owned())];
    histogram!("kiosk_mongodb_command_duration_seconds", &labels).record(duration);
}

/// A connection that breaks while it is in use is given back before it is closed (MongoDB, "Connection Monitoring and
/// Pooling").
fn measure_connection(event: &CmapEvent) {
    let idle = || gauge!("kiosk_mongodb_connections", "state" => "idle");
    let in_use = || gauge!("kiosk_mongodb_connections", "state" => "in_use");
    let waited = |duration| histogram!("kiosk_mongodb_checkout_duration_seconds").record(duration);
    match event {
        CmapEvent::ConnectionCreated(_) => idle().increment(1),
        CmapEvent::ConnectionClosed(_) => idle().decrement(1),
        CmapEvent::ConnectionCheckedOut(event) => {
            idle().decrement(1);
            in_use().increment(1);
            waited(event.duration);
        }
        CmapEvent::ConnectionCheckedIn(_) => {
            in_use().decrement(1);
            idle().increment(1);
        }
        CmapEvent::ConnectionCheckoutFailed(event) => waited(event.duration),
        _ => {}
    }
}

/// Makes spans where a trace is under way, and none elsewhere.
struct WithinTraces<P>(Arc<P>);

struct TracerWithinTraces<T>(T);

impl<P: TracerProvider> TracerProvider for WithinTraces<P> {
    type Tracer = TracerWithinTraces<P::Tracer>;

    fn tracer_with_scope(&self, scope: InstrumentationScope) -> Self::Tracer {
        TracerWithinTraces(self.0.tracer_with_scope(scope))
    }
}

impl<T: Tracer> Tracer for TracerWithinTraces<T> {
    type Span = T::Span;

    fn build_with_context(&self, builder: SpanBuilder, parent: &Context) -> Self::Span {
        if parent.span().span_context().is_valid() {
            self.0.build_with_context(builder, parent)
        } else {
            self.0.build_with_context(builder, &parent.with_telemetry_suppressed())
        }
    }
}
