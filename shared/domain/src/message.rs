//! Messages between customers and the shop.

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::{
    MessageId, MessageText, OrderId, UserId,
    stored::{self, Fallback},
};

/// A message that a customer wrote to the shop, or the shop to a customer.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    #[serde(rename = "_id")]
    pub id: MessageId,
    /// Whose conversation with the shop it belongs to.
    pub user_id: UserId,
    #[serde(deserialize_with = "stored::or_fallback")]
    pub author: Author,
    /// The order it is about.
    pub order_id: Option<OrderId>,
    #[serde(deserialize_with = "stored::or_fallback")]
    pub kind: MessageKind,
    /// The text, or the caption of a file.
    pub text: Option<MessageText>,
    /// Of a photo, a voice message or a document, for `getFile` (Bot API).
    pub file_id: Option<String>,
    /// The chat that it was written in (Bot API, `Chat.id`); 0: in the back office.
    pub chat_id: i64,
    /// Which message it is there (Bot API, `Message.message_id`).
    pub message_id: i32,
    #[serde_as(as = "FromChrono04DateTime")]
    pub created_at: DateTime<Utc>,
    /// When it reached the other side.
    #[serde_as(as = "Option<FromChrono04DateTime>")]
    pub delivered_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Author {
    Customer,
    /// A member of the staff.
    Shop,
}

impl Fallback for Author {
    const FALLBACK: Self = Self::Customer;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    Text,
    Photo,
    Voice,
    Document,
    Location,
    /// A sticker, a video, whatever else.
    Other,
}

impl Fallback for MessageKind {
    const FALLBACK: Self = Self::Other;
}

impl Message {
    /// A text that the shop writes in the back office.
    pub fn from_office(user_id: UserId, order_id: Option<OrderId>, text: MessageText, now: DateTime<Utc>) -> Self {
        Self {
            id: MessageId::fresh(),
            user_id,
            author: Author::Shop,
            order_id,
            kind: MessageKind::Text,
            text: Some(text),
            file_id: None,
            chat_id: 0,
            message_id: 0,
            created_at: now,
            delivered_at: None,
        }
    }

    /// Whether it stands in a chat, where it can be copied from and reacted to.
    pub const fn is_in_chat(&self) -> bool {
        self.chat_id != 0
    }
}

impl MessageKind {
    /// Whether a caption may go with it (Bot API, `copyMessage.caption`).
    pub const fn takes_caption(self) -> bool {
        matches!(self, Self::Photo | Self::Voice | Self::Document)
    }
}
