//! Calls as the Bot API takes them: a method and its parameters (Bot API, "Making requests").
//!
//! Whichever way a call goes, posted or as the body of a webhook's response, it becomes a [`Request`] first. The payloads
//! are those of `teloxide-core`, which also says what is optional and how each value is written.

use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use serde::Serialize;
use teloxide_core::{
    payloads::{
        AnswerCallbackQuery, CopyMessage, EditMessageReplyMarkup, EditMessageText, EditMessageTextSetters, SendMessage,
        SendMessageSetters, SendPhoto, SendPhotoSetters, SetMessageReaction,
    },
    types::{self, CallbackQueryId, ChatId, FileId, InputFile, LinkPreviewOptions, ParseMode, ReactionType, ThreadId},
};

use crate::{Call, Chat, MessageId, PhotoSource, Screen, Topic, shorten};

/// Bot API, `sendMessage.text`.
const MAX_TEXT: usize = 4096;
/// Bot API, `sendPhoto.caption`.
const MAX_CAPTION: usize = 1024;
/// Bot API, `answerCallbackQuery.text`.
const MAX_TOAST: usize = 200;
/// One of those that bots may use (Bot API, `ReactionTypeEmoji`).
const REACTION: &str = "👍";
/// The name of the part that holds an uploaded file.
const UPLOAD: &str = "upload";
/// What the parameter of an uploaded file holds (Bot API, `InputFile`).
const ATTACHED: &str = "attach://upload";

/// A method with its parameters. As JSON it is the body of a webhook's response (Bot API, "Making requests when getting
/// updates"); posted, the parameters alone are the body.
#[derive(Serialize)]
pub(crate) struct Request<'a, P = Params> {
    pub(crate) method: &'a str,
    #[serde(flatten)]
    pub(crate) params: P,
    #[serde(skip)]
    pub(crate) upload: Option<Bytes>,
}

/// The parameters of a [`Call`].
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Params {
    SendMessage(SendMessage),
    SendPhoto(SendPhoto),
    EditMessageText(EditMessageText),
    CopyMessage(CopyMessage),
    EditMessageReplyMarkup(EditMessageReplyMarkup),
    SetMessageReaction(SetMessageReaction),
    AnswerCallbackQuery(AnswerCallbackQuery),
}

impl<'a, P: Serialize> Request<'a, P> {
    pub(crate) const fn new(method: &'a str, params: P) -> Self {
        Self { method, params, upload: None }
    }

    /// The same with an uploaded file: a parameter that is not text is written as JSON (Bot API, "Sending files").
    pub(crate) fn form(&self, upload: Bytes) -> Form {
        let params = serde_json::to_value(&self.params).unwrap_or_default();
        let form = Form::new().part(UPLOAD, Part::stream(upload).file_name("photo"));
        params.as_object().into_iter().flatten().fold(form, |form, (name, value)| {
            form.text(name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        })
    }
}

impl From<Call> for Request<'_> {
    fn from(call: Call) -> Self {
        match call {
            Call::Send { chat, topic, screen } => {
                let mut payload = send_message(chat, screen);
                payload.message_thread_id = topic.map(thread_id);
                Self::new("sendMessage", Params::SendMessage(payload))
            }
            Call::SendPhoto { chat, screen, photo } => {
                let (file, upload) = match photo.source {
                    PhotoSource::Known(file_id) => (file_id, None),
                    PhotoSource::Upload(bytes) => (ATTACHED.to_owned(), Some(bytes.into())),
                };
                Self { upload, ..Self::new("sendPhoto", Params::SendPhoto(send_photo(chat, screen, file))) }
            }
            Call::Edit { chat, message, screen } => {
                Self::new("editMessageText", Params::EditMessageText(edit_message(chat, message, screen)))
            }
            Call::Copy { chat, topic, from, message, caption, keyboard } => {
                let mut payload = CopyMessage::new(ChatId(chat.0), ChatId(from.0), types::MessageId(message.0));
                payload.message_thread_id = topic.map(thread_id);
                payload.parse_mode = caption.is_some().then_some(ParseMode::Html);
                payload.caption = caption.map(|caption| caption.cut(MAX_CAPTION).into());
                payload.reply_markup = keyboard.markup();
                Self::new("copyMessage", Params::CopyMessage(payload))
            }
            Call::React { chat, message } => {
                let mut payload = SetMessageReaction::new(ChatId(chat.0), types::MessageId(message.0));
                payload.reaction = Some(vec![ReactionType::Emoji { emoji: REACTION.to_owned() }]);
                Self::new("setMessageReaction", Params::SetMessageReaction(payload))
            }
            Call::SetButtons { chat, message, keyboard } => {
                let mut payload = EditMessageReplyMarkup::new(ChatId(chat.0), types::MessageId(message.0));
                payload.reply_markup = keyboard.inline_markup();
                Self::new("editMessageReplyMarkup", Params::EditMessageReplyMarkup(payload))
            }
            Call::AnswerCallback { query, toast } => {
                let mut payload = AnswerCallbackQuery::new(CallbackQueryId(query));
                payload.text = toast.map(|toast| shorten(&toast, MAX_TOAST));
                Self::new("answerCallbackQuery", Params::AnswerCallbackQuery(payload))
            }
        }
    }
}

