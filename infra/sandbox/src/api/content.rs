//! Reads the text or caption of a call: `parse_mode` or entities, then Telegram's limits.
//!
//! The parser is [`crate::markup`]; here are the limits, and mentions by id, which need to know who exists.
//!
//! Example: 4097 characters are `Bad Request: message is too long`.

use super::params::Params;
use crate::error::ApiError;
use crate::markup::{Entity, FormattedText, html, utf16_len};
use crate::world::World;

const MAX_TEXT: usize = 4096;
const MAX_CAPTION: usize = 1024;

/// `text` of sendMessage and editMessageText.
///
/// # Errors
/// `message text is empty`, `message is too long`, `can't parse entities: ..`.
pub(crate) fn text(world: &World, params: &Params) -> Result<FormattedText, ApiError> {
    let source = params.text("text").ok_or_else(|| ApiError::bad_request("message text is empty"))?;
    let text = formatted(world, &source, params.text("parse_mode"), params, "entities")?;
    ApiError::refuse_if(text.text.is_empty(), "message text is empty")?;
    ApiError::refuse_if(utf16_len(&text.text) > MAX_TEXT, "message is too long")?;
    Ok(text)
}

/// `caption`; an absent one is empty.
///
/// # Errors
/// `message caption is too long`, `can't parse entities: ..`.
pub(crate) fn caption(world: &World, params: &Params) -> Result<FormattedText, ApiError> {
    caption_from(world, params.text("caption"), params.text("parse_mode"), params)
}

/// As [`caption`], from where the caller found it (`media` of editMessageMedia holds its own).
///
/// # Errors
/// As [`caption`].
pub(crate) fn caption_from(
    world: &World,
    source: Option<String>,
    parse_mode: Option<String>,
    params: &Params,
) -> Result<FormattedText, ApiError> {
    let text = formatted(world, &source.unwrap_or_default(), parse_mode, params, "caption_entities")?;
    ApiError::refuse_if(utf16_len(&text.text) > MAX_CAPTION, "message caption is too long")?;
    Ok(text)
}

fn formatted(
    world: &World,
    source: &str,
    parse_mode: Option<String>,
    params: &Params,
    entities: &str,
) -> Result<FormattedText, ApiError> {
    let mut text = match parse_mode.unwrap_or_default().to_lowercase().as_str() {
        "html" => html::parse(source).map_err(|what| ApiError::bad_request(format!("can't parse entities: {what}")))?,
        "" | "none" => {
            let entities = params.structure::<Vec<Entity>>(entities, "can't parse MessageEntity")?;
            FormattedText { text: source.to_owned(), entities: entities.unwrap_or_default() }
        }
        "markdown" | "markdownv2" => {
            return Err(ApiError::bad_request("unsupported parse_mode: the sandbox understands HTML only"));
        }
        _ => return Err(ApiError::bad_request("unsupported parse_mode")),
    };
    text.entities.retain_mut(|entity| resolve_mention(world, entity));
    Ok(text.finish())
}

/// `tg://user?id=..` is a mention of somebody the bot knows, or no link at all.
fn resolve_mention(world: &World, entity: &mut Entity) -> bool {
    let Some(id) = entity.url.as_deref().and_then(|url| url.strip_prefix("tg://user?id=")) else {
        return true;
    };
    let Some(customer) = id.parse().ok().and_then(|id: i64| world.customers.get(&id)) else {
        return false;
    };
    "text_mention".clone_into(&mut entity.kind);
    entity.user = Some(customer.user.clone());
    entity.url = None;
    true
}
