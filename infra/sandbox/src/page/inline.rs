//! What a customer does in a chat with another one: types the bot's name, and chooses what it offers.
//!
//! Asking waits for the bot's answer, as Telegram's apps do; the message that was chosen is then posted for both.
//!
//! Example: `POST /sandbox/customers/-1/inline {"query":"mug","member":1001}` answers `{"query_id":"..","results":[..]}`.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::customers::{Done, Shop};
use crate::error::ApiError;
use crate::shared::Shared;
use crate::world::{Answer, Author, Draft, INLINE_LIFETIME, Markup, Offer};

#[derive(Debug, Deserialize)]
pub(super) struct AskIn {
    query: String,
    #[serde(default)]
    offset: String,
    member: Option<i64>,
}

/// `{query, offset?, member?}`: what the bot offers for what is typed behind its name
pub(super) async fn ask(State(shared): Shop, Path(id): Path<i64>, Json(body): Json<AskIn>) -> Done {
    let query_id = shared.change(|world| world.ask_inline(id, body.member, &body.query, &body.offset))?;
    answered(&shared, query_id).await.map(Json)
}

/// Waits until the bot answers, or it is too late for that.
async fn answered(shared: &Shared, query_id: u64) -> Result<Value, ApiError> {
    let deadline = Instant::now() + Duration::from_secs(INLINE_LIFETIME.unsigned_abs());
    let mut changes = shared.changed.subscribe();
    loop {
        changes.mark_unchanged();
        let (answer, is_open) = shared.look(|world| {
            let answer = world.inline.answer(query_id).map(|answer| shown(query_id, answer));
            (answer, world.inline.open.contains_key(&query_id))
        });
        match answer {
            Some(answer) => return Ok(answer),
            None if !is_open => return Err(ApiError::conflict("the bot can no longer answer")),
            None => {}
        }
        tokio::select! {
            waited = timeout_at(deadline, changes.changed()) => {
                waited.map_err(|_| ApiError::conflict("the bot has not answered in time"))?.ok();
            }
            () = shared.stopped() => return Err(ApiError::conflict("the sandbox stops")),
        }
    }
}

fn shown(query_id: u64, answer: &Answer) -> Value {
    let result = |offer: &Offer| {
        json!({
            "id": offer.id, "type": offer.kind, "title": offer.title, "description": offer.description,
            "thumbnail_url": offer.thumbnail_url, "photo": offer.photo,
        })
    };
    json!({
        "query_id": query_id.to_string(),
        "results": answer.offers.iter().map(result).collect::<Vec<_>>(),
        "next_offset": answer.next_offset,
        "button": answer.button,
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct ChooseIn {
    query_id: String,
    result_id: String,
    member: Option<i64>,
}

/// `{query_id, result_id, member?}`: the result becomes a message of the one who chose it
pub(super) async fn choose(State(shared): Shop, Path(id): Path<i64>, Json(body): Json<ChooseIn>) -> Done {
    shared.change(|world| {
        let is_between = world.customers.get(&id).is_some_and(|chat| chat.between);
        let answer = body.query_id.parse().ok().and_then(|id| world.inline.answer(id));
        let offer = answer.and_then(|answer| answer.offers.iter().find(|offer| offer.id == body.result_id));
        let offer = offer.filter(|_| is_between).ok_or_else(ApiError::not_found)?;
        let draft = Draft {
            markup: offer.keyboard.clone().map_or(Markup::Absent, Markup::Inline),
            via_bot: Some(world.bot.clone()),
            ..Draft::from(offer.content.clone())
        };
        let message = world.post(id, Author::Customer(body.member), draft)?;
        Ok(Json(json!({ "message_id": message.message_id })))
    })
}
