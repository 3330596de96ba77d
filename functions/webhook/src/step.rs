//! Which question is open in a chat. Kept in the conversation between two updates.

use domain::{Address, DomainError, Email, OrderId, PersonName, Phone, Summary, User};
use serde::{Deserialize, Serialize};
use store::ProfileValue;
use strum::{Display, EnumString};

/// What the next text means.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub(crate) enum Step {
    /// Nothing was asked.
    #[default]
    Idle,
    /// The profile asked for a value.
    Profile { field: Field },
    /// The checkout asked for a value.
    Checkout { field: Field },
    /// The checkout asked to confirm this summary; its buttons carry the version.
    Confirm { version: i64, summary: Summary },
    /// What the customer writes goes to the shop.
    Writing { order_id: Option<OrderId>, is_acknowledged: bool },
    /// A group was told to write in private.
    ToldGroup,
}

/// A value a customer can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Display, EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Field {
    Email,
    Phone,
    Address,
    Name,
}

impl Field {
    /// Reads an input.
    pub(crate) fn parse(self, input: &str) -> Result<ProfileValue, DomainError> {
        match self {
            Self::Email => Email::parse(input).map(ProfileValue::Email),
            Self::Phone => Phone::parse(input).map(ProfileValue::Phone),
            Self::Address => Address::parse(input).map(ProfileValue::Address),
            Self::Name => PersonName::parse(input).map(ProfileValue::Name),
        }
    }

    /// The value the shop knows already.
    pub(crate) fn saved(self, user: &User) -> Option<&str> {
        match self {
            Self::Email => user.email.as_ref().map(Email::as_str),
            Self::Phone => user.phone.as_ref().map(Phone::as_str),
            Self::Address => user.address.as_ref().map(Address::as_str),
            Self::Name => user.display_name().map(PersonName::as_str),
        }
    }
}
