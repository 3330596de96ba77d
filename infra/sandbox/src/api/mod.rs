//! The Bot API half: `/bot<token>/<method>` and `/file/bot<token>/<path>`.
//!
//! A call is read ([`params`]), carried out ([`perform`]) and noted in the panel, whether it came over HTTP or in the
//! answer to a webhook delivery. The methods live by what they are about: [`send`], [`album`], [`edit`], [`inline`],
//! [`updates`], [`profile`].
//!
//! Example: `POST /bot123:abc/sendMessage {"chat_id":1001,"text":"Hi"}` answers `{"ok":true,"result":{..}}`.

mod album;
pub(crate) mod content;
mod edit;
pub(crate) mod files;
mod inline;
pub(crate) mod keyboard;
pub(crate) mod params;
pub(crate) mod profile;
mod send;
pub(crate) mod updates;

use std::{sync::Arc, time::Instant};

use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::response::Response;
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::{Value, json};

use self::params::Params;
pub(crate) use self::updates::webhook_info;
use crate::error::ApiError;
use crate::journal::{Direction, Exchange};
use crate::shared::Shared;
use crate::world::{World, unix_now_ms};

/// The routes of the Bot API.
pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/{bot}/{method}", any(call))
        .route("/file/{bot}/{*path}", get(download))
        .layer(DefaultBodyLimit::max(params::MAX_BODY))
}

/// Checks `bot<token>`. The sandbox is a local tool: no constant time.
fn authorize(shared: &Shared, segment: &str) -> Result<(), ApiError> {
    let token = segment.strip_prefix("bot").ok_or_else(ApiError::not_found)?;
    if token == shared.token { Ok(()) } else { Err(ApiError::unauthorized()) }
}

async fn call(
    State(shared): State<Arc<Shared>>,
    Path((bot, method)): Path<(String, String)>,
    request: Request,
) -> Result<Json<Value>, ApiError> {
    authorize(&shared, &bot)?;
    let params = Params::read(request).await?;
    perform(&shared, &method, &params, Direction::Call).await.map(Json)
}

/// Carries out a call and notes it for the panel; the body of the answer.
///
/// # Errors
/// Whatever the method refuses, and the faults ordered from the panel.
pub(crate) async fn perform(
    shared: &Shared,
    method: &str,
    params: &Params,
    direction: Direction,
) -> Result<Value, ApiError> {
    let started = Instant::now();
    let at_ms = unix_now_ms();
    let outcome = dispatch(shared, &method.to_ascii_lowercase(), params).await;
    // Empty polls come every few seconds and say nothing
    let idle_poll = method.eq_ignore_ascii_case("getUpdates")
        && outcome.as_ref().is_ok_and(|body| body["result"].as_array().is_some_and(Vec::is_empty));
    if !idle_poll {
        shared.record(Exchange {
            id: 0,
            at_ms,
            direction,
            method: method.to_owned(),
            chat_id: params.integer("chat_id"),
            status: outcome.as_ref().map_or_else(|error| error.code, |_| 200),
            ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            request: params.to_json(),
            response: outcome.clone().unwrap_or_else(|error| error.body()),
        });
    }
    outcome
}

async fn dispatch(shared: &Shared, method: &str, params: &Params) -> Result<Value, ApiError> {
    // Ordered faults hit what a bot does, not how it is set up or listens
    let exempt = ["getupdates", "setwebhook", "deletewebhook", "getwebhookinfo"].contains(&method);
    if !exempt && let Some(error) = shared.change(World::take_fault) {
        return Err(error);
    }
    let result = match method {
        "getupdates" => updates::get_updates(shared, params).await?,
        // These two say more than their result
        "setwebhook" => return updates::set_webhook(shared, params),
        "deletewebhook" => return Ok(updates::delete_webhook(shared, params)),
        "getwebhookinfo" => shared.look(webhook_info),
        "sendmessage" => send::message(shared, params)?,
        "sendphoto" => send::photo(shared, params)?,
        "sendmediagroup" => album::send(shared, params)?,
        "sendchataction" => send::chat_action(shared, params)?,
        "copymessage" => send::copy(shared, params)?,
        "editmessagetext" => edit::text(shared, params)?,
        "editmessagecaption" => edit::caption(shared, params)?,
        "editmessagereplymarkup" => edit::reply_markup(shared, params)?,
        "editmessagemedia" => edit::media(shared, params)?,
        "deletemessage" => edit::delete(shared, params)?,
        "deletemessages" => edit::delete_many(shared, params)?,
        "setmessagereaction" => send::react(shared, params)?,
        "answercallbackquery" => send::answer_callback_query(shared, params)?,
        "answerinlinequery" => inline::answer(shared, params)?,
        "getfile" => files::get_file(shared, params)?,
        other => profile::dispatch(shared, other, params)?,
    };
    Ok(json!({ "ok": true, "result": result }))
}

async fn download(
    State(shared): State<Arc<Shared>>,
    Path((bot, path)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    authorize(&shared, &bot)?;
    let known = shared.look(|world| world.files.values().find(|file| file.path == path).cloned());
    let file = known.ok_or_else(ApiError::not_found)?;
    files::serve(&shared, file, "application/octet-stream").await
}
