//! What all processes share: settings from the environment, logs, health, serving over TCP or as a Lambda, and a
//! graceful stop.
//!
//! A function's `main` is a few lines over it:
//!
//! ```no_run
//! use runtime::{Env, MongoSettings, exit_on_error, serve};
//!
//! #[tokio::main]
//! async fn main() -> std::process::ExitCode {
//!     exit_on_error(run()).await
//! }
//!
//! async fn run() -> Result<(), Box<dyn std::error::Error>> {
//!     let env = Env::of_process();
//!     runtime::init_logs(&env)?;
//!     let store = runtime::open_store(&MongoSettings::read(&env)?, "example").await?;
//!     Ok(serve(runtime::health(store), runtime::port(&env)?).await?)
//! }
//! ```
mod env;
mod health;
mod logs;
mod manager;
mod serve;
mod settings;
mod shed;
mod unread;
mod written;

pub use env::Env;
pub use health::health;
pub use logs::init_logs;
pub use serve::{
    GRACE, ServeError, exit_on_error, is_frozen_between_requests, is_lambda, observed, serve, told_to_stop,
};
pub use settings::{
    BotSettings, DeliverySettings, MongoSettings, Origins, RestSettings, SettingError, ShopSettings, TelegramSettings,
    command, open_store, port,
};

pub use written::{Connection, NextFlush};

/// Every program that links this crate allocates with it: the C library's own allocator, linked statically as in the
/// images, takes its threads' time where several of them allocate (docs/performance.md has the figures).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
