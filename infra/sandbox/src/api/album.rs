//! sendMediaGroup: up to ten photos as one album, which is so many messages with the same `media_group_id`.
//!
//! Telegram sends all of it or nothing. Files are therefore looked at before any is kept. What the Bot API server itself
//! refuses reads as for sendPhoto; what Telegram refuses of an image names the photo by its place.
//!
//! Example: `media=[{"type":"photo","media":"attach://a","caption":"Mug"},{"type":"photo","media":"AgAC.."}]`.

use serde_json::{Map, Value, json};

use super::files::{self, Source};
use super::params::Params;
use super::{content, send};
use crate::error::ApiError;
use crate::markup::FormattedText;
use crate::shared::Shared;
use crate::world::{Author, Content, Draft, Event, PhotoSize};

/// The most photos of one album (Bot API, `sendMediaGroup.media`).
const MAX_PHOTOS: usize = 10;

/// sendMediaGroup. A single photo is sent outside of any album.
pub(super) fn send(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let items = items(params)?;
    let captions = shared.change(|world| {
        send::chat_id(world, params)?;
        items.iter().map(|item| content::caption(world, item)).collect::<Result<Vec<FormattedText>, ApiError>>()
    })?;
    let photos = photos(shared, params, &items)?;
    shared.change(|world| {
        let chat_id = send::chat_id(world, params)?;
        let reply_to = send::reply_to(world, chat_id, params)?;
        world.events.push(Event::Typing { chat_id, source: "action", active: false });
        let media_group_id = (photos.len() > 1).then(|| world.next_media_group_id());
        let messages: Result<Vec<_>, ApiError> = photos
            .into_iter()
            .zip(captions)
            .map(|(sizes, caption)| {
                let content = Content::Photo { sizes, caption };
                let media_group_id = media_group_id.clone();
                world.post(chat_id, Author::Bot, Draft { reply_to, media_group_id, ..Draft::from(content) })
            })
            .collect();
        messages.map(|messages| json!(messages))
    })
}

/// The fields of each `InputMedia`.
fn items(params: &Params) -> Result<Vec<Params>, ApiError> {
    let media = params.structure::<Value>("media", "can't parse media JSON object")?;
    let media = media.ok_or_else(|| ApiError::bad_request("parameter \"media\" is required"))?;
    let Value::Array(media) = media else {
        return Err(ApiError::bad_request("expected an Array of InputMedia"));
    };
    ApiError::refuse_if(media.is_empty(), "there are no messages to send")?;
    ApiError::refuse_if(media.len() > MAX_PHOTOS, "too many messages to send as an album")?;
    media.into_iter().map(item).collect()
}

fn item(media: Value) -> Result<Params, ApiError> {
    let complain = |what: &str| ApiError::bad_request(format!("can't parse InputMedia: {what}"));
    let Value::Object(media) = media else {
        return Err(complain("expected an Object"));
    };
    match kind(&media) {
        "photo" => Ok(Params::of_object(media)),
        "animation" => Err(complain("type \"animation\" can't be used in sendMediaGroup")),
        "video" | "audio" | "document" => Err(complain("the sandbox knows photos only")),
        other => Err(complain(&format!("type \"{other}\" is unsupported"))),
    }
}

fn kind(media: &Map<String, Value>) -> &str {
    media.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// The photos in their order, with all uploads kept; none is, if one of the album is refused.
fn photos(shared: &Shared, params: &Params, items: &[Params]) -> Result<Vec<Vec<PhotoSize>>, ApiError> {
    let missing = || ApiError::bad_request("can't parse InputMedia: media not found");
    let source = |item: &Params| {
        let source = files::source(shared, params, &item.text("media").ok_or_else(missing)?, missing)?;
        if let Source::Upload(bytes) = source {
            files::check_size(bytes)?;
        }
        Ok(source)
    };
    let sources: Vec<Source<'_>> = items.iter().map(source).collect::<Result<_, ApiError>>()?;
    for (index, source) in sources.iter().enumerate() {
        if let Source::Upload(bytes) = source {
            files::check_image(bytes).map_err(|error| of_photo(index, &error))?;
        }
    }
    let keep = |source| match source {
        Source::Known(sizes) => Ok(sizes),
        Source::Upload(bytes) => files::store_photo(shared, bytes),
    };
    sources.into_iter().map(keep).collect()
}

fn of_photo(index: usize, error: &ApiError) -> ApiError {
    let reason = error.description.trim_start_matches("Bad Request: ");
    ApiError::bad_request(format!("failed to send message #{} with the error message \"{reason}\"", index + 1))
}
