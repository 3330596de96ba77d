//! What the bot wants to say: calls of the Bot API, in order.

use domain::{ImageId, ProductId};

use crate::{Html, InlineAnswer, Keyboard, Screen};

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

/// A topic of a forum (Bot API, `Message.message_thread_id`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic(pub i32);

/// One call of the Bot API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// `sendMessage`.
    Send {
        chat: Chat,
        /// Where the chat is a forum.
        topic: Option<Topic>,
        screen: Screen,
    },
    /// `sendPhoto`.
    SendPhoto {
        chat: Chat,
        /// Caption and buttons.
        screen: Screen,
        photo: Photo,
    },
    /// `sendMediaGroup`: photos as one album.
    SendAlbum {
        chat: Chat,
        /// Below the photos.
        caption: Html,
        /// At most [`Call::MAX_ALBUM`] of them.
        photos: Vec<Photo>,
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
        /// Where the chat is a forum.
        topic: Option<Topic>,
        /// Where it stands.
        from: Chat,
        message: MessageId,
        /// In place of its own, if it can have one.
        caption: Option<Html>,
        keyboard: Keyboard,
    },
    /// `setMessageReaction`: a thumb up, which says that a message has arrived.
    React { chat: Chat, message: MessageId },
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
    /// `answerInlineQuery`: what is offered to somebody who types the bot's name in any chat.
    AnswerInline {
        /// Which query.
        query: String,
        answer: InlineAnswer,
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
    /// The most photos of an album (Bot API, `sendMediaGroup.media`).
    pub const MAX_ALBUM: usize = 10;

    /// A new message.
    pub const fn send(chat: Chat, screen: Screen) -> Self {
        Self::Send { chat, topic: None, screen }
    }

    /// A copy of a message, as it is.
    pub const fn copy(chat: Chat, from: Chat, message: MessageId) -> Self {
        Self::Copy { chat, topic: None, from, message, caption: None, keyboard: Keyboard::None }
    }

    /// The screen it shows, if it shows one.
    pub const fn screen(&self) -> Option<&Screen> {
        match self {
            Self::Send { screen, .. } | Self::SendPhoto { screen, .. } | Self::Edit { screen, .. } => Some(screen),
            Self::SendAlbum { .. }
            | Self::Copy { .. }
            | Self::React { .. }
            | Self::SetButtons { .. }
            | Self::AnswerCallback { .. }
            | Self::AnswerInline { .. } => None,
        }
    }
}
