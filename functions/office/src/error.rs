//! How a page can fail, and the one place where that becomes a status and a page in words.

use std::any::Any;

use axum::{
    extract::{Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{LOCATION, RETRY_AFTER},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use rest::HttpError;
use store::StoreError;
use telegram::TelegramError;

use crate::{
    Office,
    context::{Context, words},
    layout, sign_in,
};

/// Why a page is not shown, or a change not made.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum OfficeError {
    /// There is no session, or it has ended; where to go on afterwards.
    #[error("not signed in")]
    SignedOut { back: Option<String> },
    /// The role is not enough.
    #[error("not allowed")]
    Forbidden,
    /// The form is not of this session: it was open for too long, or is a stranger's.
    #[error("the form is not of this session")]
    Csrf,
    #[error("not found")]
    NotFound,
    /// The request cannot be read: a link that was cut off, a form that was made by hand.
    #[error("{0}")]
    Malformed(&'static str),
    /// What is sent is larger than may be.
    #[error("too large")]
    TooLarge,
    /// Somebody else was faster; the key of what to say.
    #[error("{0}")]
    Conflict(&'static str),
    #[error("too many requests")]
    TooManyRequests(u64),
    #[error(transparent)]
    Telegram(TelegramError),
    #[error("the database is unavailable")]
    Unavailable,
    /// A bug, or data that cannot be read; it stands in the log.
    #[error("internal error")]
    Internal,
}

impl From<StoreError> for OfficeError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::WrongPosition => Self::Malformed("a position of another list"),
            StoreError::NotEmptyCategory => Self::Conflict("office-error-category-not-empty"),
            StoreError::NoSuchCategory => Self::Conflict("office-error-no-such-category"),
            StoreError::Cycle => Self::Conflict("office-error-cycle"),
            StoreError::TooManyImages => Self::Conflict("office-error-too-many-photos"),
            StoreError::SkuTaken => Self::Conflict("office-error-sku-taken"),
            StoreError::Exists => Self::Conflict("office-error-exists"),
            StoreError::TooManyProducts => Self::Conflict("office-bulk-too-many-products"),
            StoreError::Stale => Self::Conflict("office-error-changed-meanwhile"),
            error if error.is_unavailable() => {
                tracing::warn!(%error, "the database is unavailable");
                Self::Unavailable
            }
            error => {
                tracing::error!(%error, "a page of the back office failed");
                Self::Internal
            }
        }
    }
}

impl From<HttpError> for OfficeError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::TooManyRequests(wait) => Self::TooManyRequests(wait.as_secs().max(1)),
            HttpError::Store(error) => error.into(),
            error => {
                tracing::error!(%error, "a page of the back office failed");
                Self::Internal
            }
        }
    }
}

impl OfficeError {
    const fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut { .. } => StatusCode::SEE_OTHER,
            Self::Forbidden | Self::Csrf => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Telegram(_) | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The key of what to say.
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::SignedOut { .. } => "office-error-signed-out",
            Self::Forbidden => "office-error-forbidden",
            Self::Csrf => "office-error-csrf",
            Self::NotFound => "office-error-not-found",
            Self::Malformed(_) => "office-error-malformed",
            Self::TooLarge => "office-error-too-large",
            Self::Conflict(key) => key,
            Self::TooManyRequests(_) => "office-error-too-many",
            Self::Telegram(_) => "office-error-telegram",
            Self::Unavailable => "office-error-unavailable",
            Self::Internal => "office-error-internal",
        }
    }
}

impl IntoResponse for OfficeError {
    /// The page is written by [`show`], which knows who asks.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A path that leads nowhere.
pub(crate) async fn not_found() -> OfficeError {
    OfficeError::NotFound
}

/// A handler that panicked: its message is in the log, printed by the panic itself.
pub(crate) fn broken(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a page of the back office panicked");
    OfficeError::Internal.into_response()
}

/// Gives an error its page.
pub(crate) async fn show(State(office): State<Office>, request: Request, next: Next) -> Response {
    let (is_partial, locale) = (request.headers().contains_key("hx-request"), sign_in::locale(&office, &request));
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<OfficeError>() else { return response };
    let context = response.extensions_mut().remove::<Context>();
    let mut shown = match (&error, context) {
        (OfficeError::SignedOut { back }, _) => sign_in::redirect(back.as_deref(), is_partial),
        (_, Some(context)) => layout::error(&context, &error).into_response(),
        (_, None) => layout::outside(words(&office, locale), &office, error.key(), None).into_response(),
    };
    if !matches!(error, OfficeError::SignedOut { .. }) {
        *shown.status_mut() = error.status();
    }
    if let OfficeError::TooManyRequests(seconds) = error {
        shown.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(allow) = response.headers().get("allow") {
        shown.headers_mut().insert("allow", allow.clone());
    }
    shown
}

/// 303: see this page next, whatever the method was.
pub(crate) fn see(path: &str) -> Response {
    let location = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/office"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}