const fn thread_id(Topic(id): Topic) -> ThreadId {
    ThreadId(types::MessageId(id))
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

fn send_message(chat: Chat, Screen { text, keyboard }: Screen) -> SendMessage {
    let mut payload = SendMessage::new(ChatId(chat.0), text.cut(MAX_TEXT))
        .parse_mode(ParseMode::Html)
        .link_preview_options(no_preview());
    payload.reply_markup = keyboard.markup();
    payload
}

fn send_photo(chat: Chat, Screen { text, keyboard }: Screen, file: String) -> SendPhoto {
    let mut payload = SendPhoto::new(ChatId(chat.0), InputFile::file_id(FileId(file)))
        .caption(text.cut(MAX_CAPTION))
        .parse_mode(ParseMode::Html);
    payload.reply_markup = keyboard.markup();
    payload
}

fn edit_message(chat: Chat, message: MessageId, Screen { text, keyboard }: Screen) -> EditMessageText {
    let mut payload = EditMessageText::new(ChatId(chat.0), types::MessageId(message.0), text.cut(MAX_TEXT))
        .parse_mode(ParseMode::Html)
        .link_preview_options(no_preview());
    payload.reply_markup = keyboard.inline_markup();
    payload
}

impl Call {
    /// Whether it can be made by the response to an update: not where the result is needed, as a photo's `file_id` is
    /// kept, and a photo may be refused.
    pub const fn fits_webhook_reply(&self) -> bool {
        !matches!(self, Self::SendPhoto { .. })
    }

    /// This call as the JSON body of the response to an update (Bot API, "Making requests when getting updates"), if it
    /// fits one.
    pub fn into_webhook_reply(self) -> Option<String> {
        self.fits_webhook_reply().then(|| serde_json::to_string(&Request::from(self)).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::Html;

    #[test]
    fn a_call_rides_with_its_method_and_is_posted_without() {
        let call = Call::Edit { chat: Chat(7), message: MessageId(8), screen: Screen::new(Html::new("<b>Hi</b>")) };
        let mut expected = json!({
            "chat_id": 7, "message_id": 8, "text": "<b>Hi</b>", "parse_mode": "HTML",
            "link_preview_options": { "is_disabled": true },
        });
        let posted = serde_json::to_value(&Request::from(call.clone()).params).unwrap();
        assert_eq!(posted, expected);
        expected["method"] = "editMessageText".into();
        let rides: Value = serde_json::from_str(&call.into_webhook_reply().unwrap()).unwrap();
        assert_eq!(rides, expected);
    }
}
