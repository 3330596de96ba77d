//! What a page's address asks for: filters, and where in a list it goes on. Filters stay in the address, so that a page can be
//! kept, sent to a colleague and gone back to.

use axum::{
    extract::{FromRequestParts, Query as Extracted},
    http::request::Parts,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;
use store::{PageRequest, Position};
use url::form_urlencoded::Serializer;

use crate::error::OfficeError;

/// Rows of a list.
pub(crate) const PAGE: usize = 50;

/// The address's query as a type, in which each field has a default.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = OfficeError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, OfficeError> {
        let query = Extracted::<T>::from_request_parts(parts, state).await;
        query.map(|Extracted(query)| Self(query)).map_err(|_| OfficeError::Malformed("the address cannot be read"))
    }
}

/// The page that begins behind `after`, as a link to it says.
pub(crate) fn page_request(after: Option<&str>) -> Result<PageRequest, OfficeError> {
    let position =
        |text: &str| -> Option<Position> { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok() };
    let after = match after.filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => Some(position(text).ok_or(OfficeError::Malformed("not a position in a list"))?),
    };
    Ok(PageRequest { after, limit: PAGE })
}

/// How a link names a position.
pub(crate) fn position(position: &Position) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(position).unwrap_or_default())
}

/// An address with those of the parameters that have a value.
pub(crate) fn address(path: &str, parameters: &[(&str, &str)]) -> String {
    let given = parameters.iter().filter(|(_, value)| !value.is_empty());
    let query = Serializer::new(String::new()).extend_pairs(given).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
