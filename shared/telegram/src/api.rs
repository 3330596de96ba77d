//! The client of the Bot API: one call at a time, and the bot's own settings.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use teloxide_core::{
    Bot, RequestError,
    net::default_reqwest_settings,
    payloads::{SetMyCommands, SetMyCommandsSetters, SetWebhook, SetWebhookSetters},
    requests::{JsonRequest, MultipartPayload, MultipartRequest, Payload, Requester},
    types::Message,
};
use tokio::time::{sleep, timeout};
use url::Url;

use crate::{
    Call, TelegramError,
    call::{answer_callback_query, copy_message, edit_message, send_message, send_photo, set_buttons},
};

/// Shorter than the 10 s that teloxide-core sleeps on a 5xx before it returns.
const CALL_LIMIT: Duration = Duration::from_secs(8);
/// The longest pause Telegram may ask for before the update is given back to be delivered again.
const LONGEST_PAUSE: u32 = 10;

/// The bot. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    bot: Bot,
    bot_id: i64,
}

impl std::fmt::Debug for Api {
    // The bot's own Debug prints the token
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").field("bot_id", &self.bot_id).finish_non_exhaustive()
    }
}

/// The id of the bot that has this token.
pub(crate) fn bot_id(token: &str) -> Option<i64> {
    token.split_once(':')?.0.parse().ok()
}

impl Api {
    /// A client of the Bot API at `url` for the bot with this token.
    ///
    /// # Errors
    /// [`TelegramError::Rejected`] when the token is not of the form `<bot id>:<secret>`;
    /// [`TelegramError::Unavailable`] when no HTTP client can be built.
    pub fn new(token: &SecretString, url: &Url) -> Result<Self, TelegramError> {
        let token = token.expose_secret();
        let bot_id = bot_id(token).ok_or_else(|| TelegramError::Rejected("not a bot token".to_owned()))?;
        let client =
            default_reqwest_settings().build().map_err(|error| TelegramError::Unavailable(error.to_string()))?;
        Ok(Self { bot: Bot::with_client(token, client).set_api_url(url.clone()), bot_id })
    }

    /// The bot's user id.
    pub const fn bot_id(&self) -> i64 {
        self.bot_id
    }

    pub(crate) fn client(&self) -> &reqwest::Client {
        self.bot.client()
    }

    /// The address of a method. It holds the token: not for logs.
    pub(crate) fn method_url(&self, method: &str) -> String {
        format!("{}/bot{}/{method}", self.bot.api_url().as_str().trim_end_matches('/'), self.bot.token())
    }

