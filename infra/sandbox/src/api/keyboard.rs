//! Reads `reply_markup` and refuses what Telegram refuses: no text, too much data, too many buttons.
//!
//! The shapes are in [`crate::world::markup`]. An edit takes an inline keyboard only.
//!
//! Example: a `callback_data` of 65 bytes is `Bad Request: BUTTON_DATA_INVALID`.

use serde_json::{Map, Value};

use super::params::Params;
use crate::error::ApiError;
use crate::markup::link::check_link;
use crate::world::{InlineButton, InlineKeyboard, Markup, ReplyButton, ReplyKeyboard};

/// Bytes a button may carry.
const MAX_CALLBACK_DATA: usize = 64;
/// Buttons in one inline keyboard.
const MAX_INLINE_BUTTONS: usize = 100;
/// Fields of an inline button that make it do something; the sandbox interprets the first two.
const ACTIONS: [&str; 7] = [
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "pay",
];

/// `reply_markup` of a call that sends.
///
/// # Errors
/// Telegram's complaint about the markup.
pub(crate) fn markup(params: &Params) -> Result<Markup, ApiError> {
    let complaint = "can't parse reply keyboard markup JSON object";
    let Some(value) = params.structure::<Value>("reply_markup", complaint)? else {
        return Ok(Markup::Absent);
    };
    let Value::Object(object) = value else {
        return Err(ApiError::bad_request("object expected as reply markup"));
    };
    let is_set = |name| object.get(name).and_then(Value::as_bool).unwrap_or(false);
    if let Some(rows) = object.get("inline_keyboard") {
        let keyboard = inline(rows)?;
        return Ok(if keyboard.inline_keyboard.is_empty() { Markup::Absent } else { Markup::Inline(keyboard) });
    }
    if let Some(rows) = object.get("keyboard") {
        return reply(&object, rows).map(Markup::Reply);
    }
    if is_set("remove_keyboard") {
        return Ok(Markup::Remove);
    }
    if is_set("force_reply") {
        let input_field_placeholder = placeholder(&object)?;
        return Ok(Markup::Reply(ReplyKeyboard {
            one_time_keyboard: true,
            input_field_placeholder,
            ..ReplyKeyboard::default()
        }));
    }
    Ok(Markup::Absent)
}

/// `reply_markup` of a call that edits; `None` takes the keyboard away.
///
/// # Errors
/// As [`markup`], and for a keyboard that is not inline.
pub(crate) fn inline_markup(params: &Params) -> Result<Option<InlineKeyboard>, ApiError> {
    match markup(params)? {
        Markup::Inline(keyboard) => Ok(Some(keyboard)),
        Markup::Absent => Ok(None),
        _ => Err(ApiError::bad_request("inline keyboard expected")),
    }
}

/// Rows of objects; empty rows vanish, as in the Bot API.
fn rows<T>(
    value: &Value,
    field: &str,
    read: impl Fn(&Map<String, Value>) -> Result<T, ApiError>,
    plain: impl Fn(&str) -> Option<T>,
) -> Result<Vec<Vec<T>>, ApiError> {
    let complain = |what: &str| ApiError::bad_request(format!("field \"{field}\" of the markup must be {what}"));
    let mut result = Vec::new();
    for row in value.as_array().ok_or_else(|| complain("an Array of Arrays"))? {
        let row = row.as_array().ok_or_else(|| complain("an Array of Arrays"))?;
        let buttons: Result<Vec<T>, ApiError> = row
            .iter()
            .map(|button| match button {
                Value::Object(object) => read(object),
                Value::String(text) => plain(text).ok_or_else(|| complain("made of Objects")),
                _ => Err(complain("made of Objects")),
            })
            .collect();
        result.push(buttons?);
    }
    result.retain(|row| !row.is_empty());
    Ok(result)
}

