//! The shapes of the Bot API the sandbox speaks: chats, messages, photos, contacts.
//!
//! Own structs, written from the Bot API documentation and not from a client library: what the shop's client sends
//! and expects is thereby read twice, by two independent readers. Keyboards are next door in [`super::markup`].
//!
//! Example: `Message { message_id: 7, text: Some("Hi".into()), .. }` serialises to `{"message_id":7,..,"text":"Hi"}`,
//! with absent fields left out, as Telegram leaves them out.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::markup::{InlineKeyboard, Markup};
use crate::markup::{Entity, FormattedText};
use crate::user::User;

/// `Chat` of the Bot API: private, or a supergroup.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chat {
    pub(crate) id: i64,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Of a group.
    pub(crate) title: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
}

/// `PhotoSize`: one resolution of a photo.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PhotoSize {
    pub(crate) file_id: String,
    pub(crate) file_unique_id: String,
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) file_size: Option<usize>,
}

/// `Contact`: a phone number shared in the chat; `user_id` is absent when its owner is not on Telegram.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub(crate) phone_number: String,
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    pub(crate) user_id: Option<i64>,
}

/// `Message` of the Bot API.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the field is called message_id on the wire")]
pub(crate) struct Message {
    pub(crate) message_id: i64,
    pub(crate) from: User,
    pub(crate) chat: Chat,
    pub(crate) date: i64,
    pub(crate) edit_date: Option<i64>,
    pub(crate) reply_to_message: Option<Box<Message>>,
    pub(crate) text: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) entities: Vec<Entity>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) photo: Vec<PhotoSize>,
    pub(crate) caption: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) caption_entities: Vec<Entity>,
    pub(crate) contact: Option<Contact>,
    /// Of an album: the same in each of its messages.
    pub(crate) media_group_id: Option<String>,
    pub(crate) reply_markup: Option<InlineKeyboard>,
    /// The bot whose inline result it is.
    pub(crate) via_bot: Option<User>,
    /// The bot's `setMessageReaction`. For the page; in an update there is no such field.
    pub(crate) reaction: Option<String>,
}

/// What a message carries besides its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Text(FormattedText),
    Photo { sizes: Vec<PhotoSize>, caption: FormattedText },
    Contact(Contact),
}

/// A message that is about to be posted: everything but who posts it, where and when.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) content: Content,
    pub(crate) markup: Markup,
    /// The message quoted.
    pub(crate) reply_to: Option<i64>,
    pub(crate) media_group_id: Option<String>,
    /// The bot whose inline result it is.
    pub(crate) via_bot: Option<User>,
}

impl From<Content> for Draft {
    fn from(content: Content) -> Self {
        Self { content, markup: Markup::Absent, reply_to: None, media_group_id: None, via_bot: None }
    }
}

impl Message {
    /// As it stands in an update.
    pub(crate) fn in_update(&self) -> Self {
        Self { reaction: None, ..self.clone() }
    }

    /// Puts `content` in place of what the message carried before.
    pub(crate) fn set_content(&mut self, content: Content) {
        self.text = None;
        self.entities.clear();
        self.photo.clear();
        self.contact = None;
        self.set_caption(FormattedText::default());
        match content {
            Content::Text(text) => {
                self.text = Some(text.text);
                self.entities = text.entities;
            }
            Content::Photo { sizes, caption } => {
                self.photo = sizes;
                self.set_caption(caption);
            }
            Content::Contact(contact) => self.contact = Some(contact),
        }
    }

    /// Replaces the caption; an empty one removes it.
    pub(crate) fn set_caption(&mut self, caption: FormattedText) {
        self.caption = (!caption.text.is_empty()).then_some(caption.text);
        self.caption_entities = caption.entities;
    }

    /// What the message carries, for a copy of it.
    pub(crate) fn content(&self) -> Content {
        if let Some(contact) = &self.contact {
            return Content::Contact(contact.clone());
        }
        if self.photo.is_empty() {
            let text = self.text.clone().unwrap_or_default();
            return Content::Text(FormattedText { text, entities: self.entities.clone() });
        }
        let caption =
            FormattedText { text: self.caption.clone().unwrap_or_default(), entities: self.caption_entities.clone() };
        Content::Photo { sizes: self.photo.clone(), caption }
    }
}

/// A message together with what the Bot API does not show of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) message: Message,
    /// Sent with a reply keyboard: Telegram never lets such a message be edited.
    #[serde(default)]
    pub(crate) has_reply_keyboard: bool,
}
