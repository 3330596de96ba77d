//! The secret Telegram sends with every update, so that nobody else can pretend to be Telegram.

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// What `X-Telegram-Bot-Api-Secret-Token` must hold (Bot API, `setWebhook`): 1 to 256 of `A-Z a-z 0-9 _ -`.
#[derive(Clone, Debug)]
pub struct WebhookSecret(SecretString);

impl WebhookSecret {
    /// A secret; `None` when Telegram would not take it.
    pub fn new(secret: &str) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        let fits = (1..=256).contains(&secret.len()) && secret.bytes().all(allowed);
        fits.then(|| Self(secret.into()))
    }

    /// Whether `candidate` is the secret; takes as long whether or not it is.
    pub fn matches(&self, candidate: &[u8]) -> bool {
        self.0.expose_secret().as_bytes().ct_eq(candidate).into()
    }

    /// The secret itself, for `setWebhook`.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}
