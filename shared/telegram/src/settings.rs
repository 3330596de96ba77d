//! What the environment says about the bot and the staff's chat.

use clap::{Args, builder::TypedValueParser, value_parser};
use secrecy::SecretString;
use url::Url;

use crate::{Api, Chat, TelegramError, WebhookSecrets, api::bot_id};

/// For processes that call the Bot API.
#[derive(Args, Clone, Debug)]
pub struct BotSettings {
    /// The bot's token, such as `123456789:AA…`, as `@BotFather` gives it
    #[arg(env = "TELEGRAM_BOT_TOKEN", value_parser = token)]
    token: SecretString,
    /// Bot API base address, http or https
    #[arg(env = "TELEGRAM_API_URL", default_value = "https://api.telegram.org", value_parser = http_url)]
    api_url: Url,
}

impl BotSettings {
    /// A client of the Bot API.
    pub fn api(&self) -> Result<Api, TelegramError> {
        Api::new(&self.token, &self.api_url)
    }
}

/// For processes that get updates, too.
#[derive(Args, Clone, Debug)]
pub struct TelegramSettings {
    #[command(flatten)]
    pub bot: BotSettings,
    /// 1 to 256 of `A-Z a-z 0-9 _ -`; Telegram sends it with every update. While it is replaced: `new,old`, of which either is taken
    #[arg(env = "TELEGRAM_WEBHOOK_SECRET", value_parser = webhook_secrets)]
    pub webhook_secrets: WebhookSecrets,
}

/// For processes that write to the staff, or listen to them.
#[derive(Args, Clone, Copy, Debug)]
pub struct StaffSettings {
    /// Id of the staff's chat, such as `-1001234567890`: gets a card of every order, may use `/orders`, `/stats` and `/broadcast`
    #[arg(env = "SHOP_STAFF_CHAT_ID", value_parser = value_parser!(i64).map(Chat))]
    pub chat: Option<Chat>,
}

fn token(text: &str) -> Result<SecretString, &'static str> {
    bot_id(text).map(|_| text.into()).ok_or("not a token")
}

fn http_url(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or("not an http or https address")
}

fn webhook_secrets(text: &str) -> Result<WebhookSecrets, &'static str> {
    WebhookSecrets::new(text).ok_or("too long, or of other characters")
}
