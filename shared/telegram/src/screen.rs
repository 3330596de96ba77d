//! A screen: what a customer sees in one message. Pure data, so that a view is a function and a test can read it.

use teloxide_core::types::{
    ButtonRequest, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, KeyboardMarkup, ReplyMarkup,
};

use crate::Html;

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
    data: String,
}

impl Button {
    /// The most bytes of [`Self::data`] (Bot API, `InlineKeyboardButton.callback_data`).
    pub const MAX_DATA: usize = 64;

    /// A button that comes back as a callback query with `data`, 1 to 64 bytes.
    pub fn new(label: impl Into<String>, data: impl Into<String>) -> Self {
        let (label, data) = (label.into(), data.into());
        debug_assert!((1..=Self::MAX_DATA).contains(&data.len()), "callback data of {} bytes: {data}", data.len());
        Self { label, data }
    }

    /// What comes back when it is pressed.
    pub fn data(&self) -> &str {
        &self.data
    }

    fn markup(self) -> InlineKeyboardButton {
        InlineKeyboardButton::callback(self.label, self.data)
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
