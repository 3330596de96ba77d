//! Settings, one struct per concern, read once at start: a missing or malformed variable stops the process with one
//! line that names it. Secrets never reach a log.

use std::{num::NonZeroU32, str::FromStr, time::Duration};

use axum::http::HeaderValue;
use domain::{Clock, Currency, Locale};
use secrecy::SecretString;
use store::{Store, StoreError};
use telegram::{Api, Chat, WebhookSecret};
use url::Url;

use crate::Env;

/// A variable that is missing or malformed. The value itself is not repeated: it may be secret.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct SettingError {
    name: &'static str,
    problem: String,
}

impl SettingError {
    pub(crate) fn new(name: &'static str, problem: impl Into<String>) -> Self {
        Self { name, problem: problem.into() }
    }
}

/// The variables, for `--help`.
const VARIABLES: &str = "Environment:
  MONGODB_URI              connection string of a replica set; its path names the database
                           [default: mongodb://127.0.0.1:27017/shop?replicaSet=rs0]
  TELEGRAM_BOT_TOKEN       the bot's token, from @BotFather
  TELEGRAM_API_URL         Bot API base address [default: https://api.telegram.org]
  TELEGRAM_WEBHOOK_SECRET  1 to 256 of A-Z a-z 0-9 _ -, sent by Telegram with every update
  PORT                     TCP port [default: 8080]
  ADMIN_API_KEY            an API key with every scope, for the first minutes of a new shop; at least 32 characters
  REQUESTS_PER_SECOND      per API key and per client address, twice as many at once; 0: no limit [default: 20]
  TRUSTED_PROXIES          how many proxies in front write X-Forwarded-For [default: 0]
  CORS_ORIGINS             * or origins of web pages that may call the API, separated by commas [default: none]
  SHOP_CURRENCY            ISO 4217 code [default: UAH]
  SHOP_DEFAULT_LOCALE      uk, ru or en [default: uk]
  SHOP_STAFF_CHAT_ID       the chat that is told of every new order, and may start broadcasts [default: none]
  BROADCAST_RATE           messages per second, 1 to 1000 [default: 25]
  BROADCAST_UNDER_WAY      messages under way at once, 1 to 100; a killed worker repeats at most so many [default: 8]
  BROADCAST_LEASE          seconds after which another worker takes over from a dead one, 1 to 300 [default: 15]
  LOG_FORMAT               json (Cloud Logging) or pretty [default: pretty on a terminal, else json]
  RUST_LOG                 what is logged, as in info,webhook=debug [default: info]";

/// A command line that knows `--help` and `--version`, and tells about the variables.
pub fn command(name: &'static str, about: &'static str) -> clap::Command {
    clap::Command::new(name).about(about).version(env!("CARGO_PKG_VERSION")).after_help(VARIABLES)
}

fn parsed<T: FromStr>(env: &Env, name: &'static str, default: &str, expected: &str) -> Result<T, SettingError> {
    let value = env.get(name);
    let value = value.as_deref().unwrap_or(default);
    value.parse().map_err(|_| SettingError::new(name, format!("not {expected}")))
}

fn required(env: &Env, name: &'static str, what: &str) -> Result<String, SettingError> {
    env.get(name).ok_or_else(|| SettingError::new(name, format!("not set; it is {what}")))
}

/// `PORT`.
///
/// # Errors
/// When it is no port number.
pub fn port(env: &Env) -> Result<u16, SettingError> {
    parsed(env, "PORT", "8080", "a port number from 0 to 65535")
}

/// `MONGODB_URI`.
#[derive(Clone, Debug)]
pub struct MongoSettings {
    uri: SecretString,
}

impl MongoSettings {
    /// Reads the variable; whether it can be used shows in [`open_store`].
    ///
    /// # Errors
    /// When it is no MongoDB connection string.
    pub fn read(env: &Env) -> Result<Self, SettingError> {
        let uri = env.get("MONGODB_URI").unwrap_or_else(|| "mongodb://127.0.0.1:27017/shop?replicaSet=rs0".to_owned());
        if uri.starts_with("mongodb://") || uri.starts_with("mongodb+srv://") {
            Ok(Self { uri: uri.into() })
        } else {
            Err(SettingError::new(
                "MONGODB_URI",
                "not a connection string that begins with mongodb:// or mongodb+srv://",
            ))
        }
    }

    /// The connection string. It may hold a password: not for logs.
    pub fn connection_string(&self) -> &str {
        use secrecy::ExposeSecret;
        self.uri.expose_secret()
    }
}

/// The shop's data, with the system's clock. Nothing is sent yet.
///
/// # Errors
/// When the connection string cannot be used.
pub async fn open_store(settings: &MongoSettings, app_name: &str) -> Result<Store, StoreError> {
    let client = store::connect(settings.connection_string(), app_name).await?;
    Store::new(&client, Clock::system())
}

/// `TELEGRAM_BOT_TOKEN`, `TELEGRAM_API_URL`: for processes that only speak.
#[derive(Clone, Debug)]
pub struct BotSettings {
    token: SecretString,
    api_url: Url,
}

impl BotSettings {
    /// Reads the variables.
    ///
    /// # Errors
    /// When one is missing or malformed.
    pub fn read(env: &Env) -> Result<Self, SettingError> {
        let token = required(env, "TELEGRAM_BOT_TOKEN", "the bot's token, from @BotFather")?;
        let api_url: Url = parsed(env, "TELEGRAM_API_URL", "https://api.telegram.org", "an http or https address")?;
        if !matches!(api_url.scheme(), "http" | "https") {
            return Err(SettingError::new("TELEGRAM_API_URL", "not an http or https address"));
        }
        Ok(Self { token: token.into(), api_url })
    }

    /// The address of a Bot API method. It holds the token: not for logs.
    pub fn method_url(&self, method: &str) -> String {
        use secrecy::ExposeSecret;
        let base = self.api_url.as_str().trim_end_matches('/');
        format!("{base}/bot{}/{method}", self.token.expose_secret())
    }

    /// A client of the Bot API.
    ///
    /// # Errors
    /// When the token is not one.
    pub fn api(&self) -> Result<Api, SettingError> {
        let problem = "not a token of the form 123456789:AA…, as @BotFather gives it";
        Api::new(&self.token, &self.api_url).map_err(|_| SettingError::new("TELEGRAM_BOT_TOKEN", problem))
    }
}

/// The bot, and `TELEGRAM_WEBHOOK_SECRET`: for processes that listen, too.
#[derive(Clone, Debug)]
pub struct TelegramSettings {
    pub bot: BotSettings,
    /// Compared with the header of every update.
    pub webhook_secret: WebhookSecret,
}

impl TelegramSettings {
    /// Reads the variables.
    ///
    /// # Errors
    /// When one is missing or malformed.
    pub fn read(env: &Env) -> Result<Self, SettingError> {
        let bot = BotSettings::read(env)?;
        let secret = required(env, "TELEGRAM_WEBHOOK_SECRET", "what setWebhook was given as secret_token")?;
        let webhook_secret = WebhookSecret::new(&secret)
            .ok_or_else(|| SettingError::new("TELEGRAM_WEBHOOK_SECRET", "not 1 to 256 of A-Z a-z 0-9 _ -"))?;
        Ok(Self { bot, webhook_secret })
    }

    /// A client of the Bot API.
    ///
    /// # Errors
    /// When the token is not one.
    pub fn api(&self) -> Result<Api, SettingError> {
        self.bot.api()
    }
}

/// `SHOP_CURRENCY`, `SHOP_DEFAULT_LOCALE`, `SHOP_STAFF_CHAT_ID`.
#[derive(Clone, Copy, Debug)]
pub struct ShopSettings {
    /// What prices are in.
    pub currency: Currency,
    /// For customers whose own language has no translation.
    pub default_locale: Locale,
    /// The chat of those who work in the shop.
    pub staff_chat: Option<Chat>,
}

impl ShopSettings {
    /// Reads the variables.
    ///
    /// # Errors
    /// When one is malformed.
    pub fn read(env: &Env) -> Result<Self, SettingError> {
        let code = env.get("SHOP_CURRENCY").unwrap_or_else(|| "UAH".to_owned());
        let currency =
            Currency::from_code(&code).ok_or_else(|| SettingError::new("SHOP_CURRENCY", "not an ISO 4217 code"))?;
        let default_locale = parsed(env, "SHOP_DEFAULT_LOCALE", "uk", "one of uk, ru, en")?;
        let staff_chat = env.get("SHOP_STAFF_CHAT_ID").map(|id| {
            let problem = "not the id of a chat, such as -1001234567890";
            id.parse().map(Chat).map_err(|_| SettingError::new("SHOP_STAFF_CHAT_ID", problem))
        });
        Ok(Self { currency, default_locale, staff_chat: staff_chat.transpose()? })
    }
}

/// `BROADCAST_RATE`, `BROADCAST_UNDER_WAY`, `BROADCAST_LEASE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliverySettings {
    /// Messages per second, for the bot as a whole.
    pub rate: NonZeroU32,
    /// How many messages may be under way, or not yet noted as sent, at once.
    pub in_flight: NonZeroU32,
    /// How long a worker that is silent counts as alive.
    pub lease: Duration,
}

impl DeliverySettings {
    /// Reads the variables.
    ///
    /// # Errors
    /// When one is malformed.
    pub fn read(env: &Env) -> Result<Self, SettingError> {
        Ok(Self {
            rate: within(env, "BROADCAST_RATE", "25", 1_000)?,
            in_flight: within(env, "BROADCAST_UNDER_WAY", "8", 100)?,
            lease: Duration::from_secs(within(env, "BROADCAST_LEASE", "15", 300)?.get().into()),
        })
    }
}

fn within(env: &Env, name: &'static str, default: &str, max: u32) -> Result<NonZeroU32, SettingError> {
    let expected = format!("a whole number from 1 to {max}");
    let value: NonZeroU32 = parsed(env, name, default, &expected)?;
    if value.get() > max { Err(SettingError::new(name, format!("not {expected}"))) } else { Ok(value) }
}

/// `ADMIN_API_KEY`, `CORS_ORIGINS`, `REQUESTS_PER_SECOND`, `TRUSTED_PROXIES`.
#[derive(Clone, Debug)]
pub struct RestSettings {
    /// A key with every scope.
    pub admin_key: Option<SecretString>,
    /// Which web pages may call the API from a browser.
    pub origins: Origins,
    /// How often a key or an address may ask; twice as often for a moment; 0 for no limit.
    pub requests_per_second: u32,
    /// How many proxies in front write `X-Forwarded-For`.
    pub trusted_proxies: usize,
}

/// Origins of web pages, as browsers send them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// None: the API is for programs.
    None,
    /// Any, for an API that shows nothing secret to those without a key.
    Any,
    /// These.
    List(Vec<HeaderValue>),
}

