//! How a customer is shown.

use domain::User;
use rest::TimeField;
use serde::Serialize;
use utoipa::ToSchema;

/// A customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserView {
    #[schema(minimum = 1, example = 123_456_789)]
    telegram_id: i64,
    /// As Telegram says, without the `@`.
    #[schema(required = true)]
    username: Option<String>,
    /// Their own choice, else Telegram's.
    #[schema(required = true)]
    name: Option<String>,
    /// E.164.
    #[schema(required = true, example = "+380671234567")]
    phone: Option<String>,
    #[schema(required = true)]
    email: Option<String>,
    #[schema(required = true)]
    address: Option<String>,
    /// The language they chose; `null` follows their Telegram.
    #[schema(required = true)]
    locale: Option<&'static str>,
    /// They blocked the bot: nothing can be sent to them until they write again.
    blocked: bool,
    created_at: TimeField,
    modified_at: TimeField,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        Self {
            telegram_id: user.id.0,
            name: user.display_name().map(ToString::to_string),
            username: user.telegram.username,
            phone: user.phone.map(String::from),
            email: user.email.map(String::from),
            address: user.address.map(String::from),
            locale: user.locale.map(domain::Locale::into),
            blocked: user.blocked,
            created_at: TimeField(user.created_at),
            modified_at: TimeField(user.modified_at),
        }
    }
}
