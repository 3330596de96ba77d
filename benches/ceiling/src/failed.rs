//! Why a request was not answered.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use mongodb::error::Error as DriverError;

/// Why there is no answer.
pub(crate) enum Failed {
    /// The database did not do it.
    Database(DriverError),
    /// There is no such thing, or the request makes no sense.
    Refused(StatusCode),
}

impl From<DriverError> for Failed {
    fn from(error: DriverError) -> Self {
        Self::Database(error)
    }
}

impl From<StatusCode> for Failed {
    fn from(status: StatusCode) -> Self {
        Self::Refused(status)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        match self {
            Self::Database(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
            Self::Refused(status) => status.into_response(),
        }
    }
}
