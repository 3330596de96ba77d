//! A screen: what a customer sees in one message. Pure data, so that a view is a function and a test can read it.

use teloxide_core::types::{
    ButtonRequest, InlineKeyboardButton, InlineKeyboardButtonKind, InlineKeyboardMarkup, KeyboardButton,
    KeyboardMarkup, ReplyMarkup, SwitchInlineQueryChosenChat,
};
use url::Url;

use crate::{Html, shorten};

/// Text and the buttons that belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Screen {
    /// What is read.
    pub text: Html,
    /// What is pressed.
    pub keyboard: Keyboard,
}

impl Screen {
    /// A text without buttons.
    pub const fn new(text: Html) -> Self {
        Self { text, keyboard: Keyboard::None }
    }

    /// The same text with these buttons.
    #[must_use]
    pub fn keyboard(mut self, keyboard: Keyboard) -> Self {
        self.keyboard = keyboard;
        self
    }
}

/// Buttons under a message, or in place of the phone's keyboard.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Keyboard {
    /// None under the message; the phone's keyboard stays as it is.
    #[default]
    None,
    /// Under the message.
    Inline(Vec<Vec<Button>>),
    /// In place of the phone's keyboard, until another comes.
    Reply(Vec<Vec<ReplyButton>>),
}

impl Keyboard {
    /// Buttons under the message, row by row; no rows, no keyboard.
    pub fn inline<R: IntoIterator<Item = Button>>(rows: impl IntoIterator<Item = R>) -> Self {
        let rows: Vec<Vec<_>> = rows.into_iter().map(|row| row.into_iter().collect()).collect();
        if rows.is_empty() { Self::None } else { Self::Inline(rows) }
    }

    /// Buttons in place of the phone's keyboard, row by row.
    pub fn reply<R: IntoIterator<Item = ReplyButton>>(rows: impl IntoIterator<Item = R>) -> Self {
        Self::Reply(rows.into_iter().map(|row| row.into_iter().collect()).collect())
    }

    pub(crate) fn markup(self) -> Option<ReplyMarkup> {
        match self {
            Self::None => None,
            Self::Inline(_) => self.inline_markup().map(ReplyMarkup::InlineKeyboard),
            Self::Reply(rows) => {
                let rows = rows.into_iter().map(|row| row.into_iter().map(ReplyButton::markup));
                Some(ReplyMarkup::Keyboard(KeyboardMarkup::new(rows).resize_keyboard().persistent()))
            }
        }
    }

    /// A message that is edited can carry buttons under it only.
    pub(crate) fn inline_markup(self) -> Option<InlineKeyboardMarkup> {
        let Self::Inline(rows) = self else { return None };
        let rows = rows.into_iter().map(|row| row.into_iter().map(Button::markup));
        Some(InlineKeyboardMarkup::new(rows))
    }
}

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    label: String,
    press: Press,
}

/// What a press does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Press {
    Callback(String),
    Open(Url),
    Share(String),
}

impl Button {
    /// The most bytes of [`Self::data`] (Bot API, `InlineKeyboardButton.callback_data`).
    pub const MAX_DATA: usize = 64;
    /// The most characters of an inline query (Bot API, `InlineQuery.query`).
    const MAX_QUERY: usize = 256;

    /// A button that comes back as a callback query with `data`, 1 to 64 bytes.
    pub fn new(label: impl Into<String>, data: impl Into<String>) -> Self {
        let (label, data) = (label.into(), data.into());
        debug_assert!((1..=Self::MAX_DATA).contains(&data.len()), "callback data of {} bytes: {data}", data.len());
        Self { label, press: Press::Callback(data) }
    }

    /// A button that opens an address.
    pub fn link(label: impl Into<String>, url: Url) -> Self {
        Self { label: label.into(), press: Press::Open(url) }
    }

    /// A button that asks for a chat, with whomever, and begins to type the bot's name and `query` there.
    pub fn share(label: impl Into<String>, query: &str) -> Self {
        Self { label: label.into(), press: Press::Share(shorten(query, Self::MAX_QUERY)) }
    }

    /// What comes back when it is pressed; nothing does, unless it is one of [`Self::new`].
    pub fn data(&self) -> &str {
        match &self.press {
            Press::Callback(data) => data,
            Press::Open(_) | Press::Share(_) => "",
        }
    }

    fn markup(self) -> InlineKeyboardButton {
        match self.press {
            Press::Callback(data) => InlineKeyboardButton::callback(self.label, data),
            Press::Open(url) => InlineKeyboardButton::url(self.label, url),
            Press::Share(query) => {
                let choice = SwitchInlineQueryChosenChat {
                    query: Some(query),
                    allow_user_chats: true,
                    allow_bot_chats: false,
                    allow_group_chats: true,
                    allow_channel_chats: true,
                };
                let kind = InlineKeyboardButtonKind::SwitchInlineQueryChosenChat(choice);
                InlineKeyboardButton::new(self.label, kind)
            }
        }
    }
}

/// A button in place of the phone's keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplyButton {
    /// Sends its label.
    Text(String),
    /// Sends the customer's own phone number, after Telegram asked them.
    ShareContact(String),
}

impl ReplyButton {
    fn markup(self) -> KeyboardButton {
        match self {
            Self::Text(label) => KeyboardButton::new(label),
            Self::ShareContact(label) => KeyboardButton::new(label).request(ButtonRequest::Contact),
        }
    }
}
