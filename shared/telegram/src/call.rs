//! What the bot wants to say: calls of the Bot API, in order.

use domain::{ImageId, ProductId};

use crate::{Keyboard, Screen};

/// A chat's id; a private chat has the customer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chat(pub i64);

impl Chat {
    /// Whether it is a chat with one person; groups and channels have negative ids.
    pub const fn is_private(self) -> bool {
        self.0 > 0
    }
}

/// A message's id within its chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessageId(pub i32);

/// One call of the Bot API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// `sendMessage`.
    Send { chat: Chat, screen: Screen },
    /// `sendPhoto`.
    SendPhoto {
        chat: Chat,
        /// Caption and buttons.
        screen: Screen,
        photo: Photo,
    },
    /// `editMessageText`; should the message be gone, a new one is sent.
    Edit {
        chat: Chat,
        message: MessageId,
        /// What it becomes.
        screen: Screen,
    },
    /// `copyMessage`: a message that stands in another chat, or further up in this one.
    Copy {
        chat: Chat,
        /// Where it stands.
        from: Chat,
        message: MessageId,
    },
    /// `editMessageReplyMarkup`: other buttons under a message, or none.
    SetButtons {
        chat: Chat,
        /// Under which message.
        message: MessageId,
        keyboard: Keyboard,
    },
    /// `answerCallbackQuery`: the button stops waiting; with a text, a toast is shown, at most 200 characters.
    AnswerCallback {
        /// Which press of a button.
        query: String,
        /// The toast.
        toast: Option<String>,
    },
}

/// A photo to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Where it comes from.
    pub source: PhotoSource,
    /// Whose it is, to note what became of it.
    pub of: PhotoOf,
}

/// Where a photo comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoSource {
    /// Telegram has it under this `file_id`.
    Known(String),
    /// These bytes, sent for the first time.
    Upload(Vec<u8>),
}

/// A product's photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoOf {
    pub product_id: ProductId,
    pub image_id: ImageId,
}

impl Call {
    /// A new message.
    pub const fn send(chat: Chat, screen: Screen) -> Self {
        Self::Send { chat, screen }
    }

    /// The screen it shows, if it shows one.
    pub const fn screen(&self) -> Option<&Screen> {
        match self {
            Self::Send { screen, .. } | Self::SendPhoto { screen, .. } | Self::Edit { screen, .. } => Some(screen),
            Self::Copy { .. } | Self::SetButtons { .. } | Self::AnswerCallback { .. } => None,
        }
    }
}
