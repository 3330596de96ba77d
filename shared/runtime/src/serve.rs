//! Serving: the same router over TCP or as an AWS Lambda, until told to stop.

use std::{net::SocketAddr, process::ExitCode, time::Duration};

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::{Next, from_fn},
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::{DefaultOnResponse, TraceLayer},
};
use tracing::Level;

use crate::RuntimeError;

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

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A router whose requests carry an id, in and out, and are logged under it, one line each without query or other
/// headers; panics are answered with 500.
pub fn observed(router: Router) -> Router {
    let span = |request: &Request| {
        let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok());
        tracing::info_span!("http", http.method = %request.method(), http.path = request.uri().path(), http.request_id = id)
    };
    let trace =
        TraceLayer::new_for_http().make_span_with(span).on_response(DefaultOnResponse::new().level(Level::INFO));
    router
        .layer(CatchPanicLayer::new())
        .layer(trace)
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(from_fn(drop_odd_request_id))
}

/// A client's own id is taken as it is if it fits a log line.
async fn drop_odd_request_id(mut request: Request, next: Next) -> axum::response::Response {
    let fits = |id: &HeaderValue| id.len() <= 128 && !id.is_empty() && id.as_bytes().iter().all(u8::is_ascii_graphic);
    if !request.headers().get(REQUEST_ID).is_some_and(fits) {
        request.headers_mut().remove(REQUEST_ID);
    }
    next.run(request).await
}

/// Whether this process is an AWS Lambda handler.
pub fn is_lambda() -> bool {
    std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some()
}

/// Serves until SIGTERM or SIGINT, then lets the requests under way end; as a Lambda if `AWS_LAMBDA_RUNTIME_API` is set.
///
/// # Errors
/// When the port is taken, or the Lambda runtime breaks off.
pub async fn serve(router: Router, port: u16) -> Result<(), RuntimeError> {
    let router = observed(router);
    if is_lambda() {
        return lambda_http::run(router).await.map_err(|error| RuntimeError::Platform(error.to_string()));
    }
    let listener = TcpListener::bind(("0.0.0.0", port)).await.map_err(|source| RuntimeError::Port { port, source })?;
    let address = listener.local_addr().map_err(|source| RuntimeError::Port { port, source })?;
    tracing::info!(%address, "listening");
    let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
    let signal = async move {
        told_to_stop().await;
        drop(stopping);
    };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(signal);
    let limit = async {
        drop(stopped.await);
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        result = server.into_future() => result.map_err(|source| RuntimeError::Port { port, source })?,
        () = limit => tracing::warn!("some requests did not end in time"),
    }
    tracing::info!("stopped");
    Ok(())
}

/// Returns when the process is told to stop, by SIGTERM or SIGINT.
pub async fn told_to_stop() {
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
