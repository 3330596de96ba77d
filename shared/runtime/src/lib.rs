//! What all processes share: logs, health, serving over TCP or as a Lambda, and a
//! graceful stop.
//!
//! A function's `main` is a few lines over it:
//!
//! ```no_run
//! use clap::Args;
//! use runtime::{HttpSettings, LogSettings};
//! use store::{MongoSettings, Store};
//!
//! #[derive(Args)]
//! struct Settings {
//!     #[command(flatten)]
//!     mongo: MongoSettings,
//!     #[command(flatten)]
//!     http: HttpSettings,
//!     #[command(flatten)]
//!     log: LogSettings,
//! }
//!
//! #[tokio::main]
//! async fn main() {
//!     runtime::exit_with(run()).await
//! }
//!
//! async fn run() -> Result<(), Box<dyn std::error::Error>> {
//!     let settings: Settings = settings::Env::of_process().read()?;
//!     runtime::init_logs(&settings.log);
//!     let store = Store::open(&settings.mongo, "example").await?;
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
mod unread;
mod written;

pub use self::settings::{HttpSettings, LogFormat, LogSettings, ShopSettings, StorefrontSettings};
pub use health::health;
pub use lambda::{DirectInvocation, time_left};
pub use logs::init_logs;
pub use serve::{GRACE, ServeError, exit_with, is_frozen_between_requests, is_lambda, observed, serve, told_to_stop};
pub use written::{Connection, NextFlush};

/// Every program that links this crate allocates with it: the C library's own allocator, linked statically as in the
/// images, takes its threads' time where several of them allocate (docs/performance.md has the figures).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
