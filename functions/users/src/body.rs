//! What comes in.

use domain::{NewUser, UserChanges, UserId};
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

impl From<UserIn> for NewUser {
    fn from(body: UserIn) -> Self {
        Self {
            id: UserId(body.telegram_id.0.0),
            username: body.username.map(|username| username.0),
            name: body.name.map(|name| name.0),
            phone: body.phone.map(|phone| phone.0),
            email: body.email.map(|email| email.0),
            address: body.address.map(|address| address.0),
            locale: body.locale.map(|locale| locale.0),
        }
    }
}

impl From<UserPatch> for UserChanges {
    fn from(body: UserPatch) -> Self {
        Self {
            username: body.username.into_option(|username| username.0),
            name: body.name.into_option(|name| name.0),
            phone: body.phone.into_option(|phone| phone.0),
            email: body.email.into_option(|email| email.0),
            address: body.address.into_option(|address| address.0),
            locale: body.locale.into_option(|locale| locale.0),
        }
    }
}
