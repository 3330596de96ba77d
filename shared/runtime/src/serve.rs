//! Serving: the same router over TCP or as an AWS Lambda, until told to stop.

use std::{
    convert::Infallible,
    fmt::Display,
    future::poll_fn,
    net::SocketAddr,
    pin::pin,
    process,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use axum::{
    Router,
    extract::{ConnectInfo, MatchedPath, Request},
    http::{HeaderName, HeaderValue, header::CONNECTION},
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    sync::{Notify, watch},
    task::JoinSet,
    time::timeout,
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::{DefaultOnResponse, OnResponse, TraceLayer},
};
use tracing::{Level, Span};

use crate::{
    lambda, manager, shed,
    telemetry::{self, TimedRequest},
    unread,
    written::Tracked,
};

/// How long what is under way may take after the process was told to stop. Cloud Run kills after 10 s.
pub const GRACE: Duration = Duration::from_secs(8);

/// How long a connection on which nothing was asked yet is listened to after that.
const QUIET: Duration = Duration::from_secs(1);

/// Why a process cannot serve, or not any longer.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port cannot be listened on.
    #[error("PORT={port}: {source}")]
    Port { port: u16, source: std::io::Error },
    /// The Lambda runtime broke off.
    #[error("AWS Lambda: {0}")]
    Lambda(#[source] lambda_http::Error),
}

/// Runs a process's work, then ends the process; an error becomes one line on standard error and exit code 1.
///
/// The async runtime is not shut down before: that would interrupt what the MongoDB driver does in the background, which
/// makes it panic, and there is nothing left to wait for.
pub async fn exit_with<E: Display>(run: impl Future<Output = Result<(), E>>) -> ! {
    let result = run.await;
    telemetry::shut_down().await;
    let Err(error) = result else { process::exit(0) };
    eprintln!("{error}");
    process::exit(1)
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A router whose requests carry an id, in and out, and are logged under it, one line each: with the route they matched,
/// never with the path itself, which may name a person; without query or other headers. Panics are answered with 500.
pub fn observed(router: Router) -> Router {
    let span = |request: &Request| {
        let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok());
        let span =
            tracing::info_span!("http", http.method = %request.method(), http.route = route, http.request_id = id);
        telemetry::join_callers_trace(&span, request.headers());
        span
    };
    let answered = |response: &Response, latency, span: &Span| {
        telemetry::note_status(span, response.status());
        DefaultOnResponse::new().level(Level::INFO).on_response(response, latency, span);
    };
    let trace = TraceLayer::new_for_http().make_span_with(span).on_response(answered);
    // As one layer, outermost first: every layer of a router's own costs each request allocations
    router.layer((
        from_fn(enter),
        SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid),
        PropagateRequestIdLayer::new(REQUEST_ID),
        trace,
        from_fn_with_state(shed::slots(), shed::shed),
        CatchPanicLayer::new(),
    ))
}

/// What comes first: a client's own id is taken as it is if it fits a log line, and the request is measured.
async fn enter(mut request: Request, next: Next) -> Response {
    let fits = |id: &HeaderValue| id.len() <= 128 && !id.is_empty() && id.as_bytes().iter().all(u8::is_ascii_graphic);
    if !request.headers().get(REQUEST_ID).is_some_and(fits) {
        request.headers_mut().remove(REQUEST_ID);
    }
    let timed = TimedRequest::begin(&request);
    let response = next.run(request).await;
    timed.end(response.status());
    response
}

/// Whether this process is an AWS Lambda handler.
pub fn is_lambda() -> bool {
    std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some()
}

/// Whether the platform stops this process's work as soon as a response was sent: an AWS Lambda handler, or a service of
/// Cloud Run (`K_SERVICE`), whose processor is taken away between requests.
pub fn is_frozen_between_requests() -> bool {
    is_lambda() || std::env::var_os("K_SERVICE").is_some()
}

/// Serves until SIGTERM or SIGINT, then lets the requests under way end; as a Lambda if `AWS_LAMBDA_RUNTIME_API` is set.
///
/// A socket that systemd hands over is served instead of the port. It stays open while the process is replaced, and
/// what arrives meanwhile waits in it: so a restart refuses nobody.
///
/// # Errors
/// When the port is taken, or the Lambda runtime breaks off.
pub async fn serve(router: Router, port: u16) -> Result<(), ServeError> {
    let router = observed(router);
    if is_lambda() {
        return lambda::run(router).await.map_err(ServeError::Lambda);
    }
    let unusable = |source| ServeError::Port { port, source };
    let listener = match manager::socket().map_err(unusable)? {
        Some(listener) => listener,
        None => TcpListener::bind(("0.0.0.0", port)).await.map_err(unusable)?,
    };
    let address = listener.local_addr().map_err(unusable)?;
    tracing::info!(%address, "listening");
    let watchdog = manager::ready();
    answer_until(told_to_stop(), listener, router, QUIET).await;
    if let Some(watchdog) = watchdog {
        watchdog.abort();
    }
    tracing::info!("stopped");
    Ok(())
}

