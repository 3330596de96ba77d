//! Reading updates (Bot API, "Getting updates").
//!
//! Only the envelope is read by us: the id, and which kind of update it is. The content of the kinds the shop handles
//! goes to `teloxide-core`; what that cannot read, or panics on, counts as an update of no interest, because a
//! repetition would not make it readable, and Telegram repeats whatever is not answered with 200.

use std::panic::catch_unwind;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use teloxide_core::types::{CallbackQuery, ChatMemberUpdated, InlineQuery, MaybeInaccessibleMessage, Message};

use crate::Chat;

/// An update of the webhook.
#[derive(Debug)]
pub struct Update {
    /// Bot API, `Update.update_id`: ascending, and the same when an update is delivered again.
    pub id: i64,
    /// What happened.
    pub kind: UpdateKind,
}

/// The kinds of updates the shop handles: [`UpdateKind::HANDLED`] names them for `allowed_updates`.
#[derive(Debug)]
pub enum UpdateKind {
    /// Somebody wrote.
    Message(Box<Message>),
    /// Somebody pressed a button.
    CallbackQuery(Box<CallbackQuery>),
    /// The bot's own membership of a chat changed: a customer blocked or unblocked it.
    MyChatMember(Box<ChatMemberUpdated>),
    /// Somebody types the bot's name in any chat, and what they look for.
    InlineQuery(Box<InlineQuery>),
    /// A kind the shop does not handle, or content that cannot be read.
    Other,
}

impl UpdateKind {
    /// The chat in which it happened, if Telegram says so.
    pub fn chat(&self) -> Option<Chat> {
        let chat = match self {
            Self::Message(message) => Some(&message.chat),
            Self::CallbackQuery(query) => query.message.as_ref().map(MaybeInaccessibleMessage::chat),
            Self::MyChatMember(change) => Some(&change.chat),
            Self::InlineQuery(_) | Self::Other => None,
        };
        chat.map(|chat| Chat(chat.id.0))
    }

    /// Its name, as in `setWebhook.allowed_updates`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::CallbackQuery(_) => "callback_query",
            Self::MyChatMember(_) => "my_chat_member",
            Self::InlineQuery(_) => "inline_query",
            Self::Other => "other",
        }
    }

    /// The names of the kinds that are handled, as in `setWebhook.allowed_updates`.
    pub const HANDLED: [&str; 4] = ["message", "callback_query", "my_chat_member", "inline_query"];
}

/// The fields of an update that are looked at. Content stays text: `teloxide-core` reads maps by borrowed keys, and
/// fails on a `serde_json::Value`.
#[derive(Deserialize)]
struct Envelope<'a> {
    update_id: u32,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    callback_query: Option<&'a RawValue>,
    #[serde(borrow)]
    my_chat_member: Option<&'a RawValue>,
    #[serde(borrow)]
    inline_query: Option<&'a RawValue>,
}

/// Reads one update from the bytes of a webhook request.
///
/// # Errors
/// When the body is not a JSON object, or has no valid `update_id`.
pub fn decode(body: &[u8]) -> serde_json::Result<Update> {
    // serde would also take an array of the fields
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(serde::de::Error::custom("not a JSON object"));
    }
    let envelope: Envelope<'_> = serde_json::from_slice(body)?;
    let id = i64::from(envelope.update_id);
    let kind = if let Some(message) = envelope.message {
        content(id, message).map(UpdateKind::Message)
    } else if let Some(query) = envelope.callback_query {
        content(id, query).map(UpdateKind::CallbackQuery)
    } else if let Some(member) = envelope.my_chat_member {
        content(id, member).map(UpdateKind::MyChatMember)
    } else if let Some(query) = envelope.inline_query {
        content(id, query).map(UpdateKind::InlineQuery)
    } else {
        None
    };
    Ok(Update { id, kind: kind.unwrap_or(UpdateKind::Other) })
}

fn content<T: DeserializeOwned>(update_id: i64, raw: &RawValue) -> Option<Box<T>> {
    let problem = match catch_unwind(|| serde_json::from_str(raw.get())) {
        Ok(Ok(content)) => return Some(Box::new(content)),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "teloxide-core panicked".to_owned(),
    };
    tracing::warn!(problem, update.id = update_id, "update {update_id} cannot be read and is ignored");
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_is_not_handled_keeps_its_id() {
        for body in [
            r#"{"update_id": 7, "from_the_future": {"x": 1}}"#,
            r#"{"update_id": 7}"#,
            r#"{"update_id": 7, "message": null}"#,
            r#"{"update_id": 7, "message": {"text": "no message"}}"#,
        ] {
            let update = decode(body.as_bytes()).unwrap();
            assert!(update.id == 7 && matches!(update.kind, UpdateKind::Other), "{body}");
        }
    }

    #[test]
    fn an_inline_query_is_read_wherever_it_comes_from() {
        for chat_type in [r#", "chat_type": "sender""#, r#", "chat_type": "supergroup""#, ""] {
            let from = r#"{"id": 7, "is_bot": false, "first_name": "Olena"}"#;
            let query = format!(r#"{{"id": "5", "from": {from}, "query": "mug", "offset": ""{chat_type}}}"#);
            let update = decode(format!(r#"{{"update_id": 7, "inline_query": {query}}}"#).as_bytes()).unwrap();
            assert!(matches!(update.kind, UpdateKind::InlineQuery(query) if query.query == "mug"), "{chat_type}");
        }
    }

    #[test]
    fn what_is_no_update_is_an_error() {
        for body in
            ["", "[]", "[7]", "null", "{}", r#"{"message": {}}"#, r#"{"update_id": "7"}"#, r#"{"update_id": -1}"#]
        {
            assert!(decode(body.as_bytes()).is_err(), "{body}");
        }
    }
}
