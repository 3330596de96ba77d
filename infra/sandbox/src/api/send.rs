//! Methods that put something into a chat: sendMessage, sendPhoto, copyMessage, sendChatAction, and the answer to a
//! pressed button.
//!
//! Beside [`super::edit`], which changes what is there. Each reads its parameters, then works under one lock.
//!
//! Example: `message(&shared, &params)` is the sent `Message` as JSON.

use serde_json::{Value, json};

use super::{content, files, keyboard, params::Params};
use crate::error::ApiError;
use crate::markup::utf16_len;
use crate::shared::Shared;
use crate::world::{Author, Content, Customer, Draft, Event, Message, World};

const MAX_CALLBACK_ANSWER: usize = 200;
const CHAT_ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// The chat a call names, known and not blocked.
pub(super) fn chat_id(world: &mut World, params: &Params) -> Result<i64, ApiError> {
    let chat = known_chat(world, params)?;
    if chat.blocked { Err(ApiError::blocked()) } else { Ok(chat.user.id) }
}

/// The chat a call names; `@names` are for channels, which the sandbox has none of.
pub(super) fn known_chat<'w>(world: &'w mut World, params: &Params) -> Result<&'w mut Customer, ApiError> {
    ApiError::refuse_if(params.text("chat_id").is_none(), "chat_id is empty")?;
    let chat_id = params.integer("chat_id").ok_or_else(|| ApiError::bad_request("chat not found"))?;
    world.chat_mut(chat_id)
}

/// The message a call names.
pub(super) fn message_id(params: &Params) -> Result<i64, ApiError> {
    params.integer("message_id").ok_or_else(|| ApiError::bad_request("message identifier is not specified"))
}

/// The message quoted: `reply_parameters`, or `reply_to_message_id` of older clients.
pub(super) fn reply_to(world: &mut World, chat_id: i64, params: &Params) -> Result<Option<i64>, ApiError> {
    let parameters = params.structure::<Value>("reply_parameters", "can't parse reply parameters")?.unwrap_or_default();
    let Some(id) = parameters["message_id"].as_i64().or_else(|| params.integer("reply_to_message_id")) else {
        return Ok(None);
    };
    let optional = parameters["allow_sending_without_reply"].as_bool().unwrap_or(false)
        || params.flag("allow_sending_without_reply");
    match world.chat_mut(chat_id)?.messages.contains_key(&id) {
        true => Ok(Some(id)),
        false if optional => Ok(None),
        false => Err(ApiError::bad_request("message to be replied not found")),
    }
}

/// Adds the bot's message; its "typing…" ends with it.
fn post(world: &mut World, chat_id: i64, content: Content, params: &Params) -> Result<Message, ApiError> {
    let draft = Draft {
        markup: keyboard::markup(params)?,
        reply_to: reply_to(world, chat_id, params)?,
        ..Draft::from(content)
    };
    world.events.push(Event::Typing { chat_id, source: "action", active: false });
    world.post(chat_id, Author::Bot, draft)
}

/// sendMessage
pub(super) fn message(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    shared.change(|world| {
        let chat_id = chat_id(world, params)?;
        let text = content::text(world, params)?;
        post(world, chat_id, Content::Text(text), params).map(|message| json!(message))
    })
}

/// sendPhoto
pub(super) fn photo(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    // Everything else is checked before a file is kept
    shared.change(|world| {
        chat_id(world, params)?;
        content::caption(world, params)?;
        keyboard::markup(params)
    })?;
    let sizes = files::sizes(shared, params, "photo", params.text("photo"))?;
    shared.change(|world| {
        let chat_id = chat_id(world, params)?;
        let caption = content::caption(world, params)?;
        post(world, chat_id, Content::Photo { sizes, caption }, params).map(|message| json!(message))
    })
}

/// copyMessage
pub(super) fn copy(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    shared.change(|world| {
        let chat_id = chat_id(world, params)?;
        let from = params.integer("from_chat_id").ok_or_else(|| ApiError::bad_request("chat not found"))?;
        let id = params.integer("message_id").unwrap_or_default();
        let source = world.chat_mut(from)?.messages.get(&id);
        let source = source.ok_or_else(|| ApiError::bad_request("message to copy not found"))?;
        let mut copied = source.message.content();
        if let Content::Photo { caption, .. } = &mut copied
            && params.text("caption").is_some()
        {
            *caption = content::caption(world, params)?;
        }
        post(world, chat_id, copied, params).map(|message| json!({ "message_id": message.message_id }))
    })
}

/// setMessageReaction: one emoji, or none
pub(super) fn react(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let reaction = params.structure::<Vec<Value>>("reaction", "can't parse reaction types JSON array")?;
    let reaction = reaction.unwrap_or_default();
    ApiError::refuse_if(reaction.len() > 1, "REACTIONS_TOO_MANY")?;
    let emoji = reaction.first().map(|reaction| reaction["emoji"].as_str().unwrap_or_default().to_owned());
    ApiError::refuse_if(emoji.as_deref() == Some(""), "REACTION_INVALID")?;
    shared.change(|world| {
        let chat_id = chat_id(world, params)?;
        world.react(chat_id, message_id(params)?, emoji)?;
        Ok(json!(true))
    })
}

/// sendChatAction
pub(super) fn chat_action(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    shared.change(|world| {
        let chat_id = chat_id(world, params)?;
        let action = params.text("action").unwrap_or_default();
        ApiError::refuse_if(!CHAT_ACTIONS.contains(&action.as_str()), "wrong parameter action in request")?;
        world.events.push(Event::Typing { chat_id, source: "action", active: true });
        Ok(json!(true))
    })
}

/// answerCallbackQuery
pub(super) fn answer_callback_query(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let text = params.text("text");
    let is_long = text.as_deref().is_some_and(|text| utf16_len(text) > MAX_CALLBACK_ANSWER);
    ApiError::refuse_if(is_long, "MESSAGE_TOO_LONG")?;
    let id = params.text("callback_query_id").unwrap_or_default();
    shared.change(|world| world.answer_query(&id, text, params.flag("show_alert")))?;
    Ok(json!(true))
}
