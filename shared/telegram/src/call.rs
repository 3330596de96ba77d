//! What the bot wants to say: calls of the Bot API, in order.

use domain::{ImageId, ProductId};
use serde::Serialize;
use teloxide_core::{
    payloads::{
        AnswerCallbackQuery, AnswerCallbackQuerySetters, CopyMessage, EditMessageReplyMarkup, EditMessageText,
        EditMessageTextSetters, SendMessage, SendMessageSetters, SendPhoto, SendPhotoSetters,
    },
    requests::Payload,
    types::{CallbackQueryId, ChatId, FileId, InputFile, LinkPreviewOptions, ParseMode},
};

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

/// Bot API, `sendMessage.text`.
const MAX_TEXT: usize = 4096;
/// Bot API, `sendPhoto.caption`.
const MAX_CAPTION: usize = 1024;
/// Bot API, `answerCallbackQuery.text`.
const MAX_TOAST: usize = 200;

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

    /// This call as the JSON body of the response to an update (Bot API, "Making requests when getting updates"), or `None`
    /// where the result is needed: a photo's `file_id` is kept, and a photo may be refused.
    pub fn as_webhook_reply(&self) -> Option<String> {
        match self {
            Self::Send { chat, screen } => webhook_reply(&send_message(*chat, screen)),
            Self::Edit { chat, message, screen } => webhook_reply(&edit_message(*chat, *message, screen)),
            Self::Copy { chat, from, message } => webhook_reply(&copy_message(*chat, *from, *message)),
            Self::SetButtons { chat, message, keyboard } => webhook_reply(&set_buttons(*chat, *message, keyboard)),
            Self::AnswerCallback { query, toast } => webhook_reply(&answer_callback_query(query, toast.as_deref())),
            Self::SendPhoto { .. } => None,
        }
    }
}

fn webhook_reply<P: Payload + Serialize>(payload: &P) -> Option<String> {
    // teloxide-core names the call by its variant: EditMessageText is "EditMessageText"
    let mut method = P::NAME.to_owned();
    method[..1].make_ascii_lowercase();
    serde_json::to_string(&WebhookReply { method, payload }).ok()
}

#[derive(Serialize)]
struct WebhookReply<'a, P> {
    method: String,
    #[serde(flatten)]
    payload: &'a P,
}

const fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

pub(crate) fn send_message(chat: Chat, screen: &Screen) -> SendMessage {
    let text = screen.text.clone().cut(MAX_TEXT);
    let mut payload =
        SendMessage::new(ChatId(chat.0), text.as_str()).parse_mode(ParseMode::Html).link_preview_options(no_preview());
    payload.reply_markup = screen.keyboard.markup();
    payload
}

pub(crate) fn send_photo(chat: Chat, screen: &Screen, source: PhotoSource) -> SendPhoto {
    let file = match source {
        PhotoSource::Known(file_id) => InputFile::file_id(FileId(file_id)),
        PhotoSource::Upload(bytes) => InputFile::memory(bytes).file_name("photo"),
    };
    let caption = screen.text.clone().cut(MAX_CAPTION);
    let mut payload = SendPhoto::new(ChatId(chat.0), file).caption(caption.as_str()).parse_mode(ParseMode::Html);
    payload.reply_markup = screen.keyboard.markup();
    payload
}

pub(crate) fn edit_message(chat: Chat, message: MessageId, screen: &Screen) -> EditMessageText {
    let text = screen.text.clone().cut(MAX_TEXT);
    let mut payload = EditMessageText::new(ChatId(chat.0), teloxide_core::types::MessageId(message.0), text.as_str())
        .parse_mode(ParseMode::Html)
        .link_preview_options(no_preview());
    payload.reply_markup = screen.keyboard.inline_markup();
    payload
}

pub(crate) fn copy_message(chat: Chat, from: Chat, message: MessageId) -> CopyMessage {
    CopyMessage::new(ChatId(chat.0), ChatId(from.0), teloxide_core::types::MessageId(message.0))
}

pub(crate) fn set_buttons(chat: Chat, message: MessageId, keyboard: &Keyboard) -> EditMessageReplyMarkup {
    let mut payload = EditMessageReplyMarkup::new(ChatId(chat.0), teloxide_core::types::MessageId(message.0));
    payload.reply_markup = keyboard.inline_markup();
    payload
}

pub(crate) fn answer_callback_query(query: &str, toast: Option<&str>) -> AnswerCallbackQuery {
    let payload = AnswerCallbackQuery::new(CallbackQueryId(query.to_owned()));
    match toast {
        Some(toast) => payload.text(crate::shorten(toast, MAX_TOAST)),
        None => payload,
    }
}
