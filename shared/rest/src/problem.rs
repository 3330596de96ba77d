//! `application/problem+json` (RFC 9457), for every error that leaves: those of our own, and what axum rejects by
//! itself, such as an unknown path or a method that is not allowed.
//!
//! ```json
//! { "type": "about:blank", "title": "Unprocessable Entity", "status": 422, "detail": "some fields are invalid",
//!   "errors": [{ "pointer": "/price/amount", "detail": "is not between 0 and 99999999999" }] }
//! ```

use std::fmt;

use axum::{
    Json,
    extract::Request,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// The media type.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";
const REQUEST_ID: &str = "x-request-id";

/// What went wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    /// The status in words.
    #[schema(example = "Not Found")]
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong with this request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) detail: Option<String>,
    /// Which fields are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(crate) errors: Vec<FieldError>,
    /// Under which id the cause stands in the log; with a 5xx.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the body; empty for the body as a whole.
    #[schema(example = "/price/amount")]
    pub pointer: String,
    /// What is wrong.
    #[schema(example = "is not between 0 and 99999999999")]
    pub detail: String,
}

impl FieldError {
    /// What is wrong with the field at `pointer`.
    pub fn new(pointer: impl Into<String>, detail: impl fmt::Display) -> Self {
        Self { pointer: pointer.into(), detail: detail.to_string() }
    }
}

impl Problem {
    pub(crate) fn of(status: StatusCode) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: None,
            errors: vec![],
            request_id: None,
        }
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl IntoResponse for Problem {
    /// The body is written by [`write_problem`], which knows the request.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The id of a request, by which the log knows it.
pub(crate) fn request_id(request: &Request) -> Option<HeaderValue> {
    request.headers().get(REQUEST_ID).cloned()
}

/// Gives an error its body.
pub(crate) fn write_problem(response: Response, request_id: Option<HeaderValue>) -> Response {
    let (mut parts, body) = response.into_parts();
    if !parts.status.is_client_error() && !parts.status.is_server_error() {
        return Response::from_parts(parts, body);
    }
    let mut problem = parts.extensions.remove::<Problem>().unwrap_or_else(|| Problem::of(parts.status));
    let request_id = request_id.filter(|_| parts.status.is_server_error());
    problem.request_id = request_id.and_then(|id| id.to_str().ok().map(str::to_owned));
    // Allow, WWW-Authenticate and Retry-After stay; what described the old body goes
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    let (_, body) = Json(problem).into_response().into_parts();
    Response::from_parts(parts, body)
}
