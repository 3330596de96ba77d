//! A stretch of a text that is formatted, or in which Telegram found something.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::user::User;

/// `MessageEntity` of the Bot API.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entity {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) offset: usize,
    pub(crate) length: usize,
    pub(crate) url: Option<String>,
    pub(crate) user: Option<User>,
    pub(crate) language: Option<String>,
    pub(crate) custom_emoji_id: Option<String>,
}

impl Entity {
    pub(crate) fn new(kind: &str, offset: usize, length: usize) -> Self {
        Self { kind: kind.to_owned(), offset, length, url: None, user: None, language: None, custom_emoji_id: None }
    }

    pub(super) fn end(&self) -> usize {
        self.offset + self.length
    }

    pub(super) fn contains(&self, other: &Self) -> bool {
        self.offset <= other.offset && other.end() <= self.end()
    }

    pub(super) fn intersects(&self, other: &Self) -> bool {
        self.offset < other.end() && other.offset < self.end()
    }
}

/// Length in UTF-16 units, the measure of every limit and offset.
pub(crate) fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}
