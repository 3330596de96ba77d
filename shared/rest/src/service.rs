//! The layers around the handlers.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{
        HeaderName, Method, StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, LOCATION, RETRY_AFTER},
    },
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use std::{any::Any, time::Duration};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    cors::{AllowOrigin, Any as Anywhere, CorsLayer},
};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    ApiState, HttpError, Origins,
    deadline::end_in_time,
    docs::docs,
    json::MAX_BODY,
    openapi,
    problem::{Problem, request_id, write_problem},
};

/// A whole service of some functions' handlers, with `/openapi.json` and `/docs` of just these.
pub fn service(state: ApiState, handlers: OpenApiRouter<ApiState>) -> Router {
    let (router, mut document) = handlers.split_for_parts();
    openapi::complete(&mut document, state.currency);
    let router = router
        .fallback(|| async { HttpError::NotFound })
        // Beside the Allow header, which axum adds
        .method_not_allowed_fallback(|| async { StatusCode::METHOD_NOT_ALLOWED })
        // As one layer, outermost first: every layer of a router's own costs each request allocations
        .layer((
            CompressionLayer::new(),
            from_fn_with_state(state.clone(), answer),
            DefaultBodyLimit::max(MAX_BODY),
            CatchPanicLayer::custom(broken),
        ));
    let router = match &state.access.origins {
        Some(origins) => router.layer(cors(origins)),
        None => router,
    };
    router.with_state(state).merge(docs(document))
}

/// What every request passes: it is counted, ends in time, and gets a body if it failed.
async fn answer(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    let request_id = request_id(&request);
    let response = match state.access.limits.request(&request) {
        Ok(()) => end_in_time(request, next).await,
        Err(error) => error.into_response(),
    };
    write_problem(response, request_id)
}

/// A handler that panicked: its message is in the log, printed by the panic itself.
fn broken(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::of(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

fn cors(origins: &Origins) -> CorsLayer {
    let layer = CorsLayer::new()
        .allow_methods([Method::GET, Method::POST, Method::PATCH, Method::PUT, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH, HeaderName::from_static("x-request-id")])
        .expose_headers([ETAG, LOCATION, RETRY_AFTER, HeaderName::from_static("x-request-id")])
        .max_age(Duration::from_secs(600));
    match origins {
        Origins::Any => layer.allow_origin(Anywhere),
        Origins::List(origins) => layer.allow_origin(AllowOrigin::list(origins.iter().cloned())),
    }
}
