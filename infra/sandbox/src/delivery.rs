//! Brings updates to the webhook: one customer's in order, different customers' side by side.
//!
//! A delivery that is not answered with 2xx is tried again after a growing pause, and everything behind it in the
//! same chat waits. The answer's body may be a call, which is carried out; its result goes to the panel, not to the bot.
//!
//! Example: an answer `{"method":"sendMessage","chat_id":1001,"text":"Hi"}` sends a message without another request.

use std::collections::HashSet;
use std::error::Error as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::header::CONTENT_TYPE;
use serde_json::json;
use tokio::task::JoinSet;

use crate::api::params::Params;
use crate::api::perform;
use crate::journal::{Direction, Exchange};
use crate::shared::Shared;
use crate::world::{Event, Pending, Webhook, unix_now, unix_now_ms};

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Telegram gives a webhook about a minute.
const PATIENCE: Duration = Duration::from_secs(60);
const SECRET_HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";

/// Delivers until the sandbox stops.
pub(crate) async fn run(shared: Arc<Shared>) {
    // The webhook is a neighbour: no proxy, and a redirect is an answer other than 2xx
    let client =
        reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build();
    let client = match client {
        Ok(client) => client,
        Err(error) => return tracing::error!(%error, "no updates can be delivered"),
    };
    let mut changes = shared.changed.subscribe();
    let mut busy = HashSet::new();
    let mut couriers = JoinSet::new();
    loop {
        changes.mark_unchanged();
        let (waiting, room) = shared.look(|world| match &world.webhook {
            Some(webhook) => (world.waiting_chats(), webhook.max_connections),
            None => (Vec::new(), 0),
        });
        for chat_id in waiting {
            if busy.len() < room && busy.insert(chat_id) {
                couriers.spawn(serve_chat(Arc::clone(&shared), client.clone(), chat_id));
            }
        }
        tokio::select! {
            _ = changes.changed() => {}
            Some(done) = couriers.join_next() => if let Ok(chat_id) = done { busy.remove(&chat_id); },
            () = shared.stopped() => return,
        }
    }
}

/// Delivers the updates of one chat until none is left, and names the chat.
async fn serve_chat(shared: Arc<Shared>, client: reqwest::Client, chat_id: i64) -> i64 {
    let mut pause = FIRST_PAUSE;
    loop {
        let mut webhook_set = shared.webhook_set.subscribe();
        let next = shared.look(|world| Some((world.webhook.clone()?, world.first_update(chat_id)?.clone())));
        let Some((webhook, pending)) = next else { return chat_id };
        shared.announce(Event::Typing { chat_id, source: "delivery", active: true });
        let delivered = deliver(&shared, &client, &webhook, &pending).await;
        shared.announce(Event::Typing { chat_id, source: "delivery", active: false });
        match delivered {
            Ok(()) => pause = FIRST_PAUSE,
            Err(complaint) => {
                note_error(&shared, &webhook, complaint);
                tokio::select! {
                    () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
                    _ = webhook_set.changed() => pause = FIRST_PAUSE,
                }
            }
        }
    }
}

fn note_error(shared: &Shared, failed: &Webhook, complaint: String) {
    shared.change(|world| {
        if let Some(webhook) = world.webhook.as_mut().filter(|webhook| webhook.url == failed.url) {
            webhook.last_error_date = Some(unix_now());
            webhook.last_error_message = Some(complaint);
            world.events.push(Event::Webhook);
        }
    });
}

/// One attempt. On success the update is done with, and a call in the answer carried out.
async fn deliver(
    shared: &Shared,
    client: &reqwest::Client,
    webhook: &Webhook,
    pending: &Pending,
) -> Result<(), String> {
    let started = Instant::now();
    let mut attempt = Exchange::of_update(&pending.update, unix_now_ms());
    attempt.chat_id = Some(pending.chat_id);
    let mut request = client.post(&webhook.url).json(&pending.update);
    if let Some(secret) = &webhook.secret_token {
        request = request.header(SECRET_HEADER, secret);
    }
    let answered = read_answer(request).await.map_err(|error| describe(&error));
    attempt.ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match &answered {
        Ok((status, _, body)) => {
            attempt.status = status.as_u16();
            attempt.response = serde_json::from_slice(body).unwrap_or_else(|_| json!(String::from_utf8_lossy(body)));
        }
        Err(complaint) => attempt.response = json!(complaint),
    }
    shared.record(attempt);
    let (status, content_type, body) = answered?;
    if !status.is_success() {
        return Err(format!("Wrong response from the webhook: {status}"));
    }
    shared.change(|world| world.confirm(pending.update_id));
    carry_out_reply(shared, &content_type, body).await;
    Ok(())
}

async fn read_answer(
    request: reqwest::RequestBuilder,
) -> Result<(reqwest::StatusCode, String, axum::body::Bytes), reqwest::Error> {
    let response = request.send().await?;
    let status = response.status();
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    Ok((status, content_type, response.bytes().await?))
}

/// What went wrong on the way, in a few words: the innermost cause names it best.
fn describe(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "Read timeout expired".to_owned();
    }
    let mut cause = error.source();
    let mut words = error.to_string();
    while let Some(inner) = cause {
        words = inner.to_string();
        cause = inner.source();
    }
    if words.contains("refused") { "Connection refused".to_owned() } else { words }
}

async fn carry_out_reply(shared: &Shared, content_type: &str, body: axum::body::Bytes) {
    let readable = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];
    if body.is_empty() || !readable.iter().any(|kind| content_type.starts_with(kind)) {
        return;
    }
    let Ok(params) = Params::read_reply(content_type, body).await else {
        return;
    };
    if let Some(method) = params.text("method") {
        // The bot never learns how it went; the panel does
        let _ = perform(shared, &method, &params, Direction::Reply).await;
    }
}
