//! Metrics, as Prometheus reads them, on an address apart from the public one.
//!
//! What happens is counted where it happens. What is the case (how old the outbox is, how many updates wait) is read when
//! somebody asks, so that it costs nothing in between.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode, header::CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};
use futures_util::future::join_all;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use once_cell::sync::OnceCell;
use store::Store;
use tokio::{
    net::TcpListener,
    time::{interval, timeout},
};

use super::{TelemetryError, catalogue};
use crate::MetricsAddress;

/// Prometheus' text format.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// How long whoever asks waits for what is read then; Prometheus itself gives up after ten seconds.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often measurements that nobody asked for are summed up: until then, each takes memory.
const UPKEEP: Duration = Duration::from_secs(5);

/// Sets gauges to what is the case, when somebody asks. It is cut off after a few seconds.
pub type Reading = Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Set once metrics are kept: requests are not measured in vain.
static KEPT: OnceCell<()> = OnceCell::new();

/// Metrics that are kept, to be shown there.
pub(crate) struct Metrics {
    address: MetricsAddress,
    handle: PrometheusHandle,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").field("address", &self.address).finish_non_exhaustive()
    }
}

struct Shown {
    handle: PrometheusHandle,
    store: Store,
    readings: Vec<Reading>,
}

impl Metrics {
    /// Keeps metrics from now on.
    pub(crate) fn start(address: MetricsAddress) -> Result<Self, TelemetryError> {
        let failed = |error: &dyn fmt::Display| TelemetryError::Metrics(error.to_string());
        let seconds = Matcher::Suffix("_duration_seconds".to_owned());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &catalogue::BUCKETS);
        let recorder = builder.map_err(|error| failed(&error))?.build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).map_err(|error| failed(&error))?;
        catalogue::describe();
        // A rate is known from the first one on, not from the second
        counter!("kiosk_claims_busy_total").absolute(0);
        KEPT.get_or_init(|| ());
        Ok(Self { address, handle })
    }

    /// Shows them until the process ends: they are of most use while it stops.
    pub(crate) async fn expose(
        self,
        program: &'static str,
        store: Store,
        readings: Vec<Reading>,
    ) -> Result<(), TelemetryError> {
        let Self { address, handle } = self;
        gauge!("kiosk_build_info", "program" => program, "version" => env!("CARGO_PKG_VERSION")).set(1);
        let listening = async {
            let listener = TcpListener::bind(address.as_str()).await?;
            tracing::info!(metrics = %listener.local_addr()?, "metrics are shown");
            Ok(listener)
        };
        let listener = listening.await.map_err(|source| TelemetryError::Address { address, source })?;
        let upkeep = handle.clone();
        let shown = Arc::new(Shown { handle, store, readings });
        let router = Router::new().route("/metrics", get(show)).with_state(shown);
        tokio::spawn(async move { axum::serve(listener, router).await });
        tokio::spawn(async move {
            let mut turns = interval(UPKEEP);
            loop {
                turns.tick().await;
                upkeep.run_upkeep();
            }
        });
        Ok(())
    }
}

async fn show(State(shown): State<Arc<Shown>>) -> impl IntoResponse {
    let readings = join_all(shown.readings.iter().map(|read| timeout(PATIENCE, read())));
    tokio::join!(readings, read_store(&shown.store));
    ([(CONTENT_TYPE, TEXT)], shown.handle.render())
}

/// What cannot be read now is not a number, rather than what it was before.
async fn read_store(store: &Store) {
    let (ready, oldest, undelivered, left) = tokio::join!(
        timeout(PATIENCE, store.check_version()),
        timeout(PATIENCE, store.outbox.oldest_due()),
        timeout(PATIENCE, store.outbox.count_undelivered()),
        timeout(PATIENCE, store.broadcasts.recipients_left()),
    );
    gauge!("kiosk_ready").set(if matches!(ready, Ok(Ok(()))) { 1.0 } else { 0.0 });
    let oldest = oldest.ok().and_then(Result::ok).map(|age| age.as_secs_f64());
    gauge!("kiosk_outbox_oldest_due_seconds").set(oldest.unwrap_or(f64::NAN));
    let undelivered = undelivered.ok().and_then(Result::ok);
    gauge!("kiosk_outbox_undelivered").set(undelivered.map_or(f64::NAN, as_gauge));
    let left = left.ok().and_then(Result::ok);
    gauge!("kiosk_broadcast_recipients_left").set(left.map_or(f64::NAN, as_gauge));
}

#[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 customers")]
const fn as_gauge(count: u64) -> f64 {
    count as f64
}

/// A request, from before it is handled.
pub(crate) struct TimedRequest(Option<(Instant, &'static str, Option<MatchedPath>)>);

impl TimedRequest {
    pub(crate) fn begin(request: &Request) -> Self {
        let measured =
            || (Instant::now(), method(request.method()), request.extensions().get::<MatchedPath>().cloned());
        Self(KEPT.get().map(|()| measured()))
    }

    /// By its route, never by its path: paths are without end, and may name a person.
    pub(crate) fn end(self, status: StatusCode) {
        let Some((begun, method, route)) = self.0 else { return };
        let route = route.map_or_else(String::new, |route| route.as_str().to_owned());
        let labels = [("method", method.to_owned()), ("route", route), ("status", status.as_str().to_owned())];
        histogram!("kiosk_http_request_duration_seconds", &labels).record(begun.elapsed());
    }
}

/// Clients may make up others.
const fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
