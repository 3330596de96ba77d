//! What all processes share: logs, metrics and traces, health, serving over TCP or as a Lambda, and a
//! graceful stop.
//!
//! A function's `main` is a few lines over it:
//!
//! ```no_run
//! use clap::Args;
//! use runtime::{HttpSettings, TelemetrySettings};
//! use store::MongoSettings;
//!
//! #[derive(Args)]
//! struct Settings {
//!     #[command(flatten)]
//!     mongo: MongoSettings,
//!     #[command(flatten)]
//!     http: HttpSettings,
//!     #[command(flatten)]
//!     telemetry: TelemetrySettings,
//! }
//!
//! #[tokio::main]
//! async fn main() {
//!     runtime::exit_with(run()).await
//! }
//!
//! async fn run() -> Result<(), Box<dyn std::error::Error>> {
//!     let settings: Settings = settings::Env::of_process().read()?;
//!     let telemetry = runtime::init_telemetry(&settings.telemetry, "example")?;
//!     let store = telemetry.open(&settings.mongo).await?;
//!     telemetry.expose(&store, vec![]).await?;
//!     Ok(runtime::serve(runtime::health(store), settings.http.port).await?)
//! }
//! ```
mod health;
mod lambda;
mod logs;
mod manager;
mod serve;
mod settings;
mod shed;
mod telemetry;
mod unread;
mod written;

pub use self::settings::{
    HttpSettings, LogFormat, LogSettings, MetricsAddress, ShopSettings, StorefrontSettings, TelemetrySettings,
};
pub use health::health;
pub use lambda::{DirectInvocation, time_left};
pub use logs::init_logs;
pub use serve::{GRACE, ServeError, exit_with, is_frozen_between_requests, is_lambda, observed, serve, told_to_stop};
pub use telemetry::{Reading, Telemetry, TelemetryError, init_telemetry};
pub use written::{Connection, NextFlush};

/// Every program that links this crate allocates with it: the C library's own allocator, linked statically as in the
/// images, takes its threads' time where several of them allocate (docs/performance.md has the figures).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
