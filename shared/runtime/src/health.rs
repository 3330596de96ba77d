//! `/health/live` and `/health/ready`, the same for every process. (Not `/healthz`: Cloud Run's front end swallows it.)

use std::time::Duration;

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde_json::{Value, json};
use store::{Store, StoreError};
use tokio::time::timeout;

/// A probe waits no longer than this.
const PATIENCE: Duration = Duration::from_secs(5);

/// Warnings are left out rather than waited for: probes may have time limits of a second.
const WARNINGS_PATIENCE: Duration = Duration::from_millis(300);

/// The health routes. Ready means: the database answers, and its data are of a shape that this release works with, which
/// a newer release's migration may end. What an operator should look into is in `warnings`, and changes nothing of the
/// status.
pub fn health(store: Store) -> Router {
    Router::new()
        .route("/health/live", get(|| async { Json(json!({ "status": "live" })) }))
        .route("/health/ready", get(ready))
        .with_state(store)
}

async fn ready(State(store): State<Store>) -> (StatusCode, Json<Value>) {
    match tokio::join!(timeout(PATIENCE, store.check_version()), warnings(&store)) {
        (Ok(Ok(())), warnings) if warnings.is_empty() => (StatusCode::OK, Json(json!({ "status": "ready" }))),
        (Ok(Ok(())), warnings) => (StatusCode::OK, Json(json!({ "status": "ready", "warnings": warnings }))),
        (Ok(Err(error)), _) => {
            tracing::warn!(%error, "not ready");
            let status = match error {
                StoreError::NotMigrated { .. } | StoreError::TooNew { .. } => error.to_string(),
                _ => "database unreachable".to_owned(),
            };
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": status })))
        }
        (Err(_), _) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "database does not answer" }))),
    }
}

/// One count along an index, beside the probe's own question.
async fn warnings(store: &Store) -> Vec<String> {
    let notices = match timeout(WARNINGS_PATIENCE, store.outbox.count_undelivered()).await {
        Ok(Ok(0)) | Err(_) => return vec![],
        Ok(Ok(1)) => "1 notice".to_owned(),
        Ok(Ok(count)) => format!("{count} notices"),
        Ok(Err(error)) => {
            tracing::debug!(%error, "undelivered notices could not be counted");
            return vec![];
        }
    };
    vec![format!("{notices} to the staff could not be delivered; see `server outbox list`")]
}