/// Every connection that was accepted gets an answer, be it to a request that had not arrived when the signal did:
/// whoever is in front has been told that the connection stands. (`axum::serve` breaks such a connection off.)
async fn answer_until(told_to_stop: impl Future<Output = ()>, listener: TcpListener, router: Router, quiet: Duration) {
    let (stop, stopping) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut told_to_stop = pin!(told_to_stop);
    loop {
        tokio::select! {
            accepted = listener.accept(), if connections.len() < shed::MAX_CONNECTIONS => match accepted {
                Ok((stream, peer)) => drop(connections.spawn(answer(stream, peer, router.clone(), stopping.clone(), quiet))),
                Err(error) => {
                    // No more descriptors, mostly: others will be closed soon
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = &mut told_to_stop => break,
        }
    }
    manager::stopping();
    // Handed over by systemd it stays open, and what arrives waits in it; a port of one's own refuses from here on
    drop(listener);
    stop.send_replace(true);
    let all = async { while connections.join_next().await.is_some() {} };
    if timeout(GRACE, all).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

/// The requests of one connection.
async fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    mut stopping: watch::Receiver<bool>,
    quiet: Duration,
) {
    // An answer is written at once and whole
    drop(stream.set_nodelay(true));
    let (stream, connection) = Tracked::new(stream);
    let asked = Notify::new();
    let unread = AtomicBool::new(false);
    let service = service_fn(|mut request: hyper::Request<Incoming>| {
        asked.notify_one();
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(connection.clone());
        let answered = unread::answer(router.clone(), request);
        Box::pin(async {
            let response = answered.await;
            unread.fetch_or(response.headers().contains_key(CONNECTION), Ordering::Relaxed);
            Ok::<_, Infallible>(response)
        })
    });
    let mut serving = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    let enough = async {
        drop(stopping.wait_for(|stopping| *stopping).await);
        // hyper, too, breaks off a connection on which nothing was asked yet
        drop(timeout(quiet, asked.notified()).await);
    };
    let result = tokio::select! {
        result = poll_fn(|cx| serving.poll_without_shutdown(cx)) => result,
        () = enough => {
            std::pin::Pin::new(&mut serving).graceful_shutdown();
            poll_fn(|cx| serving.poll_without_shutdown(cx)).await
        }
    };
    match result {
        Ok(()) if unread.load(Ordering::Relaxed) => unread::close_gently(serving.into_parts().io.into_inner()).await,
        Ok(()) => drop(serving.into_parts().io.into_inner().shutdown().await),
        Err(error) => tracing::debug!(%error, "a connection broke"),
    }
}

/// Returns when the process is told to stop, by SIGTERM or SIGINT.
pub async fn told_to_stop() {
    match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        }
        (Err(error), _) | (_, Err(error)) => {
            tracing::error!(%error, "cannot listen for signals");
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::{SocketAddr, TcpStream},
    };

    use axum::routing::get;

    use super::*;

    fn ask(mut connection: &TcpStream) -> String {
        connection.write_all(b"GET / HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    fn connect(address: SocketAddr) -> std::io::Result<TcpStream> {
        let connection = TcpStream::connect(address)?;
        connection.set_read_timeout(Some(Duration::from_secs(10)))?;
        Ok(connection)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_connection_that_was_accepted_is_answered_though_the_process_was_told_to_stop() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, told) = tokio::sync::oneshot::channel::<()>();
        let router = Router::new().route("/", get(|| async { "open" }));
        // Patient enough for a busy machine: it is the request that ends the wait
        let patient = Duration::from_secs(60);
        let serving = tokio::spawn(answer_until(async move { drop(told.await) }, listener, router, patient));

        let silent = connect(address).unwrap();
        // Connections are accepted in turn: when the second has its answer, the first was accepted
        assert!(ask(&connect(address).unwrap()).ends_with("open"));
        tell.send(()).unwrap();
        // Nobody listens any more: the stop is under way
        while connect(address).is_ok() {}
        assert!(ask(&silent).ends_with("open"));
        serving.await.unwrap();
    }
}
