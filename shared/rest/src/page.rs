//! Lists, page by page: `?limit=` and `?cursor=` in, `{"items": […], "next_cursor": …}` out.
//!
//! A cursor is opaque: it says where the last page ended, and carries a checksum over that, the list and its filters.
//! One that was changed, or is used with another list or other filters, is 400. It is no secret and needs none: what it
//! holds is typed, and shows nothing its reader could not have asked for.

use axum::{extract::FromRequestParts, http::request::Parts};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned, de::Error};
use sha2::{Digest, Sha256};
use store::{PageRequest, Position};
use url::form_urlencoded;
use utoipa::{IntoParams, ToSchema};

use crate::HttpError;

const CHECKSUM: usize = 8;

const fn default_limit() -> usize {
    20
}

fn limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    match usize::deserialize(deserializer)? {
        limit @ 1..=100 => Ok(limit),
        _ => Err(D::Error::custom("is not between 1 and 100")),
    }
}

/// The parameters that every list has.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// How many items.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20)]
    limit: usize,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A list that has no parameters but [`PageParams`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoFilters {}

/// Extracts which page of a list is wanted: its filters and order as `Q`, and [`PageParams`]. Parameters that neither
/// knows, values out of range and cursors of another list or other filters are 400.
#[derive(Debug)]
pub struct Paged<Q> {
    /// The list's own parameters.
    pub query: Q,
    /// Where the page begins, and how long it is.
    pub page: PageRequest,
    /// The list, by its path and its own parameters as they were sent: what a cursor is good for.
    list: String,
}

impl<Q: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Paged<Q> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, HttpError> {
        let sent: Vec<(String, String)> = parse(parts.uri.query().unwrap_or_default())?;
        let (paging, mut own): (Vec<_>, Vec<_>) =
            sent.into_iter().partition(|(name, _)| ["limit", "cursor"].contains(&name.as_str()));
        own.sort();
        let list = format!("{}?{}", parts.uri.path(), encoded(&own));
        let PageParams { limit, cursor } = parse(&encoded(&paging))?;
        let query = parse(&encoded(&own))?;
        let after = cursor.map(|cursor| {
            open(&cursor, &list).ok_or_else(|| HttpError::malformed("cursor: not from this list with these parameters"))
        });
        Ok(Self { query, page: PageRequest { after: after.transpose()?, limit }, list })
    }
}

/// Extracts the parameters of a request that is no list. What they do not know and what is out of range is 400.
#[derive(Debug)]
pub struct Params<Q>(pub Q);

impl<Q: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<Q> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, HttpError> {
        parse(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

impl<Q> Paged<Q> {
    /// The page as it leaves.
    pub fn view<T, V>(&self, page: store::Page<T>, view: impl Fn(T) -> V) -> PageView<V> {
        let next_cursor = page.next.map(|position| {
            let position = serde_json::to_vec(&position).unwrap_or_default();
            URL_SAFE_NO_PAD.encode([checksum(&self.list, &position).as_slice(), &position].concat())
        });
        PageView { items: page.items.into_iter().map(view).collect(), next_cursor }
    }
}

/// The position that a cursor holds, if this list gave it.
fn open(cursor: &str, list: &str) -> Option<Position> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (sum, position) = bytes.split_at_checked(CHECKSUM)?;
    (sum == checksum(list, position)).then(|| serde_json::from_slice(position).ok()).flatten()
}

fn checksum(list: &str, position: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(list).chain_update("\n").chain_update(position).finalize()[..CHECKSUM].to_vec()
}

fn encoded(parameters: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, HttpError> {
    let parameters = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(parameters).map_err(HttpError::malformed)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Things {
        colour: Option<String>,
    }

    async fn things(query: &str) -> Result<Paged<Things>, HttpError> {
        let request = axum::http::Request::get(format!("/v1/things?{query}")).body(()).unwrap();
        Paged::from_request_parts(&mut request.into_parts().0, &()).await
    }

    #[tokio::test]
    async fn a_cursor_opens_its_own_list_only() {
        let position: Position = serde_json::from_str(r#"{"i": {"n": 7}}"#).unwrap();
        let page = store::Page { items: vec![1], next: Some(position.clone()) };
        let red = things("colour=red&limit=1").await.unwrap();
        assert_eq!((red.query.colour.as_deref(), red.page.limit), (Some("red"), 1));
        let cursor = red.view(page, |n| n).next_cursor.unwrap();
        let next = things(&format!("limit=5&cursor={cursor}&colour=red")).await.unwrap();
        assert_eq!(next.page, PageRequest { after: Some(position), limit: 5 });
        assert!(things(&format!("colour=blue&cursor={cursor}")).await.is_err());
        assert!(things(&format!("cursor={cursor}")).await.is_err());
        for at in 0..cursor.len() {
            let mut bytes = cursor.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let tampered = String::from_utf8(bytes).unwrap();
            assert!(things(&format!("colour=red&cursor={tampered}")).await.is_err(), "at {at}");
        }
        for nonsense in ["", "x", "%F0%9F%99%82", "AAAAAAAAAAAAAAAA"] {
            assert!(things(&format!("colour=red&cursor={nonsense}")).await.is_err(), "{nonsense}");
        }
    }

    #[tokio::test]
    async fn what_no_list_knows_is_refused() {
        for query in ["size=1", "limit=0", "limit=101", "limit=x", "limit=1&limit=2", "colour=a&colour=b"] {
            assert!(things(query).await.is_err(), "{query}");
        }
        assert_eq!(things("").await.unwrap().page, PageRequest::first(20));
    }
}
