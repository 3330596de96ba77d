//! How a request can fail, and the one place where that becomes a status. See `problem` for the body.

use std::{fmt, time::Duration};

use axum::{
    http::{
        HeaderValue, StatusCode,
        header::{RETRY_AFTER, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use domain::Scope;
use store::StoreError;

use crate::problem::{FieldError, Problem};

/// Why a request was not fulfilled.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The request cannot be read: a query, a cursor, a body that is not JSON.
    #[error("{detail}")]
    Malformed {
        /// What is wrong.
        detail: String,
        /// Where in the body, if it is there.
        at: Option<FieldError>,
    },
    /// The API key is missing, unknown, expired or revoked.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// The key does not allow it.
    #[error("the key lacks the scope {0}")]
    Forbidden(Scope),
    #[error("not found")]
    NotFound,
    /// It conflicts with what is stored.
    #[error("{0}")]
    Conflict(&'static str),
    /// `If-Match` names another state than the present one.
    #[error("the item has changed: read it again and retry")]
    Stale,
    /// The body is too large; the limit in bytes.
    #[error("the body is larger than {0} bytes")]
    TooLarge(usize),
    /// The media type is not supported.
    #[error("{0}")]
    UnsupportedMediaType(&'static str),
    #[error("some fields are invalid")]
    Invalid(Vec<FieldError>),
    /// Too many requests: wait so long.
    #[error("too many requests")]
    TooManyRequests(Duration),
    /// The request took longer than its route allows.
    #[error("the request took too long")]
    TimedOut,
    /// The database's word.
    #[error(transparent)]
    Store(StoreError),
}

impl HttpError {
    /// A request that cannot be read.
    pub fn malformed(detail: impl fmt::Display) -> Self {
        Self::Malformed { detail: detail.to_string(), at: None }
    }

    /// One field that holds a wrong value.
    pub fn invalid(pointer: impl Into<String>, detail: impl fmt::Display) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, detail)])
    }

    /// What the store says of a change in which the field at `pointer` names a category.
    pub fn of_category(pointer: &'static str) -> impl Fn(StoreError) -> Self {
        move |error| match error {
            StoreError::NoSuchCategory | StoreError::Cycle => Self::invalid(pointer, error),
            other => other.into(),
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed { .. } => StatusCode::BAD_REQUEST,
            Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TimedOut => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<StoreError> for HttpError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Stale => Self::Stale,
            StoreError::Exists => Self::Conflict("already exists"),
            StoreError::SkuTaken => Self::Conflict("another product has this sku"),
            StoreError::TooManyImages => Self::Conflict("the product has 10 photos, more are not possible"),
            StoreError::OtherImages => Self::invalid("/order", "does not name each of the product's photos once"),
            StoreError::NotEmptyCategory => Self::Conflict("the category holds products or subcategories"),
            StoreError::WrongPosition => Self::malformed("cursor: it belongs to another list"),
            other => Self::Store(other),
        }
    }
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Store(error) if error.is_unavailable() => StatusCode::SERVICE_UNAVAILABLE,
            other => other.status(),
        };
        if status.is_server_error() {
            // Only the log learns the cause; the line carries the request's id
            tracing::error!(error = %self, "request failed");
        }
        let mut problem = Problem::of(status);
        if !status.is_server_error() {
            problem.detail = Some(self.to_string());
        }
        match &self {
            Self::Malformed { at, .. } => problem.errors.extend(at.clone()),
            Self::Invalid(errors) => problem.errors.clone_from(errors),
            _ => {}
        }
        match self {
            Self::Unauthenticated(_) => ([(WWW_AUTHENTICATE, "Bearer")], problem).into_response(),
            Self::TooManyRequests(wait) => ([(RETRY_AFTER, seconds(wait))], problem).into_response(),
            _ if status == StatusCode::SERVICE_UNAVAILABLE => ([(RETRY_AFTER, "1")], problem).into_response(),
            _ => problem.into_response(),
        }
    }
}

/// Whole seconds, rounded up: whoever waits so long has waited long enough.
fn seconds(wait: Duration) -> HeaderValue {
    (wait.as_secs() + 1).into()
}
