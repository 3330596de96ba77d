//! Every error is problem+json, and tells no more than it should.

use axum::http::Method;
use domain::{Clock, Currency};
use rest::{ApiState, RestSettings};
use serde_json::json;
use testing::{ADMIN_KEY, TestApi};
use tower::ServiceExt;

use server::resources;

#[tokio::test]
async fn what_axum_rejects_by_itself_is_a_problem_too() {
    let api = TestApi::open(resources()).await;
    for path in ["/", "/v1", "/v1/unknown", "/v1/products/", "/v1/products/x/y", "/v2/products", "//v1/products"] {
        let answer = api.get(path).expect(404).await;
        assert_eq!(answer.json()["title"], "Not Found", "{path}");
    }
    let answer = api.ask(Method::PUT, "/v1/products").expect(405).await;
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
    let answer = api.ask(Method::TRACE, "/v1/news/x").expect(405).await;
    assert_eq!(answer.header("allow"), "GET,HEAD,PATCH,DELETE");
    assert_eq!(answer.json(), json!({ "type": "about:blank", "title": "Method Not Allowed", "status": 405 }));
}

#[tokio::test]
async fn a_body_of_another_kind_is_415() {
    let api = TestApi::open(resources()).await;
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/merge-patch+json", "json", ""]
    {
        let asked = api.ask(Method::POST, "/v1/categories").key(ADMIN_KEY).header("content-type", content_type);
        asked.body(r#"{"title": "a"}"#).expect(415).await;
    }
    api.ask(Method::POST, "/v1/categories").key(ADMIN_KEY).body(r#"{"title": "a"}"#).expect(415).await;
    for content_type in ["application/json", "application/json; charset=utf-8", "Application/JSON"] {
        let asked = api.ask(Method::POST, "/v1/categories").key(ADMIN_KEY).header("content-type", content_type);
        asked.body(r#"{"title": "a"}"#).expect(201).await;
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_is_400_with_its_place() {
    let api = TestApi::open(resources()).await;
    let brackets = "[".repeat(1 << 20);
    let objects = "{\"a\":".repeat(1 << 17);
    let bodies: [&[u8]; 12] = [
        b"",
        b"{",
        b"title=a",
        b"{\"title\": \"a\"} {}",
        b"{'title': 'a'}",
        b"{\"title\": \"\\ud800\"}",
        b"{\"title\": \"a\x00\"}",
        b"{\"title\": \"\xff\"}",
        b"{\"title\": 1e999}",
        b"{\"title\": NaN}",
        brackets.as_bytes(),
        objects.as_bytes(),
    ];
    for body in bodies {
        let asked = api.ask(Method::POST, "/v1/categories").key(ADMIN_KEY).header("content-type", "application/json");
        let answer = asked.body(body.to_vec()).expect(400).await;
        assert_eq!(answer.pointers().len(), 1, "{answer:?}");
        assert_eq!(answer.json()["detail"], "the body is not JSON");
    }
}

#[tokio::test]
async fn duplicate_keys_are_422() {
    let api = TestApi::open(resources()).await;
    let asked = api.ask(Method::POST, "/v1/categories").key(ADMIN_KEY).header("content-type", "application/json");
    let answer = asked.body(r#"{"title": "a", "title": "b"}"#).expect(422).await;
    assert_eq!(answer.pointers(), ["/title"]);
}

#[tokio::test]
async fn a_body_over_one_mebibyte_is_413() {
    let api = TestApi::open(resources()).await;
    let body = |length: usize| format!(r#"{{"title": "a"{}}}"#, " ".repeat(length - 14));
    for (length, status) in [(1 << 20, 201), ((1 << 20) + 1, 413)] {
        let asked = api.ask(Method::POST, "/v1/categories").key(ADMIN_KEY).header("content-type", "application/json");
        asked.body(body(length)).expect(status).await;
    }
}

#[tokio::test]
async fn who_may_not_write_is_told_so_before_the_body_is_read() {
    let api = TestApi::open(resources()).await;
    api.ask(Method::POST, "/v1/categories").body("{").expect(401).await;
}

#[tokio::test]
async fn a_request_keeps_its_id_if_it_fits_a_log_line() {
    let api = TestApi::open(resources()).await;
    let answer = api.get("/v1/news").header("X-Request-Id", "order-42.a_b").expect(200).await;
    assert_eq!(answer.header("x-request-id"), "order-42.a_b");
    for odd in ["", "two words", &"x".repeat(129), "ї"] {
        let answer = api.get("/v1/news").header("X-Request-Id", odd).expect(200).await;
        assert_eq!(answer.header("x-request-id").len(), 36, "a new one instead of {odd}");
    }
    let answer = api.get("/v1/unknown").header("X-Request-Id", "a").expect(404).await;
    assert_eq!(answer.header("x-request-id"), "a");
    assert!(answer.json()["request_id"].is_null(), "only our own faults are looked up in the log");
}

#[tokio::test]
async fn a_document_that_cannot_be_read_tells_nothing_but_the_requests_id() {
    let api = TestApi::open(resources()).await;
    let categories = api.db.raw().collection::<bson::Document>("categories");
    let id = bson::oid::ObjectId::new();
    categories.insert_one(bson::doc! { "_id": id, "title": "half" }).await.unwrap();
    let answer = api.get(&format!("/v1/categories/{id}")).header("X-Request-Id", "b").expect(500).await;
    let told = json!({ "type": "about:blank", "title": "Internal Server Error", "status": 500, "request_id": "b" });
    assert_eq!(answer.json(), told);
}

/// The API over this store, with a key that may everything.
fn rest(store: store::Store) -> ApiState {
    let settings = RestSettings {
        admin_key: Some(ADMIN_KEY.to_owned().into()),
        origins: None,
        requests_per_second: 0,
        trusted_proxies: 0,
    };
    ApiState::new(store, Currency::UAH, &settings)
}

#[tokio::test]
async fn a_database_that_accepts_connections_and_never_answers_is_503() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("mongodb://{}/x?serverSelectionTimeoutMS=300", listener.local_addr().unwrap());
    let silent = tokio::spawn(async move {
        let mut accepted = vec![];
        while let Ok(connection) = listener.accept().await {
            accepted.push(connection);
        }
    });
    let store = store::Store::new(&store::connect(&uri, "test").await.unwrap(), Clock::fixed(testing::now())).unwrap();
    let router = runtime::observed(rest::service(rest(store), resources()));
    let request = axum::http::Request::get("/v1/products").body(axum::body::Body::empty()).unwrap();
    assert_eq!(router.oneshot(request).await.unwrap().status().as_u16(), 503);
    silent.abort();
}

#[tokio::test]
async fn a_database_that_is_gone_is_503() {
    let uri = "mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=200";
    let client = store::connect(uri, "test").await.unwrap();
    let store = store::Store::new(&client, Clock::fixed(testing::now())).unwrap();
    let router = runtime::observed(rest::service(rest(store), resources()));
    let key = format!("Bearer {ADMIN_KEY}");
    for (method, path) in
        [("GET", "/v1/products"), ("GET", "/v1/users/7"), ("DELETE", "/v1/news/6553f1b2a7c9d40012ab34cd")]
    {
        let request = axum::http::Request::builder().method(method).uri(path).header("Authorization", &key);
        let request = request.header("X-Request-Id", "c").body(axum::body::Body::empty()).unwrap();
        let answer = router.clone().oneshot(request).await.unwrap();
        let wait = answer.headers().get("retry-after").cloned();
        assert_eq!((answer.status().as_u16(), wait), (503, "1".parse().ok()), "{method} {path}");
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let told = json!({ "type": "about:blank", "title": "Service Unavailable", "status": 503, "request_id": "c" });
        assert_eq!(body, told);
    }
}
