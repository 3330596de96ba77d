//! Keyboards: the inline ones under a message and the reply ones in place of the customer's own.
//!
//! The shapes only; what Telegram refuses in them is checked in [`crate::api::keyboard`]. A button keeps the fields
//! the sandbox does not interpret (`style`, `web_app`, ..) as they came, so a result shows them again.
//!
//! Example: `{"inline_keyboard":[[{"text":"Add","callback_data":"a:1"}]]}`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use serde_with::skip_serializing_none;

/// `InlineKeyboardMarkup`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InlineKeyboard {
    pub(crate) inline_keyboard: Vec<Vec<InlineButton>>,
}

/// `InlineKeyboardButton`.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InlineButton {
    pub(crate) text: String,
    pub(crate) callback_data: Option<String>,
    pub(crate) url: Option<String>,
    #[serde(flatten)]
    pub(crate) other: Map<String, Value>,
}

/// `ReplyKeyboardMarkup`, with `message_id` of the message that brought it: with that message gone, so is the keyboard.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the Bot API's own flags")]
pub(crate) struct ReplyKeyboard {
    #[serde(default)]
    pub(crate) message_id: i64,
    pub(crate) keyboard: Vec<Vec<ReplyButton>>,
    #[serde(default)]
    pub(crate) resize_keyboard: bool,
    #[serde(default)]
    pub(crate) one_time_keyboard: bool,
    #[serde(default)]
    pub(crate) is_persistent: bool,
    pub(crate) input_field_placeholder: Option<String>,
    /// A one-time keyboard that was used: the page folds it, as Telegram's apps do.
    #[serde(default)]
    pub(crate) used: bool,
}

/// `KeyboardButton`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReplyButton {
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) request_contact: bool,
    #[serde(flatten)]
    pub(crate) other: Map<String, Value>,
}

/// What `reply_markup` of a call asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Markup {
    #[default]
    Absent,
    Inline(InlineKeyboard),
    /// `ReplyKeyboardMarkup`; without rows, `ForceReply`
    Reply(ReplyKeyboard),
    /// `ReplyKeyboardRemove`
    Remove,
}
