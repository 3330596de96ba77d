//! What the open pages are told, one by one, over server-sent events.
//!
//! Written by [`super::World`], sent by [`crate::page::events`], understood by `page/main.js`.
//!
//! Example: `{"type":"message","chat_id":1001,"message":{..}}`.

use serde::Serialize;

use super::{markup::ReplyKeyboard, message::Message, types::Faults};
use crate::journal::Exchange;

/// One event; the names of the variants are the `type` on the wire.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Event {
    /// Somebody wrote
    Message { chat_id: i64, message: Box<Message> },
    /// A message has another content or other buttons
    Edited { chat_id: i64, message: Box<Message> },
    /// Messages are gone
    Deleted { chat_id: i64, message_ids: Vec<i64> },
    /// The chat's history is gone
    Cleared { chat_id: i64 },
    /// Another reply keyboard stands in the chat, or none
    Keyboard { chat_id: i64, keyboard: Option<ReplyKeyboard> },
    /// The bot is busy with this chat: for a while (`sendChatAction`), or until told otherwise (a delivery)
    Typing { chat_id: i64, source: &'static str, active: bool },
    /// `answerCallbackQuery`
    Answer { chat_id: i64, query_id: String, text: Option<String>, show_alert: bool },
    /// A customer appeared, started, or (un)blocked the bot
    Customers,
    /// Commands or descriptions were set
    Profile,
    /// The webhook or its health changed
    Webhook,
    /// What goes wrong on demand is another
    Faults { faults: Faults },
    /// Bot and Bot API exchanged a call or an update
    Exchange { exchange: Box<Exchange> },
}
