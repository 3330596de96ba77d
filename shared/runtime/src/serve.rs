//! Serving: the same router over TCP or as an AWS Lambda, until told to stop.

use std::{process::ExitCode, time::Duration};

use axum::{Router, extract::Request};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    trace::{DefaultOnResponse, TraceLayer},
};
use tracing::Level;

use crate::{RuntimeError, manager};

/// How long requests under way may take after the process was told to stop. Cloud Run kills after 10 s.
const GRACE: Duration = Duration::from_secs(8);

/// Runs a process's work; an error becomes one line on standard error and exit code 1.
pub async fn exit_on_error(run: impl Future<Output = Result<(), RuntimeError>>) -> ExitCode {
    match run.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// A router whose requests are logged, one line each without query or headers, and whose panics are answered with 500.
pub fn observed(router: Router) -> Router {
    let span = |request: &Request| tracing::info_span!("http", http.method = %request.method(), http.path = request.uri().path());
    let trace =
        TraceLayer::new_for_http().make_span_with(span).on_response(DefaultOnResponse::new().level(Level::INFO));
    router.layer(CatchPanicLayer::new()).layer(trace)
}

/// Serves until SIGTERM or SIGINT, then lets the requests under way end; as a Lambda if `AWS_LAMBDA_RUNTIME_API` is set.
///
/// A socket that systemd hands over is served instead of the port. It stays open while the process is replaced, and
/// what arrives meanwhile waits in it: so a restart refuses nobody.
///
/// # Errors
/// When the port is taken, or the Lambda runtime breaks off.
pub async fn serve(router: Router, port: u16) -> Result<(), RuntimeError> {
    let router = observed(router);
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        return lambda_http::run(router).await.map_err(|error| RuntimeError::Platform(error.to_string()));
    }
    let unusable = |source| RuntimeError::Port { port, source };
    let listener = match manager::socket().map_err(unusable)? {
        Some(listener) => listener,
        None => TcpListener::bind(("0.0.0.0", port)).await.map_err(unusable)?,
    };
    let address = listener.local_addr().map_err(unusable)?;
    tracing::info!(%address, "listening");
    let watchdog = manager::ready();
    let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
    let signal = async move {
        told_to_stop().await;
        manager::stopping();
        drop(stopping);
    };
    let server = axum::serve(listener, router).with_graceful_shutdown(signal);
    let limit = async {
        drop(stopped.await);
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        result = server.into_future() => result.map_err(unusable)?,
        () = limit => tracing::warn!("some requests did not end in time"),
    }
    if let Some(watchdog) = watchdog {
        watchdog.abort();
    }
    tracing::info!("stopped");
    Ok(())
}

async fn told_to_stop() {
    let mut signals = Vec::new();
    for kind in [SignalKind::terminate(), SignalKind::interrupt()] {
        match signal(kind) {
            Ok(signal) => signals.push(signal),
            Err(error) => tracing::error!(%error, "cannot listen for signals"),
        }
    }
    match signals.as_mut_slice() {
        [terminate, interrupt] => {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        }
        _ => std::future::pending().await,
    }
}
