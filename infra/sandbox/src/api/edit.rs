//! Methods that change or remove a message of a chat: the editMessage family and deleteMessage.
//!
//! An edit replaces the keyboard too: called without `reply_markup`, it takes the buttons away, as on Telegram. An
//! edit that changes nothing is refused. [`crate::world::World::replace`] knows both rules.
//!
//! Example: `editMessageText` of a photo is `there is no text in the message to edit`.

use serde_json::{Value, json};

use super::params::Params;
use super::send::{known_chat, message_id};
use super::{content, files, keyboard};
use crate::error::ApiError;
use crate::shared::Shared;
use crate::world::{Content, Message, World};

/// The message a call edits, as it is now.
fn target(world: &mut World, params: &Params) -> Result<Message, ApiError> {
    ApiError::refuse_if(params.text("inline_message_id").is_some(), "MESSAGE_ID_INVALID")?;
    let chat_id = known_chat(world, params)?.user.id;
    world.editable_mut(chat_id, message_id(params)?).cloned()
}

/// editMessageText
pub(super) fn text(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    shared.change(|world| {
        let text = content::text(world, params)?;
        let keyboard = keyboard::inline_markup(params)?;
        let mut message = target(world, params)?;
        ApiError::refuse_if(message.text.is_none(), "there is no text in the message to edit")?;
        message.set_content(Content::Text(text));
        world.replace(message, keyboard).map(|message| json!(message))
    })
}

/// editMessageCaption
pub(super) fn caption(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    shared.change(|world| {
        let caption = content::caption(world, params)?;
        let keyboard = keyboard::inline_markup(params)?;
        let mut message = target(world, params)?;
        ApiError::refuse_if(message.photo.is_empty(), "there is no caption in the message to edit")?;
        message.set_caption(caption);
        world.replace(message, keyboard).map(|message| json!(message))
    })
}

/// editMessageReplyMarkup
pub(super) fn reply_markup(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    shared.change(|world| {
        let keyboard = keyboard::inline_markup(params)?;
        let message = target(world, params)?;
        world.replace(message, keyboard).map(|message| json!(message))
    })
}

/// editMessageMedia, for photos
pub(super) fn media(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let media = params.structure::<Value>("media", "can't parse InputMedia")?;
    let media = media.ok_or_else(|| ApiError::bad_request("input media is not specified"))?;
    let field = |name: &str| media[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let is_photo = field("type").as_deref() == Some("photo");
    ApiError::refuse_if(!is_photo, "can't parse InputMedia: the sandbox knows photos only")?;
    shared.change(|world| target(world, params))?;
    let sizes = files::sizes(shared, params, "media", field("media"))?;
    shared.change(|world| {
        let caption = content::caption_from(world, field("caption"), field("parse_mode"), params)?;
        let keyboard = keyboard::inline_markup(params)?;
        let mut message = target(world, params)?;
        message.set_content(Content::Photo { sizes, caption });
        world.replace(message, keyboard).map(|message| json!(message))
    })
}

/// deleteMessage: in a private chat a bot may delete the messages of both sides.
pub(super) fn delete(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let id = message_id(params)?;
    shared.change(|world| {
        let chat_id = known_chat(world, params)?.user.id;
        ApiError::refuse_if(world.delete(chat_id, &[id]) == 0, "message to delete not found")?;
        Ok(json!(true))
    })
}

/// deleteMessages: what is not there is passed over.
pub(super) fn delete_many(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let ids = params.structure::<Vec<i64>>("message_ids", "can't parse message identifiers JSON array")?;
    let ids = ids.filter(|ids| !ids.is_empty());
    let ids = ids.ok_or_else(|| ApiError::bad_request("message identifiers are not specified"))?;
    ApiError::refuse_if(ids.len() > 100, "too many message identifiers specified")?;
    shared.change(|world| {
        let chat_id = known_chat(world, params)?.user.id;
        world.delete(chat_id, &ids);
        Ok(json!(true))
    })
}