fn inline(value: &Value) -> Result<InlineKeyboard, ApiError> {
    let inline_keyboard = rows(value, "inline_keyboard", inline_button, |_| None)?;
    let buttons: usize = inline_keyboard.iter().map(Vec::len).sum();
    ApiError::refuse_if(buttons > MAX_INLINE_BUTTONS, "REPLY_MARKUP_TOO_LONG")?;
    Ok(InlineKeyboard { inline_keyboard })
}

fn text_field(object: &mut Map<String, Value>, button: &str) -> Result<String, ApiError> {
    let complain = |what: &str| ApiError::bad_request(format!("can't parse {button}: {what}"));
    match object.remove("text") {
        None => Err(complain("Can't find field \"text\"")),
        Some(Value::String(text)) if text.trim().is_empty() => {
            Err(ApiError::bad_request(format!("{button} text must be non-empty")))
        }
        Some(Value::String(text)) => Ok(text.trim().to_owned()),
        Some(_) => Err(complain("Field \"text\" must be of type String")),
    }
}

fn inline_button(object: &Map<String, Value>) -> Result<InlineButton, ApiError> {
    let mut other = object.clone();
    let text = text_field(&mut other, "inline keyboard button")?;
    let mut take = |name: &str| match other.remove(name) {
        Some(Value::String(value)) if !value.is_empty() => Some(value),
        _ => None,
    };
    let (callback_data, url) = (take("callback_data"), take("url"));
    let is_long = callback_data.as_ref().is_some_and(|data| data.len() > MAX_CALLBACK_DATA);
    ApiError::refuse_if(is_long, "BUTTON_DATA_INVALID")?;
    let wrong_url = |url| format!("inline keyboard button URL '{url}' is invalid: Wrong HTTP URL");
    let url = url.map(|url| check_link(&url).ok_or_else(|| ApiError::bad_request(wrong_url(url)))).transpose()?;
    if let Some(choice) = other.get("switch_inline_query_chosen_chat") {
        let kinds = ["allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats"];
        let allows = kinds.iter().any(|kind| choice[kind].as_bool().unwrap_or(false));
        ApiError::refuse_if(!allows, "at least one chat type must be allowed")?;
    }
    let acts = callback_data.is_some() || url.is_some() || ACTIONS.iter().any(|name| other.contains_key(*name));
    let complaint = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard";
    ApiError::refuse_if(!acts, complaint)?;
    Ok(InlineButton { text, callback_data, url, other })
}

fn reply(object: &Map<String, Value>, value: &Value) -> Result<ReplyKeyboard, ApiError> {
    let is_set = |name| object.get(name).and_then(Value::as_bool).unwrap_or(false);
    let read = |button: &Map<String, Value>| {
        let mut other = button.clone();
        let text = text_field(&mut other, "keyboard button")?;
        let request_contact = other.remove("request_contact").and_then(|flag| flag.as_bool()).unwrap_or(false);
        Ok(ReplyButton { text, request_contact, other })
    };
    let plain = |text: &str| {
        let text = text.trim();
        (!text.is_empty()).then(|| ReplyButton { text: text.to_owned(), request_contact: false, other: Map::new() })
    };
    Ok(ReplyKeyboard {
        keyboard: rows(value, "keyboard", read, plain)?,
        resize_keyboard: is_set("resize_keyboard"),
        one_time_keyboard: is_set("one_time_keyboard"),
        is_persistent: is_set("is_persistent"),
        input_field_placeholder: placeholder(object)?,
        ..ReplyKeyboard::default()
    })
}

fn placeholder(object: &Map<String, Value>) -> Result<Option<String>, ApiError> {
    let text = object.get("input_field_placeholder").and_then(Value::as_str).filter(|text| !text.is_empty());
    let is_long = text.is_some_and(|text| text.chars().count() > 64);
    ApiError::refuse_if(is_long, "input field placeholder is too long")?;
    Ok(text.map(str::to_owned))
}