impl RestSettings {
    /// Reads the variables.
    ///
    /// # Errors
    /// When one is malformed.
    pub fn read(env: &Env) -> Result<Self, SettingError> {
        let expected = "a whole number from 0 to 1000000";
        let rate: u32 = parsed(env, "REQUESTS_PER_SECOND", "20", expected)?;
        if rate > 1_000_000 {
            return Err(SettingError::new("REQUESTS_PER_SECOND", format!("not {expected}")));
        }
        let trusted_proxies = parsed(env, "TRUSTED_PROXIES", "0", "a number of proxies")?;
        Ok(Self { admin_key: admin_key(env)?, origins: origins(env)?, requests_per_second: rate, trusted_proxies })
    }
}

/// Whoever guesses it may do everything, and nothing but its length stands in the way.
const MIN_ADMIN_KEY: usize = 32;

fn admin_key(env: &Env) -> Result<Option<SecretString>, SettingError> {
    match env.get("ADMIN_API_KEY") {
        Some(key) if key.chars().count() < MIN_ADMIN_KEY => {
            Err(SettingError::new("ADMIN_API_KEY", format!("shorter than {MIN_ADMIN_KEY} characters")))
        }
        key => Ok(key.map(SecretString::from)),
    }
}

fn origins(env: &Env) -> Result<Origins, SettingError> {
    let Some(list) = env.get("CORS_ORIGINS") else { return Ok(Origins::None) };
    if list == "*" {
        return Ok(Origins::Any);
    }
    let origin = |text: &str| {
        let url =
            Url::parse(text).ok().filter(|url| url.origin().is_tuple() && url.origin().ascii_serialization() == text);
        url.and_then(|_| text.parse().ok())
    };
    let origins: Option<Vec<HeaderValue>> = list.split(',').map(|text| origin(text.trim())).collect();
    let problem = "not * or origins such as https://shop.example.com, separated by commas";
    origins.map(Origins::List).ok_or_else(|| SettingError::new("CORS_ORIGINS", problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_or_malformed_variable_is_named_in_one_line_without_its_value() {
        let telegram = |env: Env| TelegramSettings::read(&env).and_then(|settings| settings.api().map(drop));
        let token = ("TELEGRAM_BOT_TOKEN", "1:A");
        let secret = ("TELEGRAM_WEBHOOK_SECRET", "s");
        for (result, name) in [
            (telegram(Env::of([secret])), "TELEGRAM_BOT_TOKEN"),
            (telegram(Env::of([("TELEGRAM_BOT_TOKEN", "hunter2"), secret])), "TELEGRAM_BOT_TOKEN"),
            (telegram(Env::of([token])), "TELEGRAM_WEBHOOK_SECRET"),
            (telegram(Env::of([token, ("TELEGRAM_WEBHOOK_SECRET", "hunter 2")])), "TELEGRAM_WEBHOOK_SECRET"),
            (telegram(Env::of([token, secret, ("TELEGRAM_API_URL", "ftp://x")])), "TELEGRAM_API_URL"),
            (port(&Env::of([("PORT", "70000")])).map(drop), "PORT"),
            (MongoSettings::read(&Env::of([("MONGODB_URI", "hunter2")])).map(drop), "MONGODB_URI"),
            (ShopSettings::read(&Env::of([("SHOP_CURRENCY", "XYZ")])).map(drop), "SHOP_CURRENCY"),
            (ShopSettings::read(&Env::of([("SHOP_DEFAULT_LOCALE", "de")])).map(drop), "SHOP_DEFAULT_LOCALE"),
            (ShopSettings::read(&Env::of([("SHOP_STAFF_CHAT_ID", "@hunter")])).map(drop), "SHOP_STAFF_CHAT_ID"),
            (RestSettings::read(&Env::of([("ADMIN_API_KEY", "hunter2")])).map(drop), "ADMIN_API_KEY"),
            (DeliverySettings::read(&Env::of([("BROADCAST_RATE", "0")])).map(drop), "BROADCAST_RATE"),
            (DeliverySettings::read(&Env::of([("BROADCAST_RATE", "1001")])).map(drop), "BROADCAST_RATE"),
            (DeliverySettings::read(&Env::of([("BROADCAST_UNDER_WAY", "x")])).map(drop), "BROADCAST_UNDER_WAY"),
            (DeliverySettings::read(&Env::of([("BROADCAST_LEASE", "301")])).map(drop), "BROADCAST_LEASE"),
        ] {
            let message = result.expect_err(name).to_string();
            assert!(message.starts_with(&format!("{name}: ")), "{message}");
            assert!(!message.contains('\n') && !message.contains("hunter"), "{message}");
        }
    }

    #[test]
    fn what_may_be_left_out_has_a_default() {
        let env = Env::of([("PORT", " ")]);
        assert_eq!(port(&env), Ok(8080));
        let shop = ShopSettings::read(&env).unwrap();
        assert_eq!((shop.currency, shop.default_locale), (Currency::UAH, Locale::Uk));
        assert_eq!(shop.staff_chat, None);
        let delivery = DeliverySettings::read(&env).unwrap();
        assert_eq!((delivery.rate.get(), delivery.in_flight.get(), delivery.lease.as_secs()), (25, 8, 15));
        assert!(MongoSettings::read(&env).is_ok());
    }

    #[test]
    fn secrets_do_not_show() {
        let settings = TelegramSettings::read(&Env::of([
            ("TELEGRAM_BOT_TOKEN", "1:hunter2"),
            ("TELEGRAM_WEBHOOK_SECRET", "hunter3"),
        ]));
        let shown = format!("{:?} {:?}", settings, settings.as_ref().map(TelegramSettings::api));
        assert!(!shown.contains("hunter"), "{shown}");
    }
}
