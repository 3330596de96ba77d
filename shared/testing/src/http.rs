//! Requests to a REST function's router, in process, with a key or without.

use std::{
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    net::SocketAddr,
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::ConnectInfo,
    http::{
        HeaderMap, Method, Request, StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE, IF_MATCH},
    },
};
use domain::{Currency, KeyName, Scope};
use rest::{ApiState, RestSettings};
use serde_json::Value;
use store::KeySecret;
use tower::ServiceExt;
use utoipa_axum::router::OpenApiRouter;

use crate::TestDb;

/// A REST function over a database of its own.
#[derive(Debug)]
pub struct TestApi {
    pub db: TestDb,
    router: Router,
}

/// The key with every scope in a [`TestApi`].
pub const ADMIN_KEY: &str = "test-admin-key";

/// What came back.
#[derive(Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// A request to be made.
#[must_use]
#[derive(Debug)]
pub struct Asked<'a> {
    api: &'a TestApi,
    request: axum::http::request::Builder,
    body: Body,
}

impl TestApi {
    /// These handlers, in a shop whose prices are in hryvnias, with settings that do not limit.
    pub async fn open(handlers: OpenApiRouter<ApiState>) -> Self {
        Self::over(|_| handlers, unlimited()).await
    }

    /// The same of handlers that need the state to be made.
    pub async fn open_with(handlers: impl FnOnce(&ApiState) -> OpenApiRouter<ApiState>) -> Self {
        Self::over(handlers, unlimited()).await
    }

    /// These handlers with other settings.
    pub async fn with(handlers: OpenApiRouter<ApiState>, settings: RestSettings) -> Self {
        Self::over(|_| handlers, settings).await
    }

    async fn over(handlers: impl FnOnce(&ApiState) -> OpenApiRouter<ApiState>, settings: RestSettings) -> Self {
        let db = TestDb::new().await;
        let rest = ApiState::new(db.store.clone(), Currency::UAH, &settings);
        let handlers = handlers(&rest);
        Self { router: runtime::observed(rest::service(rest, handlers)), db }
    }

    /// A key with these scopes.
    pub async fn key(&self, name: &str, scopes: &[Scope]) -> String {
        // Another for every name, and the same at every run
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let mut random = [7; 40];
        random[..8].copy_from_slice(&hasher.finish().to_be_bytes());
        let (secret, name) = (KeySecret::of(random), KeyName::parse(name).expect("a name"));
        self.db.store.keys.create(&secret, name, scopes.to_vec(), None).await.expect("a key");
        secret.to_string()
    }

    /// A request without a key.
    pub fn ask(&self, method: Method, path: &str) -> Asked<'_> {
        Asked { api: self, request: Request::builder().method(method).uri(path), body: Body::empty() }
    }

    /// GET with the key that may everything.
    pub fn get(&self, path: &str) -> Asked<'_> {
        self.ask(Method::GET, path).key(ADMIN_KEY)
    }

    /// POST of JSON, with the key that may everything.
    pub fn post(&self, path: &str, body: &Value) -> Asked<'_> {
        self.ask(Method::POST, path).key(ADMIN_KEY).json(body)
    }

    /// PATCH with a JSON merge patch, with the key that may everything.
    pub fn patch(&self, path: &str, body: &Value) -> Asked<'_> {
        let asked = self.ask(Method::PATCH, path).key(ADMIN_KEY);
        asked.header(CONTENT_TYPE.as_str(), "application/merge-patch+json").body(body.to_string())
    }

    /// DELETE with the key that may everything.
    pub fn delete(&self, path: &str) -> Asked<'_> {
        self.ask(Method::DELETE, path).key(ADMIN_KEY)
    }

    /// Creates an item and changes it twice. What each request answers, body and `ETag`, must be what a GET right after
    /// shows, and the tag of one answer must allow the next change.
    pub async fn answers_what_is_stored(&self, path: &str, new: &Value, changes: [&Value; 2]) {
        let mut answer = self.post(path, new).expect(201).await;
        let item = answer.header("location").to_owned();
        self.expect_stored(&item, &answer).await;
        for change in changes {
            answer = self.patch(&item, change).header(IF_MATCH.as_str(), answer.header("etag")).expect(200).await;
            self.expect_stored(&item, &answer).await;
        }
    }

    /// A GET of this path must show what a request answered.
    pub async fn expect_stored(&self, path: &str, answer: &Answer) {
        let read = self.get(path).expect(200).await;
        assert_eq!((answer.json(), answer.header("etag")), (read.json(), read.header("etag")), "{path}");
    }
}

fn unlimited() -> RestSettings {
    RestSettings {
        admin_key: Some(ADMIN_KEY.to_owned().into()),
        origins: None,
        requests_per_second: 0,
        trusted_proxies: 0,
    }
}

impl Asked<'_> {
    /// With this key instead.
    pub fn key(mut self, key: &str) -> Self {
        if let Some(headers) = self.request.headers_mut() {
            headers.insert(AUTHORIZATION, format!("Bearer {key}").parse().expect("a header value"));
        }
        self
    }

    /// With this header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// From this address.
    pub fn from(mut self, peer: SocketAddr) -> Self {
        self.request = self.request.extension(ConnectInfo(peer));
        self
    }

    /// With this body of JSON.
    pub fn json(self, body: &Value) -> Self {
        self.header(CONTENT_TYPE.as_str(), "application/json").body(body.to_string())
    }

    /// With this body.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    /// Makes it.
    pub async fn send(self) -> Answer {
        let request = self.request.body(self.body).expect("a request");
        let response = self.api.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Makes it; the answer must have this status.
    pub async fn expect(self, status: u16) -> Answer {
        let answer = self.send().await;
        assert_eq!(answer.status.as_u16(), status, "{answer:?}");
        if answer.status.is_client_error() || answer.status.is_server_error() {
            assert_eq!(answer.header("content-type"), "application/problem+json", "{answer:?}");
            assert_eq!(answer.json()["status"], status);
        }
        answer
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A header, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("readable"))
    }

    /// The id of the item in the body.
    pub fn id(&self) -> String {
        self.json()["id"].as_str().unwrap_or_else(|| panic!("no id: {self:?}")).to_owned()
    }

    /// The pointers of a 422 or a 400.
    pub fn pointers(&self) -> Vec<String> {
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["pointer"].as_str().expect("a pointer").to_owned()).collect()
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?} {}", self.status, self.headers, String::from_utf8_lossy(&self.body))
    }
}
