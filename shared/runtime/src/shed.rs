//! Load shedding: a process takes on only so many requests at a time and refuses the others at once. Those it took on are
//! answered in time, and its memory stays bounded.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::sync::Semaphore;

/// How many requests are in progress at most. More would not be answered sooner: they wait for the same few connections
/// to the database.
pub(crate) const MAX_REQUESTS: usize = 256;
/// How many connections are open at most; others wait to be accepted.
pub(crate) const MAX_CONNECTIONS: usize = 4_096;

/// RFC 9457.
const PROBLEM: &str = r#"{"type":"about:blank","title":"Service Unavailable","status":503}"#;

pub(crate) fn slots() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(MAX_REQUESTS))
}

/// Answers 503 where all slots are taken. Probes are answered all the same: a process that is busy is not ill.
pub(crate) async fn shed(State(slots): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/health/") {
        return next.run(request).await;
    }
    // The slot is given back when the response is there
    let Ok(_slot) = slots.try_acquire() else { return refused() };
    next.run(request).await
}

fn refused() -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
        (RETRY_AFTER, HeaderValue::from_static("1")),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, headers, PROBLEM).into_response()
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, middleware::from_fn_with_state, routing::get};
    use tokio::sync::Notify;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn what_is_too_much_is_refused_but_for_probes() {
        let (slots, finish) = (Arc::new(Semaphore::new(1)), Arc::new(Notify::new()));
        let wait = finish.clone();
        let router = Router::new()
            .route("/slow", get(|| async move { wait.notified().await }))
            .route("/health/live", get(|| async {}))
            .layer(from_fn_with_state(slots.clone(), shed));
        let ask = |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let response = router.clone().oneshot(request);
            async { response.await.unwrap() }
        };
        let slow = tokio::spawn(ask("/slow"));
        while slots.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = ask("/slow").await;
        assert_eq!(
            (refused.status(), refused.headers()[RETRY_AFTER].to_str().unwrap()),
            (StatusCode::SERVICE_UNAVAILABLE, "1")
        );
        assert_eq!(ask("/health/live").await.status(), StatusCode::OK);
        finish.notify_one();
        assert_eq!(slow.await.unwrap().status(), StatusCode::OK);
        finish.notify_one();
        assert_eq!(ask("/slow").await.status(), StatusCode::OK, "the slot is free again");
    }
}