    /// Makes one call. Of a photo, the `file_id` under which Telegram knows it from now on comes back; a message that
    /// cannot be edited is sent anew.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn make(&self, call: Call) -> Result<Option<String>, TelegramError> {
        match call {
            Call::Send { chat, screen } => self.json(&send_message(chat, &screen)).await.map(|_| None),
            Call::SendPhoto { chat, screen, photo } => {
                let message = self.multipart(&send_photo(chat, &screen, photo.source)).await?;
                Ok(message.as_ref().and_then(file_id))
            }
            Call::Edit { chat, message, screen } => match self.json(&edit_message(chat, message, &screen)).await {
                Err(TelegramError::NotEditable) => self.json(&send_message(chat, &screen)).await.map(|_| None),
                result => result.map(|_| None),
            },
            Call::Copy { chat, from, message } => self.json(&copy_message(chat, from, message)).await.map(|_| None),
            Call::SetButtons { chat, message, keyboard } => {
                self.json(&set_buttons(chat, message, &keyboard)).await.map(|_| None)
            }
            Call::AnswerCallback { query, toast } => {
                self.json(&answer_callback_query(&query, toast.as_deref())).await.map(|_| None)
            }
        }
    }

    /// Sets the webhook: where updates go, with which secret; only the kinds the shop handles.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn set_webhook(&self, url: Url, secret: &str) -> Result<(), TelegramError> {
        self.multipart(&webhook(url, secret)).await.map(drop)
    }

    /// What Telegram knows of the webhook, as it says it.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn webhook_info(&self) -> Result<teloxide_core::types::WebhookInfo, TelegramError> {
        within(async { self.bot.get_webhook_info().await }).await
    }

    /// Takes the webhook away, so that updates can be fetched.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn delete_webhook(&self) -> Result<(), TelegramError> {
        within(async { self.bot.delete_webhook().await }).await.map(drop)
    }

    /// The menu of commands, for one language or for all others.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn set_commands(&self, language: Option<&str>, commands: &[(&str, String)]) -> Result<(), TelegramError> {
        let commands = commands.iter().map(|(name, text)| teloxide_core::types::BotCommand::new(*name, text.clone()));
        let mut payload = SetMyCommands::new(commands);
        if let Some(language) = language {
            payload = payload.language_code(language);
        }
        self.json(&payload).await.map(drop)
    }

    async fn json<P>(&self, payload: &P) -> Result<Option<P::Output>, TelegramError>
    where
        P: Payload + serde::Serialize + Clone + Send + Sync + 'static,
        P::Output: DeserializeOwned + Send,
    {
        self.patiently(|| async { JsonRequest::new(self.bot.clone(), payload.clone()).await }).await
    }

    async fn multipart<P>(&self, payload: &P) -> Result<Option<P::Output>, TelegramError>
    where
        P: Payload + MultipartPayload + serde::Serialize + Clone + Send + Sync + 'static,
        P::Output: DeserializeOwned + Send,
    {
        self.patiently(|| async { MultipartRequest::new(self.bot.clone(), payload.clone()).await }).await
    }

    /// Makes a call, and once more after the pause Telegram asks for, if it is short.
    async fn patiently<T, F>(&self, call: impl Fn() -> F) -> Result<Option<T>, TelegramError>
    where
        F: Future<Output = Result<T, RequestError>>,
    {
        match tolerant(within_limit(call()).await?) {
            Err(TelegramError::RetryAfter(pause)) if pause <= LONGEST_PAUSE => {
                tracing::warn!(pause, "the Bot API wants a pause");
                sleep(Duration::from_secs(pause.into())).await;
                tolerant(within_limit(call()).await?)
            }
            result => result,
        }
    }
}

fn webhook(url: Url, secret: &str) -> SetWebhook {
    use teloxide_core::types::AllowedUpdate::{CallbackQuery, Message, MyChatMember};
    SetWebhook::new(url).secret_token(secret).allowed_updates([Message, CallbackQuery, MyChatMember])
}

/// The `file_id` of the largest size of a message's photo.
fn file_id(message: &Message) -> Option<String> {
    let largest = message.photo()?.iter().max_by_key(|size| size.width)?;
    Some(largest.file.id.0.clone())
}

/// A call that went through, but whose result is newer than teloxide-core can read, did its work.
fn tolerant<T>(result: Result<T, RequestError>) -> Result<Option<T>, TelegramError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(RequestError::InvalidJson { raw, .. }) if is_ok(&raw) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn is_ok(raw: &str) -> bool {
    serde_json::from_str::<Value>(raw).is_ok_and(|value| value["ok"] == true)
}

async fn within<T>(call: impl Future<Output = Result<T, RequestError>>) -> Result<T, TelegramError> {
    within_limit(call).await?.map_err(TelegramError::from)
}

async fn within_limit<T>(call: impl Future<Output = T>) -> Result<T, TelegramError> {
    timeout(CALL_LIMIT, call).await.map_err(|_| TelegramError::Unavailable("no answer in time".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_webhook_is_set_for_the_kinds_that_are_handled() {
        let payload = webhook("https://shop.example.com/telegram/webhook".parse().unwrap(), "secret");
        let payload = serde_json::to_value(payload).unwrap();
        assert_eq!(payload["allowed_updates"], serde_json::json!(crate::UpdateKind::HANDLED));
    }
}
