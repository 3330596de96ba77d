//! A handler's fault is problem+json, and tells no more than it should.

use std::time::Duration;

use rest::HttpError;
use serde_json::json;
use testing::TestApi;
use utoipa_axum::{router::OpenApiRouter, routes};

#[utoipa::path(get, path = "/v1/broken", responses((status = 200)))]
async fn broken() -> Result<(), HttpError> {
    panic!("the secret is 42")
}

#[tokio::test]
async fn a_panic_tells_nothing_but_the_requests_id() {
    let api = TestApi::open(OpenApiRouter::new().routes(routes!(broken))).await;
    let answer = api.get("/v1/broken").header("X-Request-Id", "42a").expect(500).await;
    let told = json!({ "type": "about:blank", "title": "Internal Server Error", "status": 500, "request_id": "42a" });
    assert_eq!(answer.json(), told);
}

#[utoipa::path(get, path = "/v1/endless", responses((status = 200)))]
async fn endless() -> Result<(), HttpError> {
    std::future::pending().await
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_503() {
    let endless = OpenApiRouter::new().routes(routes!(endless));
    let api = TestApi::open(rest::with_deadline(endless, Duration::from_millis(50))).await;
    let answer = api.get("/v1/endless").header("X-Request-Id", "d").expect(503).await;
    assert_eq!(answer.header("retry-after"), "1");
    let told = json!({ "type": "about:blank", "title": "Service Unavailable", "status": 503, "request_id": "d" });
    assert_eq!(answer.json(), told);
}
