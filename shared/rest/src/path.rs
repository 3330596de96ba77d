//! Ids in a path. What is not an id names nothing: 404.

use std::str::FromStr;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use crate::HttpError;

/// The id in the path.
#[derive(Debug, Clone, Copy)]
pub struct IdPath<T>(pub T);

impl<T: FromStr + Send, S: Send + Sync> FromRequestParts<S> for IdPath<T> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HttpError> {
        let Path(segment) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| HttpError::NotFound)?;
        segment.parse().map(Self).map_err(|_| HttpError::NotFound)
    }
}
