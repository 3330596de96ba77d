//! The stylesheet and the scripts, compiled in. Their names change with what is in them, so that browsers keep them for good;
//! pages themselves are never kept.

use axum::{
    Router,
    body::Bytes,
    extract::Request,
    http::{
        HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
            X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use once_cell::sync::Lazy;
use sha2::{Digest, Sha256};
use tower_http::compression::CompressionLayer;

/// What a page may load and do: nothing from elsewhere, no script or style in the page itself, in nobody's frame.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

pub(crate) static STYLE: Lazy<Asset> =
    Lazy::new(|| Asset::new("office", "css", "text/css; charset=utf-8", include_bytes!("../assets/office.css")));
pub(crate) static SCRIPT: Lazy<Asset> =
    Lazy::new(|| Asset::new("office", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/office.js")));
/// htmx 2.0.11 (0BSD): what is replaced in a page without loading it anew.
pub(crate) static HTMX: Lazy<Asset> =
    Lazy::new(|| Asset::new("htmx", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/htmx.min.js")));

/// A file that pages load.
#[derive(Debug)]
pub(crate) struct Asset {
    pub(crate) path: String,
    content_type: &'static str,
    content: &'static [u8],
}

impl Asset {
    fn new(name: &str, extension: &str, content_type: &'static str, content: &'static [u8]) -> Self {
        let hash = hex::encode(&Sha256::digest(content)[..8]);
        Self { path: format!("/office/assets/{name}-{hash}.{extension}"), content_type, content }
    }

    fn response(&self) -> Response {
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static(self.content_type)),
            (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        (headers, Bytes::from_static(self.content)).into_response()
    }
}

/// The files' routes: everybody may load them.
pub(crate) fn routes() -> Router {
    let assets = [&STYLE, &SCRIPT, &HTMX].into_iter().map(|asset| -> &'static Asset { asset });
    let serve = |router: Router, asset: &'static Asset| router.route(&asset.path, get(async || asset.response()));
    assets.fold(Router::new(), serve).layer(CompressionLayer::new())
}

/// Puts on every page what protects who looks at it.
pub(crate) async fn protect(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    response
}
