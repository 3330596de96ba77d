//! Calls as the Bot API takes them: a method and its parameters (Bot API, "Making requests").
//!
//! Whichever way a call goes, posted or as the body of a webhook's response, it becomes a [`Request`] first. The payloads
//! are those of `teloxide-core`, which also says what is optional and how each value is written.

use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use serde::Serialize;
use teloxide_core::{
    payloads::{
        AnswerCallbackQuery, AnswerInlineQuery, CopyMessage, EditMessageReplyMarkup, EditMessageText,
        EditMessageTextSetters, SendMediaGroup, SendMessage, SendMessageSetters, SendPhoto, SendPhotoSetters,
        SetMessageReaction,
    },
    types::{
        self, CallbackQueryId, ChatId, FileId, InputFile, InputMedia, InputMediaPhoto, LinkPreviewOptions, ParseMode,
        ReactionType, ThreadId,
    },
};

use crate::{Call, Chat, Html, MessageId, Photo, PhotoSource, Screen, Topic, shorten};

/// Bot API, `sendMessage.text`.
pub(crate) const MAX_TEXT: usize = 4096;
/// Bot API, `sendPhoto.caption`.
pub(crate) const MAX_CAPTION: usize = 1024;
/// Bot API, `answerCallbackQuery.text`.
const MAX_TOAST: usize = 200;
/// One of those that bots may use (Bot API, `ReactionTypeEmoji`).
const REACTION: &str = "👍";

/// A method with its parameters. As JSON it is the body of a webhook's response (Bot API, "Making requests when getting
/// updates"); posted, the parameters alone are the body.
#[derive(Serialize)]
pub(crate) struct Request<'a, P = Params> {
    pub(crate) method: &'a str,
    #[serde(flatten)]
    pub(crate) params: P,
    /// Files, each sent as a part of the form.
    #[serde(skip)]
    pub(crate) uploads: Vec<Bytes>,
}

/// The parameters of a [`Call`].
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Params {
    SendMessage(SendMessage),
    SendPhoto(SendPhoto),
    SendMediaGroup(SendMediaGroup),
    EditMessageText(EditMessageText),
    CopyMessage(CopyMessage),
    EditMessageReplyMarkup(EditMessageReplyMarkup),
    SetMessageReaction(SetMessageReaction),
    AnswerCallbackQuery(AnswerCallbackQuery),
    AnswerInlineQuery(AnswerInlineQuery),
}

impl<'a, P: Serialize> Request<'a, P> {
    pub(crate) const fn new(method: &'a str, params: P) -> Self {
        Self { method, params, uploads: Vec::new() }
    }

    /// With its uploaded files: a parameter that is not text is written as JSON (Bot API, "Sending files").
    pub(crate) fn form(&self) -> Form {
        let params = serde_json::to_value(&self.params).unwrap_or_default();
        let uploads = self.uploads.iter().enumerate();
        let form = uploads.fold(Form::new(), |form, (index, upload)| {
            form.part(part_name(index), Part::stream(upload.clone()).file_name("photo"))
        });
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
                let mut uploads = Vec::new();
                let params = Params::SendPhoto(send_photo(chat, screen, file(photo, &mut uploads)));
                Self { uploads, ..Self::new("sendPhoto", params) }
            }
            Call::SendAlbum { chat, caption, photos } => {
                let mut uploads = Vec::new();
                let params = Params::SendMediaGroup(send_album(chat, caption, photos, &mut uploads));
                Self { uploads, ..Self::new("sendMediaGroup", params) }
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
            Call::AnswerInline { query, answer } => {
                Self::new("answerInlineQuery", Params::AnswerInlineQuery(answer.payload(query)))
            }
        }
    }
}

const fn thread_id(Topic(id): Topic) -> ThreadId {
    ThreadId(types::MessageId(id))
}

/// The name of the part that holds an uploaded file.
fn part_name(index: usize) -> String {
    format!("upload{index}")
}

/// A photo as a parameter names it (Bot API, `InputFile`); one that is sent for the first time joins the uploads.
fn file(photo: Photo, uploads: &mut Vec<Bytes>) -> InputFile {
    InputFile::file_id(FileId(match photo.source {
        PhotoSource::Known(file_id) => file_id,
        PhotoSource::Upload(bytes) => {
            uploads.push(bytes.into());
            format!("attach://{}", part_name(uploads.len() - 1))
        }
    }))
}

pub(crate) const fn no_preview() -> LinkPreviewOptions {
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

/// The caption of an album is that of its first photo, and of no other.
fn send_album(chat: Chat, caption: Html, photos: Vec<Photo>, uploads: &mut Vec<Bytes>) -> SendMediaGroup {
    debug_assert!(photos.len() <= Call::MAX_ALBUM, "an album of {} photos", photos.len());
    let mut caption = Some(caption).filter(|caption| !caption.is_empty());
    let media = photos.into_iter().map(|photo| {
        let mut media = InputMediaPhoto::new(file(photo, uploads));
        if let Some(caption) = caption.take() {
            media = media.caption(caption.cut(MAX_CAPTION)).parse_mode(ParseMode::Html);
        }
        InputMedia::Photo(media)
    });
    SendMediaGroup::new(ChatId(chat.0), media)
}

fn send_photo(chat: Chat, Screen { text, keyboard }: Screen, file: InputFile) -> SendPhoto {
    let mut payload = SendPhoto::new(ChatId(chat.0), file).caption(text.cut(MAX_CAPTION)).parse_mode(ParseMode::Html);
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
        !matches!(self, Self::SendPhoto { .. } | Self::SendAlbum { .. })
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

    use domain::{ImageId, ProductId};

    use super::*;
    use crate::PhotoOf;

    #[test]
    fn an_album_names_known_photos_and_uploads_the_others() {
        let of = PhotoOf { product_id: ProductId::fresh(), image_id: ImageId::fresh() };
        let photo = |source| Photo { source, of };
        let photos = vec![
            photo(PhotoSource::Upload(vec![1])),
            photo(PhotoSource::Known("file".to_owned())),
            photo(PhotoSource::Upload(vec![2])),
        ];
        let request = Request::from(Call::SendAlbum { chat: Chat(7), caption: Html::new("<b>Mug</b>"), photos });
        let expected = json!({ "chat_id": 7, "media": [
            { "type": "photo", "media": "attach://upload0", "caption": "<b>Mug</b>", "parse_mode": "HTML" },
            { "type": "photo", "media": "file" },
            { "type": "photo", "media": "attach://upload1" },
        ] });
        assert_eq!(serde_json::to_value(&request.params).unwrap(), expected);
        assert_eq!(request.uploads, [Bytes::from(vec![1]), Bytes::from(vec![2])]);
    }

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
