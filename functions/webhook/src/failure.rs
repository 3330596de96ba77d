//! Why an update was not handled, and whether delivering it again can help.
//!
//! Telegram keeps the updates of a chat in order and repeats the first one until it is answered with 200: an update that
//! is answered with 503 for ever locks its chat, and enough of them stop the bot. So 503 is for what passes by itself.

use domain::DomainError;
use store::StoreError;
use telegram::TelegramError;

/// Why an update was not handled.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Telegram(#[from] TelegramError),
    #[error("another update of the chat is still being handled")]
    Busy,
    #[error("handling took too long")]
    TooLong,
    #[error("the claim lapsed before the update was handled")]
    ClaimLost,
    #[error("handling panicked")]
    Panicked,
    #[error("gave up after {attempts} attempts and {deferrals} deferrals")]
    TooManyAttempts { attempts: u32, deferrals: u32 },
}

impl From<DomainError> for Failure {
    fn from(error: DomainError) -> Self {
        Self::Store(error.into())
    }
}

impl Failure {
    /// For what passes: after how many seconds a redelivery may succeed. `None` where no repetition can help.
    pub(crate) fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Store(error) => error.is_unavailable().then_some(2),
            Self::Telegram(TelegramError::RetryAfter(pause)) => Some(*pause),
            Self::Telegram(TelegramError::Unavailable(_)) => Some(5),
            // Until the token is replaced
            Self::Telegram(TelegramError::Unauthorized(_)) => Some(30),
            Self::Busy | Self::ClaimLost | Self::TooLong => Some(1),
            Self::Telegram(_) | Self::Panicked | Self::TooManyAttempts { .. } => None,
        }
    }
}
