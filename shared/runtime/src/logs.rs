//! Logs: for people on a terminal, for Cloud Logging elsewhere.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, Layer, Registry, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{Env, RuntimeError};

/// Starts logging to standard error, as `LOG_FORMAT` and `RUST_LOG` say.
///
/// # Errors
/// When one of them is malformed.
pub fn init_logs(env: &Env) -> Result<(), RuntimeError> {
    let filter = EnvFilter::builder().parse(env.get("RUST_LOG").unwrap_or_else(|| "info".to_owned()));
    let filter = filter.map_err(|error| RuntimeError::Platform(format!("RUST_LOG: {error}")))?;
    let default = if std::io::stderr().is_terminal() { "pretty" } else { "json" };
    let layer: Box<dyn Layer<Registry> + Send + Sync> = match env.get("LOG_FORMAT").as_deref().unwrap_or(default) {
        "pretty" => tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false).compact().boxed(),
        "json" => tracing_stackdriver::layer().with_writer(std::io::stderr).boxed(),
        _ => return Err(RuntimeError::Platform("LOG_FORMAT: not one of json, pretty".to_owned())),
    };
    // A second call, as in a test, keeps the first one's
    drop(tracing_subscriber::registry().with(layer.with_filter(filter)).try_init());
    Ok(())
}
