//! How updates reach the bot: setWebhook and its kin, and getUpdates with its long poll.
//!
//! The queue is [`crate::world::updates`]; the deliveries themselves are made by [`crate::delivery`]. Like a local Bot
//! API server, the sandbox takes an `http://` webhook on any port.
//!
//! Example: `getUpdates?offset=5&timeout=50` confirms everything below 5 and waits for the next.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::params::Params;
use crate::error::ApiError;
use crate::journal::Exchange;
use crate::shared::Shared;
use crate::world::{Event, Webhook, World, unix_now_ms};

const DEFAULT_CONNECTIONS: usize = 40;
/// Kinds of updates the sandbox has; all of them are in Telegram's default set.
const KINDS: [&str; 5] = ["message", "edited_message", "callback_query", "my_chat_member", "inline_query"];

/// Takes over `allowed_updates`; without the parameter the last setting stays.
fn set_allowed(world: &mut World, params: &Params) -> Result<(), ApiError> {
    let allowed = params.structure::<Vec<String>>("allowed_updates", "can't parse allowed updates JSON array")?;
    if let Some(allowed) = allowed {
        world.allowed_updates = allowed.into_iter().map(|kind| kind.to_lowercase()).collect();
        // As on Telegram, a list without one known name means the default
        let known = |kind: &String| KINDS.contains(&kind.as_str()) || kind.contains('_') || kind == "poll";
        world.allowed_updates.retain(known);
    }
    Ok(())
}

/// setWebhook; an empty URL removes the webhook.
pub(super) fn set_webhook(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let Some(url) = params.text("url") else {
        return Ok(delete_webhook(shared, params));
    };
    let bad = |what: &str| ApiError::bad_request(format!("bad webhook: {what}"));
    let parsed = reqwest::Url::parse(&url).map_err(|_| bad("Wrong HTTP URL"))?;
    if !["http", "https"].contains(&parsed.scheme()) {
        return Err(bad("an HTTPS URL must be provided for webhook"));
    }
    let secret_token = params.text("secret_token");
    if let Some(secret) = &secret_token {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        ApiError::refuse_if(secret.len() > 256, "secret token is too long")?;
        ApiError::refuse_if(!secret.chars().all(allowed), "secret token contains unallowed characters")?;
    }
    let connections = params.integer("max_connections").and_then(|count| usize::try_from(count).ok());
    let max_connections = connections.map_or(DEFAULT_CONNECTIONS, |count| count.clamp(1, 100));
    let description = shared.change(|world| {
        set_allowed(world, params)?;
        drop_pending(world, params);
        let same = world.webhook.as_ref().is_some_and(|hook| hook.url == url && hook.secret_token == secret_token);
        world.webhook =
            Some(Webhook { url, secret_token, max_connections, last_error_date: None, last_error_message: None });
        world.events.push(Event::Webhook);
        Ok(if same { "Webhook is already set" } else { "Webhook was set" })
    })?;
    shared.webhook_set.send_modify(|count| *count += 1);
    Ok(json!({ "ok": true, "result": true, "description": description }))
}

/// deleteWebhook
pub(super) fn delete_webhook(shared: &Shared, params: &Params) -> Value {
    let description = shared.change(|world| {
        drop_pending(world, params);
        world.events.push(Event::Webhook);
        match world.webhook.take() {
            Some(_) => "Webhook was deleted",
            None => "Webhook is already deleted",
        }
    });
    shared.webhook_set.send_modify(|count| *count += 1);
    json!({ "ok": true, "result": true, "description": description })
}

fn drop_pending(world: &mut World, params: &Params) {
    if params.flag("drop_pending_updates") {
        world.updates.clear();
    }
}

/// getWebhookInfo
pub(crate) fn webhook_info(world: &World) -> Value {
    let mut info = json!({
        "url": "", "has_custom_certificate": false, "pending_update_count": world.updates.len(),
    });
    if let Some(webhook) = &world.webhook {
        info["url"] = json!(webhook.url);
        info["max_connections"] = json!(webhook.max_connections);
        if let (Some(date), Some(message)) = (webhook.last_error_date, &webhook.last_error_message) {
            info["last_error_date"] = json!(date);
            info["last_error_message"] = json!(message);
        }
    }
    if !world.allowed_updates.is_empty() {
        info["allowed_updates"] = json!(world.allowed_updates);
    }
    info
}

/// getUpdates
pub(super) async fn get_updates(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let limit = params.integer("limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(100).clamp(1, 100);
    let seconds = params.integer("timeout").and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(0).min(50);
    let deadline = Instant::now() + Duration::from_secs(seconds);
    let mut changes = shared.changed.subscribe();
    let poll = shared.change(|world| {
        refuse_beside_webhook(world)?;
        set_allowed(world, params)?;
        world.confirm_below(params.integer("offset").unwrap_or(0));
        world.current_poll += 1;
        Ok(world.current_poll)
    })?;
    loop {
        changes.mark_unchanged();
        let updates = shared.look(|world| take(world, poll, limit))?;
        if !updates.is_empty() {
            // Shown in the panel, as a delivery would be
            for update in &updates {
                let response = json!("taken by getUpdates");
                shared.record(Exchange { status: 200, response, ..Exchange::of_update(update, unix_now_ms()) });
            }
            return Ok(json!(updates));
        }
        tokio::select! {
            waited = timeout_at(deadline, changes.changed()) => if waited.is_err() { return Ok(json!([])) },
            () = shared.stopped() => return Ok(json!([])),
        }
    }
}

fn refuse_beside_webhook(world: &World) -> Result<(), ApiError> {
    match world.webhook {
        None => Ok(()),
        Some(_) => Err(ApiError::conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        )),
    }
}

/// What this poll may hand out now; it ends when a newer poll or a webhook has taken its place.
fn take(world: &World, poll: u64, limit: usize) -> Result<Vec<Value>, ApiError> {
    if world.webhook.is_some() {
        return Err(ApiError::conflict("terminated by setWebhook request"));
    }
    if world.current_poll != poll {
        return Err(ApiError::conflict(
            "terminated by other getUpdates request; make sure that only one bot instance is running",
        ));
    }
    Ok(world.updates.iter().take(limit).map(|pending| pending.update.clone()).collect())
}
