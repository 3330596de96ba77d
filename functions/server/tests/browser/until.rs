//! Waiting for what will be so in a moment.

use std::fmt::Display;
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Far above what a busy machine takes, so that only a real failure reaches it.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(40);

/// Tries until it succeeds; panics with what was waited for and why it is not so.
pub(crate) async fn until<T, E: Display>(what: &str, mut attempt: impl AsyncFnMut() -> Result<T, E>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        match attempt().await {
            Ok(value) => return value,
            Err(error) if Instant::now() > end => panic!("waited in vain until {what}: {error}"),
            Err(_) => sleep(PAUSE).await,
        }
    }
}
