//! What comes in.

use chrono::{DateTime, Utc};
use domain::{TelegramProfile, User};
use rest::{AddressField, EmailField, LocaleField, Patch, PersonNameField, PhoneField, UserIdField, UsernameField};
use serde::Deserialize;
use utoipa::ToSchema;

/// A customer who has not written yet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "telegram_id": 123_456_789, "name": "Олена", "phone": "+380671234567", "locale": "uk" }))]
pub(crate) struct UserIn {
    telegram_id: UserIdField,
    /// Without the `@`.
    username: Option<UsernameField>,
    name: Option<PersonNameField>,
    phone: Option<PhoneField>,
    email: Option<EmailField>,
    address: Option<AddressField>,
    /// Unless given, the language of their Telegram.
    locale: Option<LocaleField>,
}

/// What is to change: a JSON merge patch (RFC 7396).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "phone": "+380671234567", "address": null }))]
pub(crate) struct UserPatch {
    /// What Telegram says replaces it when they write.
    #[serde(default)]
    #[schema(required = false, value_type = Option<UsernameField>)]
    username: Patch<UsernameField>,
    /// `null` falls back to Telegram's.
    #[serde(default)]
    #[schema(required = false, value_type = Option<PersonNameField>)]
    name: Patch<PersonNameField>,
    #[serde(default)]
    #[schema(required = false, value_type = Option<PhoneField>)]
    phone: Patch<PhoneField>,
    #[serde(default)]
    #[schema(required = false, value_type = Option<EmailField>)]
    email: Patch<EmailField>,
    #[serde(default)]
    #[schema(required = false, value_type = Option<AddressField>)]
    address: Patch<AddressField>,
    /// `null` follows their Telegram.
    #[serde(default)]
    #[schema(required = false, value_type = Option<LocaleField>)]
    locale: Patch<LocaleField>,
}

impl UserIn {
    pub(crate) fn parse(self, now: DateTime<Utc>) -> User {
        let username = self.username.map(|username| username.0.into());
        User {
            id: self.telegram_id.0,
            telegram: TelegramProfile { username, ..TelegramProfile::default() },
            name: self.name.map(|name| name.0),
            phone: self.phone.map(|phone| phone.0),
            email: self.email.map(|email| email.0),
            address: self.address.map(|address| address.0),
            locale: self.locale.map(|locale| locale.0),
            blocked: false,
            first_update: None,
            created_at: now,
            modified_at: now,
        }
    }
}

impl UserPatch {
    pub(crate) fn apply(&self, user: &mut User) {
        self.username.apply(&mut user.telegram.username, None, |username| Some(username.0.into()));
        self.name.apply(&mut user.name, None, |name| Some(name.0));
        self.phone.apply(&mut user.phone, None, |phone| Some(phone.0));
        self.email.apply(&mut user.email, None, |email| Some(email.0));
        self.address.apply(&mut user.address, None, |address| Some(address.0));
        self.locale.apply(&mut user.locale, None, |locale| Some(locale.0));
    }
}
