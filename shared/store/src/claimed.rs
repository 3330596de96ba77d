//! The claim on a chat, as whoever holds it shows it to every write.

use bson::{Document, doc, oid::ObjectId};

use crate::names::{CONVERSATIONS, USERS};

/// A claim that was taken: whoever holds it may write to the conversation until it lapses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    /// The chat: a private one has the customer's id.
    pub chat_id: i64,
    pub update_id: i64,
    pub(crate) token: ObjectId,
}

impl Claimed {
    pub(crate) fn new(chat_id: i64, update_id: i64) -> Self {
        Self { chat_id, update_id, token: ObjectId::new() }
    }

    /// The conversation, as long as this claim holds.
    pub(crate) fn filter(self) -> Document {
        doc! { "_id": self.chat_id, "claim.token": self.token }
    }

    /// Where it is kept. Groups have negative ids (Bot API, `Chat`).
    pub(crate) const fn collection(self) -> &'static str {
        if self.chat_id > 0 { USERS } else { CONVERSATIONS }
    }
}
