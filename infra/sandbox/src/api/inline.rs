//! answerInlineQuery: what the bot offers to a customer who types its name in a chat with somebody else.
//!
//! Results of the types `article` and `photo`, the latter by `photo_file_id` only, as the sandbox fetches nothing from
//! outside. Who waits for the answer and how long it is kept is [`crate::world::Inline`]'s.
//!
//! Example: `{"inline_query_id":"5","results":[{"type":"article","id":"a","title":"Mug","input_message_content":{..}}]}`.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::params::Params;
use super::{content, files, keyboard};
use crate::error::ApiError;
use crate::shared::Shared;
use crate::world::{Answer, Content, Offer, World};

/// The most results of an answer (Bot API, `answerInlineQuery.results`).
const MAX_RESULTS: usize = 50;
/// The most bytes of a result's id, of `next_offset` and of a button's `start_parameter`.
const MAX_ID: usize = 64;
/// Seconds for which an answer is kept, unless the bot says otherwise.
const DEFAULT_CACHE_TIME: i64 = 300;

/// answerInlineQuery
pub(super) fn answer(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let id = params.text("inline_query_id").unwrap_or_default();
    let next_offset = params.text("next_offset").unwrap_or_default();
    ApiError::refuse_if(next_offset.len() > MAX_ID, "NEXT_OFFSET_INVALID")?;
    let cache_time = params.integer("cache_time").unwrap_or(DEFAULT_CACHE_TIME);
    let button = button(params)?;
    let results = results(params)?;
    shared.change(|world| {
        let offers = results.into_iter().map(|result| offer(world, result)).collect::<Result<Vec<_>, _>>()?;
        let mut ids = HashSet::new();
        ApiError::refuse_if(!offers.iter().all(|offer| ids.insert(&offer.id)), "RESULT_ID_DUPLICATE")?;
        let is_personal = params.flag("is_personal");
        world.answer_inline(&id, Answer { offers, cache_time, is_personal, next_offset, button })?;
        Ok(json!(true))
    })
}

fn complain(what: &str) -> ApiError {
    ApiError::bad_request(format!("can't parse inline query result: {what}"))
}

fn results(params: &Params) -> Result<Vec<Map<String, Value>>, ApiError> {
    let complaint = "can't parse JSON encoded inline query results";
    let results = params.structure::<Value>("results", complaint)?.unwrap_or_else(|| json!([]));
    let Value::Array(results) = results else {
        return Err(ApiError::bad_request("expected an Array of inline query results"));
    };
    ApiError::refuse_if(results.len() > MAX_RESULTS, "too many inline query results specified")?;
    let object = |result| match result {
        Value::Object(fields) => Ok(fields),
        _ => Err(complain("expected an Object")),
    };
    results.into_iter().map(object).collect()
}

fn offer(world: &World, fields: Map<String, Value>) -> Result<Offer, ApiError> {
    let message = fields.get("input_message_content").cloned();
    let params = Params::of_object(fields);
    let id = params.text("id").ok_or_else(|| ApiError::bad_request("RESULT_ID_EMPTY"))?;
    ApiError::refuse_if(id.len() > MAX_ID, "RESULT_ID_INVALID")?;
    let message = message.map(|message| message_content(world, message)).transpose()?;
    let kind = params.text("type").ok_or_else(|| complain("Can't find field \"type\""))?;
    let (photo, content) = match kind.as_str() {
        "article" => {
            params.text("title").ok_or_else(|| ApiError::bad_request("ARTICLE_TITLE_EMPTY"))?;
            (None, message.ok_or_else(|| complain("Can't find field \"input_message_content\""))?)
        }
        "photo" => {
            let file_id = params.text("photo_file_id");
            let file_id = file_id.ok_or_else(|| complain("the sandbox takes photos by photo_file_id only"))?;
            let sizes = files::sizes_of(world, &file_id)?;
            let caption = content::caption(world, &params)?;
            (Some(sizes.clone()), message.unwrap_or(Content::Photo { sizes, caption }))
        }
        _ => return Err(complain("the sandbox knows the types article and photo only")),
    };
    Ok(Offer {
        id,
        kind,
        title: params.text("title"),
        description: params.text("description"),
        thumbnail_url: params.text("thumbnail_url"),
        photo,
        content,
        keyboard: keyboard::inline_markup(&params)?,
    })
}

/// `InputTextMessageContent`
fn message_content(world: &World, message: Value) -> Result<Content, ApiError> {
    let Value::Object(mut fields) = message else {
        return Err(complain("expected an Object as input message content"));
    };
    let text =
        fields.remove("message_text").ok_or_else(|| complain("the sandbox knows text as message content only"))?;
    fields.insert("text".to_owned(), text);
    content::text(world, &Params::of_object(fields)).map(Content::Text)
}

/// `InlineQueryResultsButton`, which opens the bot with a parameter of its own.
fn button(params: &Params) -> Result<Option<Value>, ApiError> {
    let Some(button) = params.structure::<Value>("button", "can't parse InlineQueryResultsButton")? else {
        return Ok(None);
    };
    ApiError::refuse_if(button["text"].as_str().is_none_or(str::is_empty), "SWITCH_PM_TEXT_EMPTY")?;
    let parameter = button["start_parameter"].as_str().unwrap_or_default();
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let is_valid = (1..=MAX_ID).contains(&parameter.len()) && parameter.chars().all(is_allowed);
    ApiError::refuse_if(!is_valid, "START_PARAM_INVALID")?;
    Ok(Some(button))
}
