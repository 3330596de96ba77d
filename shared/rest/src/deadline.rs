//! How long a request may take. Clients and proxies give up at some point; the shop does so before them, so that they get
//! an answer and what the request holds is free again.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::Request,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use futures_util::poll;
use tokio::time::{Instant, timeout_at};
use utoipa_axum::router::OpenApiRouter;

use crate::{ApiState, HttpError};

/// For routes that say nothing else.
const DEADLINE: Duration = Duration::from_secs(30);

/// The deadline of one request, in milliseconds from its beginning. Routes change it on the way to their handler.
#[derive(Clone, Debug)]
struct Deadline(Arc<AtomicU64>);

impl Deadline {
    fn set(&self, limit: Duration) {
        self.0.store(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn after(&self, began: Instant) -> Instant {
        began + Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// Gives these routes another deadline than 30 seconds.
pub fn with_deadline(routes: OpenApiRouter<ApiState>, limit: Duration) -> OpenApiRouter<ApiState> {
    routes.layer(from_fn(move |request: Request, next: Next| async move {
        if let Some(deadline) = request.extensions().get::<Deadline>() {
            deadline.set(limit);
        }
        next.run(request).await
    }))
}

/// Ends a request that takes too long, with 503.
pub(crate) async fn end_in_time(mut request: Request, next: Next) -> Response {
    let (began, deadline) = (Instant::now(), Deadline(Arc::default()));
    deadline.set(DEADLINE);
    request.extensions_mut().insert(deadline.clone());
    let mut response = pin!(next.run(request));
    // As far as the route, which may set another deadline
    if let std::task::Poll::Ready(response) = poll!(response.as_mut()) {
        return response;
    }
    match timeout_at(deadline.after(began), response).await {
        Ok(response) => response,
        Err(_) => HttpError::TimedOut.into_response(),
    }
}
