//! Saying it: the client of the Bot API, and how a [`Reply`] is delivered.

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
    Call, Chat, PhotoOf, Reply, Screen, TelegramError,
    call::{PhotoSource, answer_query, copy_message, edit_message, send_message, send_photo, set_buttons},
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

/// What became of a delivered reply.
#[derive(Debug, Default)]
pub struct Delivery {
    /// Photos that were sent, to be noted.
    pub photos: Vec<PhotoSent>,
    /// The last call, to ride in the webhook answer.
    pub last: Option<Value>,
    /// The customer cannot be written to: the rest was not said.
    pub gone: bool,
}

/// What is to be noted of a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoSent {
    /// Which.
    pub of: PhotoOf,
    /// Telegram's `file_id`; `None` when it refused the one it was known by.
    pub file_id: Option<String>,
}

impl std::fmt::Debug for Api {
    // The bot's own Debug prints the token
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").field("bot_id", &self.bot_id).finish_non_exhaustive()
    }
}

impl Api {
    /// A client of the Bot API at `url` for the bot with this token.
    ///
    /// # Errors
    /// [`TelegramError::Rejected`] when the token is not of the form `<bot id>:<secret>`;
    /// [`TelegramError::Unavailable`] when no HTTP client can be built.
    pub fn new(token: &SecretString, url: &Url) -> Result<Self, TelegramError> {
        let token = token.expose_secret();
        let bot_id = token.split_once(':').and_then(|(id, _)| id.parse().ok());
        let bot_id = bot_id.ok_or_else(|| TelegramError::Rejected("not a bot token".to_owned()))?;
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

    /// Says all calls but the last, in order; the last one is returned to ride in the webhook answer, where it can.
    ///
    /// # Errors
    /// [`TelegramError::Unavailable`], [`TelegramError::RetryAfter`] and [`TelegramError::Unauthorized`]: the update should
    /// be handled again later. What Telegram refuses for good is logged and left out.
    pub async fn deliver(&self, reply: Reply) -> Result<Delivery, TelegramError> {
        let mut delivery = Delivery::default();
        let mut calls = reply.into_calls();
        delivery.last = calls.last().and_then(Call::as_webhook_answer);
        if delivery.last.is_some() {
            calls.pop();
        }
        for call in calls {
            match self.say(call, &mut delivery.photos).await {
                Ok(()) | Err(TelegramError::NotModified | TelegramError::QueryTooOld | TelegramError::NotEditable) => {}
                Err(TelegramError::ChatGone | TelegramError::Migrated(_)) => {
                    delivery.gone = true;
                    delivery.last = None;
                    break;
                }
                Err(TelegramError::Rejected(reason) | TelegramError::SourceGone(reason)) => {
                    tracing::error!(reason, "the Bot API refused a call");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(delivery)
    }

    async fn say(&self, call: Call, photos: &mut Vec<PhotoSent>) -> Result<(), TelegramError> {
        match call {
            Call::Send { chat, screen } => self.json(&send_message(chat, &screen)).await.map(drop),
            Call::SendPhoto { chat, screen, photo } => {
                photos.extend(self.say_photo(chat, &screen, photo.source, photo.of).await?);
                Ok(())
            }
            Call::Edit { chat, message, screen } => match self.json(&edit_message(chat, message, &screen)).await {
                Err(TelegramError::NotEditable) => self.json(&send_message(chat, &screen)).await.map(drop),
                result => result.map(drop),
            },
            Call::Copy { chat, from, message } => self.json(&copy_message(chat, from, message)).await.map(drop),
            Call::SetButtons { chat, message, keyboard } => {
                self.json(&set_buttons(chat, message, &keyboard)).await.map(drop)
            }
            Call::Answer { query, toast } => self.json(&answer_query(&query, toast.as_deref())).await.map(drop),
        }
    }

    async fn say_photo(
        &self,
        chat: Chat,
        screen: &Screen,
        source: PhotoSource,
        of: PhotoOf,
    ) -> Result<Option<PhotoSent>, TelegramError> {
        let known = matches!(source, PhotoSource::Known(_));
        match self.multipart(&send_photo(chat, screen, source)).await {
            Ok(message) => {
                let largest = message
                    .as_ref()
                    .and_then(Message::photo)
                    .and_then(|sizes| sizes.iter().max_by_key(|size| size.width));
                let file_id = largest.map(|size| size.file.id.0.clone());
                Ok(file_id.filter(|_| !known).map(|file_id| PhotoSent { of, file_id: Some(file_id) }))
            }
            Err(TelegramError::Rejected(reason)) => {
                tracing::warn!(reason, product.id = %of.product_id, "a photo was refused, sending the text alone");
                self.json(&send_message(chat, screen)).await?;
                Ok(known.then_some(PhotoSent { of, file_id: None }))
            }
            Err(error) => Err(error),
        }
    }

    /// Sets the webhook: where updates go, with which secret; only the kinds the shop handles.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn set_webhook(&self, url: Url, secret: &str) -> Result<(), TelegramError> {
        use teloxide_core::types::AllowedUpdate::{CallbackQuery, Message};
        let payload = SetWebhook::new(url).secret_token(secret).allowed_updates([Message, CallbackQuery]);
        self.multipart(&payload).await.map(drop)
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
