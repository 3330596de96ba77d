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

/// The secrets that updates may carry: the one that Telegram was told, and, while it is being replaced, the one before, which
/// updates that are on their way still carry.
#[derive(Clone, Debug)]
pub struct WebhookSecrets {
    present: WebhookSecret,
    former: Option<WebhookSecret>,
}

impl WebhookSecrets {
    /// `present` or `present,former`; `None` when Telegram would not take one of them.
    pub fn new(secrets: &str) -> Option<Self> {
        let (present, former) = match secrets.split_once(',') {
            Some((present, former)) => (present, Some(WebhookSecret::new(former)?)),
            None => (secrets, None),
        };
        Some(Self { present: WebhookSecret::new(present)?, former })
    }

    /// Whether `candidate` is one of them.
    pub fn match_any(&self, candidate: &[u8]) -> bool {
        self.present.matches(candidate) | self.former.as_ref().is_some_and(|former| former.matches(candidate))
    }

    /// The one for `setWebhook`.
    pub fn present(&self) -> &WebhookSecret {
        &self.present
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_a_secret_is_replaced_both_are_right_and_telegram_is_told_the_new_one() {
        let both = WebhookSecrets::new("new,old").unwrap();
        assert!(both.match_any(b"new") && both.match_any(b"old"));
        assert!(["", "new,old", "ne", "other", ","].iter().all(|wrong| !both.match_any(wrong.as_bytes())));
        assert_eq!(both.present().expose(), "new");
        let one = WebhookSecrets::new("new").unwrap();
        assert!(one.match_any(b"new") && !one.match_any(b"old") && !one.match_any(b""));
    }

    #[test]
    fn what_telegram_would_not_take_is_none() {
        let long = "x".repeat(257);
        for wrong in ["", ",", "new,", ",old", "new,old,older", "with space", "new, old", &long] {
            assert!(WebhookSecrets::new(wrong).is_none(), "{wrong}");
        }
    }
}
