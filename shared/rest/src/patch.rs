//! The members of a JSON merge patch (RFC 7396): what is absent stays, what is `null` is cleared, what has a value is
//! set.
//!
//! ```
//! use rest::{NonNullPatch, Patch};
//!
//! #[derive(serde::Deserialize)]
//! #[serde(default, deny_unknown_fields)]
//! #[derive(Default)]
//! struct NewsPatch {
//!     title: NonNullPatch<String>,  // a title can be changed, not cleared: null is refused
//!     note: Patch<String>,
//! }
//!
//! let patch: NewsPatch = serde_json::from_str(r#"{"note": null}"#).unwrap();
//! assert!(matches!((patch.title, patch.note), (NonNullPatch::Keep, Patch::Clear)));
//! ```

use serde::{Deserialize, Deserializer};

/// A member that can be cleared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Absent.
    #[default]
    Keep,
    /// `null`.
    Clear,
    /// A value.
    Set(T),
}

impl<T: Clone> Patch<T> {
    /// Makes `field` what it is to be, `cleared` if it is cleared.
    pub fn apply<V>(&self, field: &mut V, cleared: V, value: impl FnOnce(T) -> V) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = cleared,
            Self::Set(new) => *field = value(new.clone()),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}

/// A member that always has a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NonNullPatch<T> {
    /// Absent.
    #[default]
    Keep,
    /// A value.
    Set(T),
}

impl<T: Clone> NonNullPatch<T> {
    /// Makes `field` what it is to be.
    pub fn apply<V>(&self, field: &mut V, value: impl FnOnce(T) -> V) {
        if let Self::Set(new) = self {
            *field = value(new.clone());
        }
    }
}

impl<T> NonNullPatch<T> {
    /// The new value, if there is to be one.
    pub fn into_value<V>(self, value: impl FnOnce(T) -> V) -> Option<V> {
        match self {
            Self::Keep => None,
            Self::Set(new) => Some(value(new)),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for NonNullPatch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Set)
    }
}
