//! The languages the shop speaks.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{DomainError, stored::Fallback};

/// A language the shop has texts in; the words are its code. In the order a customer is offered them.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", const_into_str, parse_err_ty = DomainError, parse_err_fn = not_a_locale)]
pub enum Locale {
    Uk,
    Ru,
    En,
}

/// The shop's first language.
impl Fallback for Locale {
    const FALLBACK: Self = Self::Uk;
}

impl Locale {
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
        Self::VARIANTS.iter().copied().find(|locale| locale.into_str().eq_ignore_ascii_case(language))
    }
}

const fn not_a_locale(_: &str) -> DomainError {
    DomainError::NotALocale
}
