//! How the Bot API can fail, in the few classes that make a difference to the shop.

use teloxide_core::ApiError;

use crate::Chat;

/// Why a call to the Bot API did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TelegramError {
    /// No answer, not in time, or a 5xx: the same call may go through later.
    #[error("the Bot API cannot be reached: {0}")]
    Unavailable(String),
    /// Too many calls: wait so long.
    #[error("the Bot API wants a pause of {0} s")]
    RetryAfter(u32),
    /// The Bot API does not accept the bot's token: no call to any chat can succeed until that is repaired.
    #[error("the Bot API does not accept the bot's token: {0}")]
    Unauthorized(String),
    /// The customer blocked the bot, or the chat exists no more.
    #[error("the chat cannot be written to")]
    ChatGone,
    /// The group became a supergroup and has this id from now on; the same call to that chat may succeed.
    #[error("the group was upgraded to a supergroup with the id {}", .0.0)]
    Migrated(Chat),
    /// The message that should be copied is gone, or cannot be copied: no chat can receive it.
    #[error("the message to copy is not available: {0}")]
    SourceGone(String),
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

impl TelegramError {
    /// The kind of failure, as metrics and traces name it.
    pub(crate) const fn class(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "unavailable",
            Self::RetryAfter(_) => "rate_limited",
            Self::Unauthorized(_) => "unauthorized",
            Self::ChatGone => "blocked",
            Self::Migrated(_) => "migrated",
            Self::SourceGone(_) => "source_gone",
            Self::QueryTooOld => "query_too_old",
            Self::NotEditable => "not_editable",
            Self::NotModified => "not_modified",
            Self::Rejected(_) => "refused",
        }
    }
}

/// The class of an error of `copyMessage`. Here an error may concern the chat the message is in, not the recipient's.
pub(crate) fn of_copy(error: &ApiError) -> TelegramError {
    match error {
        ApiError::MessageIdInvalid
        | ApiError::BotKicked
        | ApiError::BotKickedFromSupergroup
        | ApiError::BotKickedFromChannel => TelegramError::SourceGone(error.to_string()),
        // "Forbidden: bot is not a member of the supergroup chat", "Forbidden: the group chat was deleted", and the like
        ApiError::Unknown(text)
            if text.starts_with("Forbidden:") && (text.contains("group chat") || text.contains("channel chat")) =>
        {
            TelegramError::SourceGone(text.clone())
        }
        error => of_api(error),
    }
}

pub(crate) fn of_api(error: &ApiError) -> TelegramError {
    match error {
        ApiError::InvalidToken => TelegramError::Unauthorized(error.to_string()),
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
        ApiError::MessageToCopyNotFound | ApiError::MessageToForwardNotFound => {
            TelegramError::SourceGone(error.to_string())
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
        ApiError::Unknown(text) if text.contains("can't be copied") || text.contains("can't be forwarded") => {
            TelegramError::SourceGone(text.clone())
        }
        // Of the token or the method. A chat or a message that does not exist is "Bad Request: … not found"
        ApiError::Unknown(text)
            if text.starts_with("Unauthorized") || text.starts_with("Not Found") || text.ends_with("Logged out") =>
        {
            TelegramError::Unauthorized(text.clone())
        }
        ApiError::Unknown(text) if text.starts_with("Internal Server Error") || text.starts_with("Bad Gateway") => {
            TelegramError::Unavailable(text.clone())
        }
        other => TelegramError::Rejected(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What teloxide-core reads from this description of an error.
    fn api(description: &str) -> ApiError {
        serde_json::from_str(&format!("{description:?}")).unwrap()
    }

    #[test]
    fn a_refused_token_is_told_from_a_chat_that_does_not_exist() {
        for text in
            ["Unauthorized", "Not Found", "Unauthorized: invalid token specified", "Not Found: method not found"]
        {
            assert!(matches!(of_api(&api(text)), TelegramError::Unauthorized(_)), "{text}");
        }
        for text in ["Bad Request: chat not found", "Unauthorized: bot was kicked from a chat"] {
            assert_eq!(of_api(&api(text)), TelegramError::ChatGone, "{text}");
        }
    }

    #[test]
    fn a_source_that_cannot_be_copied_is_told_from_a_recipient_who_cannot_be_reached() {
        for text in [
            "Bad Request: message to copy not found",
            "Bad Request: message to forward not found",
            "Bad Request: MESSAGE_ID_INVALID",
            "Bad Request: message can't be copied",
            "Forbidden: bot was kicked from the supergroup chat",
            "Forbidden: bot is not a member of the supergroup chat",
            "Forbidden: the group chat was deleted",
        ] {
            assert!(matches!(of_copy(&api(text)), TelegramError::SourceGone(_)), "{text}");
        }
        for text in ["Forbidden: bot was blocked by the user", "Forbidden: user is deactivated"] {
            assert_eq!(of_copy(&api(text)), TelegramError::ChatGone, "{text}");
        }
        assert_eq!(of_api(&api("Bad Request: MESSAGE_ID_INVALID")), TelegramError::NotEditable);
    }
}
