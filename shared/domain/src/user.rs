//! A customer.

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use derive_more::{Display, Into};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::{Address, DomainError, Email, Locale, PersonName, Phone, UserId, parsed::parsed_string, stored};

/// A customer: what Telegram says of them and what they told the shop.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Telegram id.
    #[serde(rename = "_id")]
    pub id: UserId,
    /// What Telegram says; refreshed whenever they write.
    #[serde(default)]
    pub telegram: TelegramProfile,
    /// The name they want to be called by, if they gave one.
    pub name: Option<PersonName>,
    pub phone: Option<Phone>,
    /// E-mail.
    pub email: Option<Email>,
    pub address: Option<Address>,
    /// The language they chose; otherwise their Telegram's counts.
    #[serde(default, deserialize_with = "stored::or_none")]
    pub locale: Option<Locale>,
    /// They blocked the bot; until they write again nothing can be sent to them.
    #[serde(default)]
    pub blocked: bool,
    /// The update that created them, if a chat did: that update is the one that welcomes a new customer, also when it
    /// is delivered twice.
    pub first_update: Option<i64>,
    /// When they first came.
    #[serde_as(as = "FromChrono04DateTime")]
    pub created_at: DateTime<Utc>,
    /// When something of the above last changed.
    #[serde_as(as = "FromChrono04DateTime")]
    pub modified_at: DateTime<Utc>,
}

impl User {
    /// The name to use: their own choice, else Telegram's.
    pub fn display_name(&self) -> Option<&PersonName> {
        self.name.as_ref().or(self.telegram.name.as_ref())
    }

    /// The language to speak: their own choice, else their Telegram's, else the shop's.
    pub fn locale_or(&self, default: Locale) -> Locale {
        let from_telegram = || self.telegram.language_code.as_deref().and_then(Locale::of_language);
        self.locale.or_else(from_telegram).unwrap_or(default)
    }
}

/// What Telegram says of a customer (Bot API, `User`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TelegramProfile {
    /// Without the `@`; many have none.
    pub username: Option<String>,
    /// First and last name, cut to what a name may hold; `None` when nothing readable is left.
    pub name: Option<PersonName>,
    /// IETF language tag of their app.
    pub language_code: Option<String>,
}

/// A Telegram username, without the `@`: 1 to 32 of `A-Z a-z 0-9 _`. (Telegram gives out none shorter than four, but
/// that is Telegram's rule to change.)
#[derive(Debug, Clone, PartialEq, Eq, Hash, Display, Into, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

impl Username {
    /// Checks it.
    ///
    /// # Errors
    /// [`DomainError::NotAUsername`].
    pub fn parse(input: &str) -> Result<Self, DomainError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if (1..=32).contains(&input.len()) && input.bytes().all(fits) {
            Ok(Self(input.to_owned()))
        } else {
            Err(DomainError::NotAUsername)
        }
    }
}

parsed_string!(Username);
