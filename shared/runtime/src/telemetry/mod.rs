//! What a process tells of itself: logs always, metrics where `METRICS_ADDRESS` is set, traces where
//! `OTEL_EXPORTER_OTLP_ENDPOINT` is.
//!
//! ```text
//! catalogue.rs  every metric there is, with what it says
//! metrics.rs    GET /metrics on an address of its own, and what is read when it is asked
//! traces.rs     spans to an OTLP receiver, and what of them may leave the process
//! ```
//!
//! Every crate counts by the facade `metrics` and opens spans by `tracing`. Neither does anything until it is switched on:
//! without a recorder the macros of `metrics` write nowhere, and the spans are of level `debug`, which logs leave out by
//! default.

mod catalogue;
mod metrics;
mod traces;

use store::{Instruments, MongoSettings, Store, StoreError};

pub use self::metrics::Reading;
pub(crate) use self::{
    metrics::TimedRequest,
    traces::{flush, join_callers_trace, note_status, shut_down},
};
use crate::{MetricsAddress, TelemetrySettings, logs};

/// What cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// Metrics cannot be shown there.
    #[error("METRICS_ADDRESS={address}: {source}")]
    Address { address: MetricsAddress, source: std::io::Error },
    /// Metrics cannot be kept.
    #[error("METRICS_ADDRESS: {0}")]
    Metrics(String),
    /// Traces cannot be sent.
    #[error("OTEL_EXPORTER_OTLP_ENDPOINT: {0}")]
    Traces(String),
}

/// What this process tells beside its logs.
#[derive(Debug)]
pub struct Telemetry {
    program: &'static str,
    metrics: Option<metrics::Metrics>,
    traces: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

/// Starts logging, and counting and tracing where the settings say so.
///
/// # Errors
/// [`TelemetryError::Metrics`] or [`TelemetryError::Traces`] when that cannot begin.
pub fn init_telemetry(settings: &TelemetrySettings, program: &'static str) -> Result<Telemetry, TelemetryError> {
    let traces = settings.otlp_endpoint.as_ref().map(|_| traces::start(program)).transpose()?;
    logs::init(&settings.log, traces.as_ref().map(traces::layer));
    let metrics = settings.metrics_address.clone().map(metrics::Metrics::start).transpose()?;
    Ok(Telemetry { program, metrics, traces })
}

impl Telemetry {
    /// The shop in the database that the settings name, watched as far as this process tells of it. Nothing is sent yet.
    ///
    /// # Errors
    /// [`StoreError::Uri`] or [`StoreError::NoDatabaseName`] when the connection string cannot be used.
    pub async fn open(&self, mongo: &MongoSettings) -> Result<Store, StoreError> {
        let mut instruments = Instruments::default();
        if self.metrics.is_some() {
            instruments = instruments.measured();
        }
        if let Some(provider) = &self.traces {
            instruments = instruments.traced(provider.clone());
        }
        Store::open_watched(mongo, self.program, instruments).await
    }

    /// Shows the metrics from now on, if they are to be shown: those of this shop, and what these readings add whenever
    /// somebody asks.
    ///
    /// # Errors
    /// [`TelemetryError::Address`] when the address cannot be listened on.
    pub async fn expose(self, store: &Store, readings: Vec<Reading>) -> Result<(), TelemetryError> {
        match self.metrics {
            Some(metrics) => metrics.expose(self.program, store.clone(), readings).await,
            None => Ok(()),
        }
    }
}
