//! The chat page half: the page itself, and the small API it and browser tests use.
//!
//! | request | what it does |
//! | --- | --- |
//! | `GET /` | the page; `#customer=1001` opens that chat |
//! | `GET /sandbox/health` | 200 |
//! | `GET /sandbox/state` | bot, customers, webhook, faults |
//! | `GET /sandbox/chats/{id}` | the chat's messages, reply keyboard, commands, description |
//! | `GET /sandbox/events` | server-sent events, see [`crate::world::event`] |
//! | `GET`, `DELETE /sandbox/journal` | the raw exchanges |
//! | `GET /sandbox/files/{file_id}` | a photo |
//! | `POST /sandbox/faults` | `{too_many_requests?, retry_after?, server_errors?, expire_queries?}` |
//! | `POST /sandbox/customers` | `{first_name, id?, last_name?, username?, language_code?, phone?}`: one more |
//! | `POST /sandbox/customers/{id}/..` | also of the staff's group, whose id is negative: `text` `press` `contact` `photo` `edit` `block` `reset`, see [`customers`] |
//! | `POST /sandbox/customers/{id}/..` | of a chat between two customers, with ids from -1 on: `text` `press` `edit` `reset` as well, and `inline` `choose`, see [`inline`] |
//!
//! Example: `POST /sandbox/customers/1001/text {"text":"/start"}` answers `{"message_id":1,"update_id":..}`.

pub(crate) mod customers;
pub(crate) mod events;
mod inline;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::files;
use crate::error::ApiError;
use crate::shared::Shared;
use crate::world::{Event, Faults, World};

/// Everything the page is made of, compiled in: the binary needs no folder beside it.
const ASSETS: [(&str, &str, &str); 14] = [
    ("style.css", "text/css", include_str!("../../page/style.css")),
    ("chat.css", "text/css", include_str!("../../page/chat.css")),
    ("inline.css", "text/css", include_str!("../../page/inline.css")),
    ("panel.css", "text/css", include_str!("../../page/panel.css")),
    ("wallpaper.svg", "image/svg+xml", include_str!("../../page/wallpaper.svg")),
    ("main.js", "text/javascript", include_str!("../../page/main.js")),
    ("api.js", "text/javascript", include_str!("../../page/api.js")),
    ("dom.js", "text/javascript", include_str!("../../page/dom.js")),
    ("people.js", "text/javascript", include_str!("../../page/people.js")),
    ("chat.js", "text/javascript", include_str!("../../page/chat.js")),
    ("composer.js", "text/javascript", include_str!("../../page/composer.js")),
    ("inline.js", "text/javascript", include_str!("../../page/inline.js")),
    ("rich-text.js", "text/javascript", include_str!("../../page/rich-text.js")),
    ("panel.js", "text/javascript", include_str!("../../page/panel.js")),
];

/// Scripts and styles come from here alone; texts of the chat can therefore never run. Pictures may also come from a shop
/// on this machine: the thumbnails of inline results are named by their addresses.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self' data: http://127.0.0.1:* http://localhost:*";

/// The routes of the page.
pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(page))
        .route("/page/{name}", get(asset))
        .route("/sandbox/health", get(async || Json(json!({ "ok": true }))))
        .route("/sandbox/state", get(state))
        .route("/sandbox/chats/{id}", get(chat))
        .route("/sandbox/events", get(events::stream))
        .route("/sandbox/journal", get(journal).delete(clear_journal))
        .route("/sandbox/files/{file_id}", get(file))
        .route("/sandbox/faults", post(set_faults))
        .route("/sandbox/customers", post(customers::add))
        .route("/sandbox/customers/{id}/text", post(customers::text))
        .route("/sandbox/customers/{id}/press", post(customers::press))
        .route("/sandbox/customers/{id}/contact", post(customers::contact))
        .route("/sandbox/customers/{id}/photo", post(customers::photo))
        .route("/sandbox/customers/{id}/edit", post(customers::edit))
        .route("/sandbox/customers/{id}/block", post(customers::block))
        .route("/sandbox/customers/{id}/reset", post(customers::reset))
        .route("/sandbox/customers/{id}/inline", post(inline::ask))
        .route("/sandbox/customers/{id}/choose", post(inline::choose))
        .layer(DefaultBodyLimit::max(crate::api::params::MAX_BODY))
}

