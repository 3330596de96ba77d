//! Words of stored documents, such as a status, read with a fallback: a word this release does not know (set by hand, or
//! by a newer release) must not make the whole document unreadable. Each unknown word is reported in the log once.

use std::{collections::BTreeSet, sync::Mutex};

use serde::{
    Deserialize, Deserializer,
    de::{IntoDeserializer, value::Error},
};

/// How many unknown words are remembered as reported.
const REMEMBERED: usize = 100;

/// An enum that is stored as a word and can stand for words it does not know.
pub trait Fallback: Sized {
    /// What an unknown word is read as.
    const FALLBACK: Self;
}

/// For `#[serde(deserialize_with)]`: an unknown word is read as the fallback.
///
/// # Errors
/// When what is stored is not a string.
pub fn or_fallback<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: for<'word> Deserialize<'word> + Fallback,
{
    let word = String::deserialize(deserializer)?;
    Ok(read(&word).unwrap_or(T::FALLBACK))
}

/// For `#[serde(default, deserialize_with)]`: an unknown word is read as none.
///
/// # Errors
/// When what is stored is neither a string nor null.
pub fn or_none<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: for<'word> Deserialize<'word>,
{
    let word = Option::<String>::deserialize(deserializer)?;
    Ok(word.and_then(|word| read(&word)))
}

/// For `#[serde(deserialize_with)]`: unknown words of a list are left out.
///
/// # Errors
/// When what is stored is not an array of strings.
pub fn known<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: for<'word> Deserialize<'word>,
{
    let words = Vec::<String>::deserialize(deserializer)?;
    Ok(words.iter().filter_map(|word| read(word)).collect())
}

fn read<T: for<'word> Deserialize<'word>>(word: &str) -> Option<T> {
    let known = T::deserialize(IntoDeserializer::<Error>::into_deserializer(word));
    if known.is_err() {
        report(std::any::type_name::<T>(), word);
    }
    known.ok()
}

fn report(kind: &'static str, word: &str) {
    static REPORTED: Mutex<BTreeSet<(&str, String)>> = Mutex::new(BTreeSet::new());
    let Ok(mut reported) = REPORTED.lock() else { return };
    if reported.len() < REMEMBERED && reported.insert((kind, word.to_owned())) {
        tracing::error!(kind, word, "a stored document holds an unknown word, which is read as a fallback");
    }
}

#[cfg(test)]
mod tests {
    use bson::doc;

    use super::*;
    use crate::{Locale, OrderStatus, Scope};

    #[derive(Debug, Deserialize, PartialEq)]
    struct Document {
        #[serde(deserialize_with = "or_fallback")]
        status: OrderStatus,
        #[serde(default, deserialize_with = "or_none")]
        locale: Option<Locale>,
        #[serde(deserialize_with = "known")]
        scopes: Vec<Scope>,
    }

    #[test]
    fn unknown_words_are_read_as_fallbacks_and_known_ones_as_they_are() {
        for (document, expected) in [
            (
                doc! { "status": "packing", "locale": "pl", "scopes": ["products:write", "moon:write"] },
                Document { status: OrderStatus::New, locale: None, scopes: vec![Scope::ProductsWrite] },
            ),
            (
                doc! { "status": "shipped", "locale": "uk", "scopes": [] },
                Document { status: OrderStatus::Shipped, locale: Some(Locale::Uk), scopes: vec![] },
            ),
            (
                doc! { "status": "shipped", "locale": null, "scopes": [] },
                Document { status: OrderStatus::Shipped, locale: None, scopes: vec![] },
            ),
        ] {
            assert_eq!(bson::deserialize_from_document::<Document>(document).unwrap(), expected);
        }
    }
}
