//! Who may do what over HTTP: the scopes of API keys, and what keys are called.

use derive_more::Into;
use serde::{Deserialize, Serialize};
use serde_with::{DeserializeFromStr, SerializeDisplay};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{DomainError, parsed::parsed_string};

/// What a key allows; the words are those of the command line, the API and the database.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    SerializeDisplay,
    DeserializeFromStr,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(const_into_str, parse_err_ty = DomainError, parse_err_fn = not_a_scope)]
pub enum Scope {
    /// Create, change and delete products and their photos.
    #[strum(serialize = "products:write")]
    ProductsWrite,
    /// Create, change, move and delete categories.
    #[strum(serialize = "categories:write")]
    CategoriesWrite,
    /// Create, change and delete news; read what is not published yet.
    #[strum(serialize = "news:write")]
    NewsWrite,
    /// Read customers.
    #[strum(serialize = "users:read")]
    UsersRead,
    /// Create, change and erase customers.
    #[strum(serialize = "users:write")]
    UsersWrite,
    /// Read orders.
    #[strum(serialize = "orders:read")]
    OrdersRead,
    /// Start, watch and cancel broadcasts.
    #[strum(serialize = "broadcasts:write")]
    BroadcastsWrite,
    /// Export the whole catalogue.
    #[strum(serialize = "catalogue:read")]
    CatalogueRead,
    /// Import products from files.
    #[strum(serialize = "catalogue:write")]
    CatalogueWrite,
    /// Have the outbox delivered, as a scheduler does.
    #[strum(serialize = "outbox:drain")]
    OutboxDrain,
}

const fn not_a_scope(_: &str) -> DomainError {
    DomainError::NotAScope
}

/// What an operator calls a key: 1 to 64 letters, digits, `-`, `_` and `.`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, derive_more::Display, Into, Serialize, Deserialize)]
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
}

parsed_string!(KeyName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_known_by_their_codes() {
        for scope in Scope::VARIANTS {
            assert_eq!(scope.into_str().parse(), Ok(*scope));
            assert!(scope.into_str().contains(':'), "{scope} has no word of its own");
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