async fn page() -> Response {
    let headers =
        [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "no-cache")];
    (headers, include_str!("../../page/index.html")).into_response()
}

async fn asset(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|(asset, _, _)| *asset == name) {
        Some((_, mime, text)) => {
            let mime = format!("{mime}; charset=utf-8");
            ([(CONTENT_TYPE, mime), (CACHE_CONTROL, "no-cache".to_owned())], *text).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn state(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(shared.look(|world| {
        let customers: Vec<Value> = world.customers.keys().map(|id| summary(world, *id)).collect();
        json!({
            "bot": world.bot,
            "customers": customers,
            "webhook": crate::api::webhook_info(world),
            "faults": world.faults,
        })
    }))
}

/// A line of the list of customers.
fn summary(world: &World, id: i64) -> Value {
    let Some(customer) = world.customers.get(&id) else {
        return Value::Null;
    };
    json!({
        "id": customer.user.id,
        "first_name": customer.user.first_name,
        "last_name": customer.user.last_name,
        "username": customer.user.username,
        "language_code": customer.user.language_code,
        "phone": customer.phone,
        "members": customer.members,
        "between": customer.between,
        "started": customer.started,
        "blocked": customer.blocked,
        "last_message": customer.messages.values().next_back().map(|stored| &stored.message),
    })
}

async fn chat(State(shared): State<Arc<Shared>>, Path(id): Path<i64>) -> Result<Json<Value>, ApiError> {
    shared.look(|world| {
        let customer = world.customers.get(&id).ok_or_else(ApiError::not_found)?;
        let language = customer.user.language_code.as_deref().unwrap_or_default();
        let messages: Vec<_> = customer.messages.values().map(|stored| &stored.message).collect();
        Ok(Json(json!({
            "customer": summary(world, id),
            "messages": messages,
            "keyboard": customer.keyboard,
            "commands": world.commands_for(id),
            "description": world.profile_text("description", language),
        })))
    })
}

async fn journal(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!(shared.journal().exchanges))
}

async fn clear_journal(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.journal().exchanges.clear();
    StatusCode::NO_CONTENT
}

async fn file(State(shared): State<Arc<Shared>>, Path(file_id): Path<String>) -> Result<Response, ApiError> {
    let file = shared.look(|world| files::find(world, &file_id).cloned()).ok_or_else(ApiError::not_found)?;
    let mime = file.mime.clone();
    files::serve(&shared, file, &mime).await
}

#[derive(Debug, Deserialize)]
struct FaultsIn {
    too_many_requests: Option<u32>,
    retry_after: Option<u32>,
    server_errors: Option<u32>,
    /// Pressed buttons and inline queries can no longer be answered
    #[serde(default)]
    expire_queries: bool,
}

async fn set_faults(State(shared): State<Arc<Shared>>, Json(wanted): Json<FaultsIn>) -> Json<Faults> {
    Json(shared.change(|world| {
        let faults = &mut world.faults;
        faults.too_many_requests = wanted.too_many_requests.unwrap_or(faults.too_many_requests);
        faults.retry_after = wanted.retry_after.unwrap_or(faults.retry_after).max(1);
        faults.server_errors = wanted.server_errors.unwrap_or(faults.server_errors);
        let faults = faults.clone();
        if wanted.expire_queries {
            world.queries.clear();
            world.inline.open.clear();
        }
        world.events.push(Event::Faults { faults: faults.clone() });
        faults
    }))
}
