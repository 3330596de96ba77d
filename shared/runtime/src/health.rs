//! `/health/live` and `/health/ready`, the same for every process. (Not `/healthz`: Cloud Run's front end swallows it.)

use std::time::Duration;

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde_json::{Value, json};
use store::Store;
use tokio::time::timeout;

/// A probe waits no longer than this.
const PATIENCE: Duration = Duration::from_secs(5);

/// The health routes. Ready means: the database answers.
pub fn health(store: Store) -> Router {
    Router::new()
        .route("/health/live", get(|| async { Json(json!({ "status": "live" })) }))
        .route("/health/ready", get(ready))
        .with_state(store)
}

async fn ready(State(store): State<Store>) -> (StatusCode, Json<Value>) {
    match timeout(PATIENCE, store.ping()).await {
        Ok(Ok(())) => (StatusCode::OK, Json(json!({ "status": "ready" }))),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "database unreachable" })))
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "database does not answer" }))),
    }
}
