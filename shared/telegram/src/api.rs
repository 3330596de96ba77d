//! The client of the Bot API: one call at a time, and the bot's own settings.

use std::{sync::Arc, time::Duration};

use metrics::histogram;
use secrecy::{ExposeSecret, SecretString};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use teloxide_core::{
    net::default_reqwest_settings,
    payloads::{DeleteWebhook, GetChat, GetMe, GetWebhookInfo, SetMyCommands, SetWebhook, SetWebhookSetters},
    types::{AllowedUpdate, BotCommand, BotCommandScope, ChatId, PhotoSize, WebhookInfo},
};
use tokio::{
    sync::OnceCell,
    time::{Instant, sleep},
};
use tracing::{Instrument, field::Empty};
use url::Url;

use crate::{
    Call, Chat, MessageId, TelegramError, Topic,
    answer::{read, unavailable},
    request::Request,
};

/// How long the answer to a call may take on which a customer waits.
const CALL_LIMIT: Duration = Duration::from_secs(8);
/// The same where nobody waits. Telegram may well have done what it did not answer in time, and a repetition does it
/// twice; so this is long.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it may take where several photos are uploaded.
const ALBUM_LIMIT: Duration = Duration::from_secs(30);
/// The longest pause Telegram may ask for before the update is given back to be delivered again.
const LONGEST_PAUSE: u32 = 10;

/// The bot. Cheap to clone.
///
/// teloxide-core's own client is not used: it sleeps ten seconds on a 5xx before it says so, and sends a photo as a form
/// even by its `file_id`.
#[derive(Clone, Debug)]
pub struct Api {
    client: reqwest::Client,
    /// What the address of a method begins with. It holds the token.
    base: Arc<SecretString>,
    bot_id: i64,
    /// Asked for once.
    link: Arc<OnceCell<BotLink>>,
}

/// The address of the bot, such as `https://t.me/kiosk_bot`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotLink(Url);

impl BotLink {
    /// The address that opens the chat with the bot, and begins it by `/start` with this payload: up to 64 of
    /// `A-Z a-z 0-9 _ -` (Bot API, "Deep linking").
    pub fn start(&self, payload: &str) -> Url {
        let mut url = self.0.clone();
        url.query_pairs_mut().append_pair("start", payload);
        url
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
        let client = default_reqwest_settings().build().map_err(unavailable)?;
        let base = format!("{}/bot{token}/", url.as_str().trim_end_matches('/'));
        Ok(Self { client, base: Arc::new(base.into()), bot_id, link: Arc::default() })
    }

    /// The bot's user id.
    pub const fn bot_id(&self) -> i64 {
        self.bot_id
    }

