//! `/openapi.json`, and `/docs` to read it: one page and one script, both out of this binary (RapiDoc 9.3.8, MIT; its
//! license lies beside it in `docs/`). Nothing comes from elsewhere.

use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    response::{Html, IntoResponse},
    routing::get,
};
use utoipa::openapi::OpenApi;

use crate::openapi::introduce;

const SCRIPT: &[u8] = include_bytes!("../docs/rapidoc-min.js.gz");
const PAGE: &str = include_str!("../docs/page.html");
/// The script styles its own elements, and draws its icons from data URLs.
const POLICY: &str =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:";

/// The routes of a process without an API: its document names no path.
pub fn no_docs() -> Router {
    docs(OpenApi::default())
}

/// The routes of a document.
pub fn docs(mut document: OpenApi) -> Router {
    introduce(&mut document);
    let json = axum::body::Bytes::from(document.to_json().unwrap_or_default());
    let document = move || {
        let json = json.clone();
        async move { ([(CONTENT_TYPE, "application/json")], json) }
    };
    let script = || async {
        let headers =
            [(CONTENT_TYPE, "text/javascript"), (CONTENT_ENCODING, "gzip"), (CACHE_CONTROL, "public, max-age=86400")];
        (headers, SCRIPT).into_response()
    };
    Router::new()
        .route("/openapi.json", get(document))
        .route("/docs", get(|| async { ([(CONTENT_SECURITY_POLICY, POLICY)], Html(PAGE)) }))
        .route("/docs/rapidoc.js", get(script))
}
