//! Serving and delivering in one process.

use axum::Router;
use runtime::RuntimeError;
use tokio_util::sync::CancellationToken;

use crate::Worker;

/// Serves until told to stop, with the worker in the background. On Lambda there is no background: there the drain is
/// called by a scheduler.
///
/// # Errors
/// Those of [`runtime::serve`].
pub async fn serve_and_deliver(router: Router, port: u16, worker: Worker) -> Result<(), RuntimeError> {
    if runtime::is_lambda() {
        return runtime::serve(router, port).await;
    }
    let stop = CancellationToken::new();
    let delivering = tokio::spawn({
        let stop = stop.clone();
        async move { worker.run(stop).await }
    });
    let served = runtime::serve(router, port).await;
    // What is under way still ends, and the lease is given back
    stop.cancel();
    if let Err(error) = delivering.await {
        tracing::error!(%error, "the worker broke off");
    }
    served
}
