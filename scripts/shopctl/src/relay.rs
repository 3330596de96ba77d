//! The shop on a laptop: updates are fetched and posted to the shop's own webhook, so that there is one way in only.
//!
//! An update is confirmed to Telegram only when the webhook answered 2xx, as Telegram itself does it; the call that
//! rides in the answer is carried out.

use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use telegram::{TelegramSettings, UpdateKind};
use tokio::time::sleep;
use url::Url;

use crate::{Settings, ShopctlError, webhook};

/// How long Telegram may hold a request when there is nothing (Bot API, `getUpdates.timeout`), in seconds.
const LONG_POLL: u64 = 50;
/// Pauses grow up to this after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Runs until the process is stopped.
pub(crate) async fn run(settings: Settings, to: Url) -> Result<(), ShopctlError> {
    let api = settings.telegram.bot.api()?;
    webhook::set_commands(&api, settings.shop.default_locale).await?;
    api.delete_webhook().await?;
    let relay = Relay::new(settings.telegram, to)?;
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
            Err(problem) => {
                tracing::warn!(problem, "cannot fetch updates");
                pause.wait().await;
            }
        }
    }
}

struct Relay {
    client: Client,
    settings: TelegramSettings,
    to: Url,
}

impl Relay {
    fn new(settings: TelegramSettings, to: Url) -> Result<Self, ShopctlError> {
        let client = Client::builder().timeout(Duration::from_secs(LONG_POLL + 15)).build();
        let client = client.map_err(ShopctlError::Client)?;
        Ok(Self { client, settings, to })
    }

    async fn fetch(&self, offset: i64) -> Result<Vec<Value>, String> {
        let request = json!({
            "offset": offset, "timeout": LONG_POLL, "allowed_updates": UpdateKind::HANDLED,
        });
        let mut answer = self.call("getUpdates", &request).await?;
        match answer["result"].take() {
            Value::Array(updates) => Ok(updates),
            _ => Err(answer["description"].as_str().unwrap_or("no updates in the answer").to_owned()),
        }
    }

    /// Posts an update until it is taken. One that the webhook calls malformed is left out.
    async fn deliver(&self, update: &Value) -> Result<(), ShopctlError> {
        let mut pause = Pause::default();
        loop {
            let secret = self.settings.webhook_secret.expose();
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
                    return Err(ShopctlError::WrongSecret);
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
        match self.call(method, &call).await {
            Ok(answer) if answer["ok"] == false => tracing::warn!(method, answer = %answer["description"], "refused"),
            Ok(_) => {}
            Err(problem) => tracing::warn!(method, problem, "not carried out"),
        }
    }

    async fn call(&self, method: &str, parameters: &Value) -> Result<Value, String> {
        // The address holds the token: it must not reach a log with the error
        let anonymous = |error: reqwest::Error| error.without_url().to_string();
        let request = self.client.post(self.settings.bot.method_url(method)).json(parameters);
        request.send().await.map_err(anonymous)?.json().await.map_err(anonymous)
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
