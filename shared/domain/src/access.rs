//! Who may do what over HTTP: the scopes of API keys, and what keys are called.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{DomainError, parsed::parsed_string};

/// What a key allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Scope {
    /// Create, change and delete products and their photos.
    ProductsWrite,
    /// Create, change, move and delete categories.
    CategoriesWrite,
    /// Create, change and delete news; read what is not published yet.
    NewsWrite,
    /// Read customers.
    UsersRead,
    /// Create, change and erase customers.
    UsersWrite,
    /// Read orders.
    OrdersRead,
    /// Start, watch and cancel broadcasts.
    BroadcastsWrite,
    /// Have the outbox delivered, as a scheduler does.
    OutboxDrain,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 8] = [
        Self::ProductsWrite,
        Self::CategoriesWrite,
        Self::NewsWrite,
        Self::UsersRead,
        Self::UsersWrite,
        Self::OrdersRead,
        Self::BroadcastsWrite,
        Self::OutboxDrain,
    ];

    /// The word on the command line, in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ProductsWrite => "products:write",
            Self::CategoriesWrite => "categories:write",
            Self::NewsWrite => "news:write",
            Self::UsersRead => "users:read",
            Self::UsersWrite => "users:write",
            Self::OrdersRead => "orders:read",
            Self::BroadcastsWrite => "broadcasts:write",
            Self::OutboxDrain => "outbox:drain",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Scope {
    type Err = DomainError;

    fn from_str(s: &str) -> Result<Self, DomainError> {
        Self::ALL.into_iter().find(|scope| scope.code() == s).ok_or(DomainError::NotAScope)
    }
}

impl TryFrom<String> for Scope {
    type Error = DomainError;

    fn try_from(s: String) -> Result<Self, DomainError> {
        s.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.code().to_owned()
    }
}

/// What an operator calls a key: 1 to 64 letters, digits, `-`, `_` and `.`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyName(String);

impl KeyName {
    /// Checks it.
    ///
    /// # Errors
    /// [`DomainError::NotAKeyName`].
    pub fn parse(input: &str) -> Result<Self, DomainError> {
        let fits = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        if (1..=64).contains(&input.chars().count()) && input.chars().all(fits) {
            Ok(Self(input.to_owned()))
        } else {
            Err(DomainError::NotAKeyName)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

parsed_string!(KeyName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_known_by_their_codes() {
        for scope in Scope::ALL {
            assert_eq!(scope.code().parse(), Ok(scope));
        }
        assert_eq!("orders:write".parse::<Scope>(), Err(DomainError::NotAScope));
    }

    #[test]
    fn names_of_keys_are_one_word() {
        for (input, fits) in [("website", true), ("сайт-2.0", true), ("", false), ("two words", false), ("$a", false)]
        {
            assert_eq!(KeyName::parse(input).is_ok(), fits, "{input}");
        }
        assert!(KeyName::parse(&"k".repeat(64)).is_ok());
        assert!(KeyName::parse(&"k".repeat(65)).is_err());
    }
}