    /// The bot's address. Its name is asked for the first time, and known from then on.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn link(&self) -> Result<&BotLink, TelegramError> {
        let ask = || async {
            let me: Option<Me> = self.call("getMe", &GetMe::new(), CALL_LIMIT).await?;
            let link = me.and_then(|me| format!("https://t.me/{}", me.username).parse().ok());
            link.map(BotLink).ok_or_else(|| TelegramError::Unavailable("the bot's name cannot be read".to_owned()))
        };
        self.link.get_or_try_init(ask).await
    }

    /// Makes one call, and once more after the pause Telegram asks for, if it is short. Of photos, the `file_id`s come
    /// back under which Telegram knows them from now on: of each one, in order, or none at all. A message that cannot be
    /// edited is sent anew.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn make(&self, call: Call) -> Result<Vec<String>, TelegramError> {
        if let Call::SendAlbum { photos, .. } = &call {
            let count = photos.len();
            let sent: Option<Vec<Sent>> = self.patiently(&call.into()).await?;
            let files: Vec<_> = sent.unwrap_or_default().into_iter().filter_map(Sent::file_id).collect();
            return Ok(if files.len() == count { files } else { Vec::new() });
        }
        let anew = match &call {
            Call::Edit { chat, screen, .. } => Some(Call::send(*chat, screen.clone())),
            _ => None,
        };
        let sent: Option<Sent> = match (self.patiently(&call.into()).await, anew) {
            (Err(TelegramError::NotEditable), Some(anew)) => self.patiently(&anew.into()).await?,
            (result, _) => result?,
        };
        Ok(sent.and_then(Sent::file_id).into_iter().collect())
    }

    /// Makes one call, with a single try and without any waiting.
    ///
    /// ```no_run
    /// # async fn example(api: telegram::Api) {
    /// use telegram::{Call, Chat, Html, Screen, TelegramError};
    ///
    /// let news = Screen::new(Html::new("<b>Kettles are here</b>"));
    /// match api.once(Call::send(Chat(42), news)).await {
    ///     Ok(message) => {}                               // its id, if it is a message
    ///     Err(TelegramError::ChatGone) => {}              // they blocked the bot
    ///     Err(TelegramError::RetryAfter(seconds)) => {}   // everything waits so long
    ///     Err(TelegramError::Unavailable(_)) => {}        // perhaps later
    ///     Err(TelegramError::Unauthorized(_)) => {}       // the token is invalid: no other call succeeds either
    ///     Err(error) => {}                                // not to be repeated
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn once(&self, call: Call) -> Result<Option<MessageId>, TelegramError> {
        let sent: Option<Sent> = self.send(&call.into(), PATIENCE).await?;
        Ok(sent.map(|sent| MessageId(sent.message_id)))
    }

    /// Calls any method with parameters that are JSON, with a single try, and waits no longer than `limit`. `None` when it
    /// went through, but the result is not of the type asked for.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        params: &(impl Serialize + Sync),
        limit: Duration,
    ) -> Result<Option<T>, TelegramError> {
        self.send(&Request::new(method, params), limit).await
    }

    /// Sets the webhook: where updates go, with which secret; only the kinds the shop handles.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn set_webhook(&self, url: Url, secret: &str) -> Result<(), TelegramError> {
        self.set("setWebhook", webhook(url, secret)).await
    }

    /// What Telegram knows of the webhook, as it says it.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn webhook_info(&self) -> Result<WebhookInfo, TelegramError> {
        let info = self.call("getWebhookInfo", &GetWebhookInfo::new(), CALL_LIMIT).await?;
        info.ok_or_else(|| TelegramError::Unavailable("what it knows of the webhook cannot be read".to_owned()))
    }

    /// Takes the webhook away, so that updates can be fetched.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn delete_webhook(&self) -> Result<(), TelegramError> {
        self.set("deleteWebhook", DeleteWebhook::new()).await
    }

    /// The menu of commands, for one language or for all others; of one chat, or of all that have none of their own.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn set_commands(
        &self,
        chat: Option<Chat>,
        language: Option<&str>,
        commands: &[(&str, String)],
    ) -> Result<(), TelegramError> {
        let commands = commands.iter().map(|(name, text)| BotCommand::new(*name, text.clone()));
        let mut payload = SetMyCommands::new(commands);
        payload.scope = chat.map(|chat| BotCommandScope::Chat { chat_id: ChatId(chat.0).into() });
        payload.language_code = language.map(str::to_owned);
        self.set("setMyCommands", payload).await
    }

    /// Whether a chat is a forum, where messages have topics.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn is_forum(&self, chat: Chat) -> Result<bool, TelegramError> {
        let found: Option<ForumFlag> = self.call("getChat", &GetChat::new(ChatId(chat.0)), PATIENCE).await?;
        Ok(found.is_some_and(|chat| chat.is_forum))
    }

    /// How somebody belongs to a chat; `None` when they do not, or are not known there.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn chat_member(&self, chat: Chat, user_id: i64) -> Result<Option<Membership>, TelegramError> {
        let params = serde_json::json!({ "chat_id": chat.0, "user_id": user_id });
        match self.call::<Member>("getChatMember", &params, CALL_LIMIT).await {
            Ok(member) => Ok(member.and_then(Member::membership)),
            Err(TelegramError::Rejected(_) | TelegramError::ChatGone) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Opens a topic in a forum, with a name of 1 to 128 characters.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn create_topic(&self, chat: Chat, name: &str) -> Result<Option<Topic>, TelegramError> {
        let params = serde_json::json!({ "chat_id": chat.0, "name": name });
        let topic: Option<CreatedTopic> = self.call("createForumTopic", &params, PATIENCE).await?;
        Ok(topic.map(|topic| Topic(topic.message_thread_id)))
    }

    async fn set(&self, method: &str, params: impl Serialize + Sync) -> Result<(), TelegramError> {
        self.patiently::<_, IgnoredAny>(&Request::new(method, params)).await.map(drop)
    }

    /// Sends a request, and once more after the pause Telegram asks for, if it is short.
    async fn patiently<P, T>(&self, request: &Request<'_, P>) -> Result<Option<T>, TelegramError>
    where
        P: Serialize + Sync,
        T: DeserializeOwned,
    {
        let limit = if request.uploads.len() > 1 { ALBUM_LIMIT } else { CALL_LIMIT };
        match self.send(request, limit).await {
            Err(TelegramError::RetryAfter(pause)) if pause <= LONGEST_PAUSE => {
                tracing::warn!(pause, "the Bot API wants a pause");
                sleep(Duration::from_secs(pause.into())).await;
                self.send(request, limit).await
            }
            result => result,
        }
    }

    /// Sends a request and tells how that went: by its method alone, as what it says is somebody's.
    async fn send<P, T>(&self, request: &Request<'_, P>, limit: Duration) -> Result<Option<T>, TelegramError>
    where
        P: Serialize + Sync,
        T: DeserializeOwned,
    {
        let (method, begun) = (request.method, Instant::now());
        let span = tracing::debug_span!("bot_api", bot_api.method = method, bot_api.result = Empty);
        let result = self.post(request, limit).instrument(span.clone()).await;
        let class = result.as_ref().map_or_else(TelegramError::class, |_| "ok");
        span.record("bot_api.result", class);
        let labels = [("method", method.to_owned()), ("result", class.to_owned())];
        histogram!("kiosk_bot_api_call_duration_seconds", &labels).record(begun.elapsed());
        result
    }

    async fn post<P, T>(&self, request: &Request<'_, P>, limit: Duration) -> Result<Option<T>, TelegramError>
    where
        P: Serialize + Sync,
        T: DeserializeOwned,
    {
        let post = self.client.post(format!("{}{}", self.base.expose_secret(), request.method)).timeout(limit);
        let post = if request.uploads.is_empty() { post.json(&request.params) } else { post.multipart(request.form()) };
        let response = post.send().await.map_err(unavailable)?;
        let status = response.status();
        let body = response.bytes().await.map_err(unavailable)?;
        read(request.method, status, &body)
    }
}

/// What is looked at of a message that was sent.
#[derive(Deserialize)]
struct Sent {
    message_id: i32,
    #[serde(default)]
    photo: Vec<PhotoSize>,
}

impl Sent {
    /// The `file_id` of the largest size of its photo.
    fn file_id(self) -> Option<String> {
        self.photo.into_iter().max_by_key(|size| size.width).map(|size| size.file.id.0)
    }
}

/// What is looked at of the bot itself.
#[derive(Deserialize)]
struct Me {
    username: String,
}

/// What is looked at of a chat.
#[derive(Deserialize)]
struct ForumFlag {
    #[serde(default)]
    is_forum: bool,
}

/// How somebody belongs to a chat (Bot API, `ChatMember`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// They made it.
    Creator,
    Administrator,
    Member,
}

/// What is looked at of a member of a chat.
#[derive(Deserialize)]
struct Member {
    status: String,
    /// Only of those who are restricted: they may still be members.
    #[serde(default)]
    is_member: bool,
}

impl Member {
    fn membership(self) -> Option<Membership> {
        match self.status.as_str() {
            "creator" => Some(Membership::Creator),
            "administrator" => Some(Membership::Administrator),
            "member" => Some(Membership::Member),
            "restricted" if self.is_member => Some(Membership::Member),
            _ => None,
        }
    }
}

/// What is looked at of a topic that was opened.
#[derive(Deserialize)]
struct CreatedTopic {
    message_thread_id: i32,
}

fn webhook(url: Url, secret: &str) -> SetWebhook {
    use AllowedUpdate::{CallbackQuery, InlineQuery, Message, MyChatMember};
    SetWebhook::new(url).secret_token(secret).allowed_updates([Message, CallbackQuery, MyChatMember, InlineQuery])
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
