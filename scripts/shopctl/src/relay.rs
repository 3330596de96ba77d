//! The shop on a laptop: updates are fetched and posted to the shop's own webhook, so that there is one way in only.
//!
//! An update is confirmed to Telegram only when the webhook answered 2xx, as Telegram itself does it; the call that
//! rides in the answer is carried out.

use std::{error::Error, time::Duration};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use telegram::{Api, TelegramError, UpdateKind, WebhookSecret};
use tokio::time::sleep;
use url::Url;

use crate::{Settings, webhook};

/// How long Telegram may hold a request when there is nothing (Bot API, `getUpdates.timeout`), in seconds.
const LONG_POLL: u64 = 50;
/// How long an answer may take at all.
const PATIENCE: Duration = Duration::from_secs(LONG_POLL + 15);
/// Pauses grow up to this after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Runs until the process is stopped.
pub(crate) async fn run(settings: Settings, to: Url) -> Result<(), Box<dyn Error>> {
    let api = settings.telegram.bot.api()?;
    webhook::set_commands(&api, &settings).await?;
    api.delete_webhook().await?;
    let client = Client::builder().timeout(PATIENCE).build().map_err(|error| format!("no HTTP client: {error}"))?;
    let relay = Relay { api, client, secret: settings.telegram.webhook_secrets.present().clone(), to };
    println!("Relaying updates to {}", relay.to);
    let mut offset = 0;
    let mut pause = Pause::default();
    loop {
        match relay.fetch(offset).await {
            Ok(updates) => {
                pause = Pause::default();
                for update in updates {
                    relay.deliver(&update).await?;
                    offset = update["update_id"].as_i64().unwrap_or(offset) + 1;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "cannot fetch updates");
                pause.wait().await;
            }
        }
    }
}

struct Relay {
    api: Api,
    client: Client,
    secret: WebhookSecret,
    to: Url,
}

impl Relay {
    async fn fetch(&self, offset: i64) -> Result<Vec<Value>, TelegramError> {
        let request = json!({
            "offset": offset, "timeout": LONG_POLL, "allowed_updates": UpdateKind::HANDLED,
        });
        let updates = self.api.call("getUpdates", &request, PATIENCE).await?;
        updates.ok_or_else(|| TelegramError::Unavailable("no updates in the answer".to_owned()))
    }

    /// Posts an update until it is taken. One that the webhook calls malformed is left out.
    async fn deliver(&self, update: &Value) -> Result<(), Box<dyn Error>> {
        let mut pause = Pause::default();
        loop {
            let secret = self.secret.expose();
            let request =
                self.client.post(self.to.clone()).header("X-Telegram-Bot-Api-Secret-Token", secret).json(update);
            match request.send().await {
                Ok(response) if response.status().is_success() => {
                    let call: Value = response.json().await.unwrap_or_default();
                    self.carry_out(call).await;
                    return Ok(());
                }
                Ok(response) if response.status() == StatusCode::BAD_REQUEST => {
                    tracing::warn!(update = %update["update_id"], "the webhook calls an update malformed");
                    return Ok(());
                }
                Ok(response) if response.status() == StatusCode::UNAUTHORIZED => {
                    return Err("TELEGRAM_WEBHOOK_SECRET: not the one the webhook knows".into());
                }
                Ok(response) => tracing::warn!(status = %response.status(), "the webhook wants the update again"),
                Err(error) => tracing::warn!(%error, "the webhook cannot be reached"),
            }
            pause.wait().await;
        }
    }

    /// The call that rode in a webhook answer, if there was one.
    async fn carry_out(&self, call: Value) {
        let Some(method) = call["method"].as_str() else { return };
        if let Err(error) = self.api.call::<Value>(method, &call, PATIENCE).await {
            tracing::warn!(method, %error, "not carried out");
        }
    }
}

/// A pause that doubles, from half a second on.
struct Pause(Duration);

impl Default for Pause {
    fn default() -> Self {
        Self(Duration::from_millis(500))
    }
}

impl Pause {
    async fn wait(&mut self) {
        sleep(self.0).await;
        self.0 = (self.0 * 2).min(LONGEST_PAUSE);
    }
}
