//! How the Bot API can fail, in the few classes that make a difference to the shop.

use teloxide_core::{ApiError, RequestError, types::Seconds};

/// Why a call to the Bot API did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TelegramError {
    /// No answer, not in time, or a 5xx: the same call may go through later.
    #[error("the Bot API cannot be reached: {0}")]
    Unavailable(String),
    /// Too many calls: wait so long.
    #[error("the Bot API wants a pause of {0} s")]
    RetryAfter(u32),
    /// The customer blocked the bot, or the chat exists no more.
    #[error("the chat cannot be written to")]
    ChatGone,
    /// A button was pressed too long ago to be answered.
    #[error("the callback query is too old")]
    QueryTooOld,
    /// The message that should be edited is gone, or cannot be edited.
    #[error("the message cannot be edited")]
    NotEditable,
    /// The message looks that way already.
    #[error("the message is not modified")]
    NotModified,
    /// The call itself is wrong: saying it again will not help.
    #[error("the Bot API refused the call: {0}")]
    Rejected(String),
}

impl From<RequestError> for TelegramError {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Api(error) => of_api(&error),
            RequestError::RetryAfter(Seconds { .. }) => Self::RetryAfter(seconds(&error)),
            RequestError::MigrateToChatId(_) => Self::ChatGone,
            RequestError::Network(error) => Self::Unavailable(error.to_string()),
            RequestError::Io(error) => Self::Unavailable(error.to_string()),
            // Not even an envelope of the Bot API: a proxy's error page
            RequestError::InvalidJson { source, .. } => Self::Unavailable(source.to_string()),
        }
    }
}

fn seconds(error: &RequestError) -> u32 {
    if let RequestError::RetryAfter(seconds) = error { seconds.seconds() } else { 0 }
}

pub(crate) fn of_api(error: &ApiError) -> TelegramError {
    match error {
        ApiError::BotBlocked
        | ApiError::UserDeactivated
        | ApiError::ChatNotFound
        | ApiError::BotKicked
        | ApiError::BotKickedFromSupergroup
        | ApiError::BotKickedFromChannel
        | ApiError::CantInitiateConversation
        | ApiError::CantTalkWithBots => TelegramError::ChatGone,
        ApiError::InvalidQueryId => TelegramError::QueryTooOld,
        ApiError::MessageNotModified => TelegramError::NotModified,
        ApiError::MessageToEditNotFound | ApiError::MessageCantBeEdited | ApiError::MessageIdInvalid => {
            TelegramError::NotEditable
        }
        // The table of texts in teloxide-core has aged: what Telegram says now arrives as Unknown
        ApiError::Unknown(text) if text.starts_with("Forbidden:") => TelegramError::ChatGone,
        ApiError::Unknown(text) if text.contains("query is too old") || text.contains("query ID is invalid") => {
            TelegramError::QueryTooOld
        }
        ApiError::Unknown(text) if text.contains("message is not modified") => TelegramError::NotModified,
        ApiError::Unknown(text) if text.contains("message to edit not found") || text.contains("can't be edited") => {
            TelegramError::NotEditable
        }
        ApiError::Unknown(text) if text.starts_with("Internal Server Error") || text.starts_with("Bad Gateway") => {
            TelegramError::Unavailable(text.clone())
        }
        other => TelegramError::Rejected(other.to_string()),
    }
}
