//! `server health`: what a container engine asks, for which the image has no other program.

use std::{error::Error, time::Duration};

use reqwest::Client;

/// Longer than the answer takes that says that the database does not.
const PATIENCE: Duration = Duration::from_secs(8);

/// Succeeds when the process that listens on this port of the machine is ready.
pub(crate) async fn ask(port: u16) -> Result<(), Box<dyn Error>> {
    let client = Client::builder().no_proxy().timeout(PATIENCE).build()?;
    let answer = client.get(format!("http://127.0.0.1:{port}/health/ready")).send().await?;
    if answer.status().is_success() { Ok(()) } else { Err(format!("not ready: {}", answer.text().await?).into()) }
}
