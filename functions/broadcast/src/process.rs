//! Serving and delivering in one process.

use axum::Router;
use runtime::ServeError;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::Worker;

/// Serves until told to stop, with the worker in the background. Where the processor is taken away between requests
/// ([`runtime::is_frozen_between_requests`]) there is no background: a worker frozen with messages under way would send
/// them again when it wakes. There a scheduler calls the drain.
///
/// At the signal the worker stops together with HTTP, and drains that are being served with it: platforms kill the
/// process soon after.
///
/// # Errors
/// Those of [`runtime::serve`].
pub async fn serve_and_deliver(router: Router, port: u16, worker: Worker) -> Result<(), ServeError> {
    if runtime::is_lambda() {
        return runtime::serve(router, port).await;
    }
    let signal = tokio::spawn({
        let worker = worker.clone();
        async move {
            runtime::told_to_stop().await;
            worker.stop();
        }
    });
    let in_background = !runtime::is_frozen_between_requests();
    let delivering = in_background.then(|| tokio::spawn(deliver(worker.clone())));
    let served = runtime::serve(router, port).await;
    // Without a signal if it could not serve
    worker.stop();
    signal.abort();
    if let Some(delivering) = delivering
        && let Err(error) = delivering.await
    {
        tracing::error!(%error, "the worker broke off");
    }
    served
}

/// Delivers until the worker is stopped, and no longer than the process may live after that.
async fn deliver(worker: Worker) {
    let too_late = async {
        worker.stopping().await;
        sleep(runtime::GRACE).await;
    };
    tokio::select! {
        () = worker.run(CancellationToken::new()) => {}
        () = too_late => tracing::warn!("the worker did not end in time: the lease stays until it lapses"),
    }
}
