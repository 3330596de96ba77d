//! The languages the shop speaks.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{DomainError, stored::Fallback};

/// A language the shop has texts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Ukrainian.
    Uk,
    /// Russian.
    Ru,
    /// English.
    En,
}

/// The shop's first language.
impl Fallback for Locale {
    const FALLBACK: Self = Self::Uk;
}

impl Locale {
    /// Every locale, in the order a customer is offered them.
    pub const ALL: [Self; 3] = [Self::Uk, Self::Ru, Self::En];

    /// The code: `uk`, `ru` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Uk => "uk",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The locale for an IETF language tag such as `en-US` (Bot API, `User.language_code`); `None` when the shop has
    /// no texts in that language.
    ///
    /// ```
    /// # use domain::Locale;
    /// assert_eq!(Locale::of_language("en-US"), Some(Locale::En));
    /// assert_eq!(Locale::of_language("de"), None);
    /// ```
    pub fn of_language(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| locale.code().eq_ignore_ascii_case(language))
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Locale {
    type Err = DomainError;

    fn from_str(s: &str) -> Result<Self, DomainError> {
        Self::ALL.into_iter().find(|locale| locale.code() == s).ok_or(DomainError::NotALocale)
    }
}
