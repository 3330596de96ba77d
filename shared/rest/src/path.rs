//! Ids in a path. What is not an id names nothing: 404.

use std::str::FromStr;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use domain::UserId;

use crate::{HttpError, fields::UserIdNumber};

/// What can be named in a path.
pub trait InPath: Sized + Send {
    /// What the segment names, if it can name anything.
    fn read(segment: &str) -> Option<Self>;
}

macro_rules! in_path {
    ($($id:ty),+) => {$(
        impl InPath for $id {
            fn read(segment: &str) -> Option<Self> {
                Self::from_str(segment).ok()
            }
        }
    )+};
}

in_path!(domain::BroadcastId, domain::ProductId, domain::CategoryId, domain::NewsId, domain::OrderId);

impl InPath for UserId {
    fn read(segment: &str) -> Option<Self> {
        let id = segment.parse().ok().filter(|id: &i64| id.to_string() == segment)?;
        UserIdNumber::try_from(id).ok().map(|id| Self(id.0))
    }
}

/// The id in the path.
#[derive(Debug, Clone, Copy)]
pub struct IdPath<T>(pub T);

impl<T: InPath, S: Send + Sync> FromRequestParts<S> for IdPath<T> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HttpError> {
        let Path(segment) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| HttpError::NotFound)?;
        T::read(&segment).map(Self).ok_or(HttpError::NotFound)
    }
}
