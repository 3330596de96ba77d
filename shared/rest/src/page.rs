//! Lists, page by page: `?limit=` and `?cursor=` in, `{"items": […], "next_cursor": …}` out.
//!
//! A cursor is opaque: it says where the last page ended, and carries a checksum over that, the list and its filters.
//! One that was changed, or is used with another list or other filters, is 400. It is no secret and needs none: what it
//! holds is typed, and shows nothing its reader could not have asked for.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned, de::Error};
use sha2::{Digest, Sha256};
use store::Position;
use utoipa::ToSchema;

use crate::HttpError;

const CHECKSUM: usize = 8;

/// How many items a page has: 1 to 100, 20 unless asked otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Limit(pub usize);

impl Default for Limit {
    fn default() -> Self {
        Self(20)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match usize::deserialize(deserializer)? {
            limit @ 1..=100 => Ok(Self(limit)),
            _ => Err(D::Error::custom("is not between 1 and 100")),
        }
    }
}

/// The parameters of a list.
pub trait ListQuery: DeserializeOwned + Send {
    /// The list's name, such as `products`.
    const LIST: &'static str;

    /// The filters and the order, written out: they go into the checksum, limit and cursor do not.
    fn filters(&self) -> String;

    /// How many items.
    fn limit(&self) -> Limit;

    /// The cursor, if it is not the first page.
    fn cursor(&self) -> Option<&str>;

    /// Where the page begins.
    ///
    /// # Errors
    /// 400 when the cursor is not one of this list with these filters.
    fn after(&self) -> Result<Option<Position>, HttpError> {
        let open = |cursor: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
            let (sum, position) = bytes.split_at_checked(CHECKSUM)?;
            (sum == checksum(self, position)).then(|| serde_json::from_slice(position).ok()).flatten()
        };
        let after = self.cursor().map(|cursor| {
            open(cursor).ok_or_else(|| HttpError::malformed("cursor: not one that this list gave with these filters"))
        });
        after.transpose()
    }

    /// A page as it leaves.
    fn page<T, V>(&self, page: store::Page<T>, view: impl Fn(T) -> V) -> PageView<V> {
        let next_cursor = page.next.map(|position| {
            let position = serde_json::to_vec(&position).unwrap_or_default();
            let sum = checksum(self, &position);
            URL_SAFE_NO_PAD.encode([sum.as_slice(), &position].concat())
        });
        PageView { items: page.items.into_iter().map(view).collect(), next_cursor }
    }
}

fn checksum<Q: ListQuery>(query: &Q, position: &[u8]) -> Vec<u8> {
    let walk = format!("{}\n{}\n", Q::LIST, query.filters());
    Sha256::new().chain_update(walk).chain_update(position).finalize()[..CHECKSUM].to_vec()
}

/// A page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Page)]
pub struct PageView<T> {
    /// The items.
    pub items: Vec<T>,
    /// What `?cursor=` must be for the next page; `null` at the end.
    #[schema(required = true)]
    pub next_cursor: Option<String>,
}

/// The query of a request; anything unknown or out of range is 400.
#[derive(Debug)]
pub struct QueryOf<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryOf<T> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HttpError> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(query)| Self(query)).map_err(|rejection| {
            let text = rejection.body_text();
            HttpError::malformed(text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Things {
        colour: String,
        cursor: Option<String>,
    }

    impl ListQuery for Things {
        const LIST: &'static str = "things";

        fn filters(&self) -> String {
            self.colour.clone()
        }

        fn limit(&self) -> Limit {
            Limit::default()
        }

        fn cursor(&self) -> Option<&str> {
            self.cursor.as_deref()
        }
    }

    fn things(colour: &str, cursor: Option<String>) -> Things {
        Things { colour: colour.to_owned(), cursor }
    }

    #[test]
    fn a_cursor_opens_its_own_list_only() {
        let position: Position = serde_json::from_str(r#"{"i": {"n": 7}}"#).unwrap();
        let page = store::Page { items: vec![1], next: Some(position.clone()) };
        let cursor = things("red", None).page(page, |n| n).next_cursor.unwrap();
        assert_eq!(things("red", Some(cursor.clone())).after().unwrap(), Some(position));
        assert!(things("blue", Some(cursor.clone())).after().is_err());
        for at in 0..cursor.len() {
            let mut bytes = cursor.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let tampered = String::from_utf8(bytes).unwrap();
            assert!(things("red", Some(tampered)).after().is_err(), "at {at}");
        }
        for nonsense in ["", "x", "🙂", "AAAAAAAAAAAAAAAA"] {
            assert!(things("red", Some(nonsense.to_owned())).after().is_err(), "{nonsense}");
        }
    }
}
