//! Conditional requests (RFC 9110, section 13): an item's `ETag` is a hash of what is shown of it; `If-None-Match`
//! spares sending it again, `If-Match` binds a change to what the client has seen.

use axum::{
    extract::FromRequestParts,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, LOCATION},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use headers::{ETag, Header};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::Precondition;

use crate::{HttpError, problem::Problem};

/// The tag of an item as it is shown.
fn tag_of(shown: &[u8]) -> HeaderValue {
    etag_of(&Sha256::digest(shown)[..16])
}

/// An answer that shows an item: written once, for the body and for its tag.
fn show(status: StatusCode, item: &impl Serialize) -> Result<Response, Problem> {
    let shown = serde_json::to_vec(item).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written");
        Problem::of(StatusCode::INTERNAL_SERVER_ERROR)
    })?;
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("application/json")), (ETAG, tag_of(&shown))];
    Ok((status, headers, shown).into_response())
}

/// The tag of something that these bytes name.
pub fn etag_of(name: &[u8]) -> HeaderValue {
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(name));
    HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""))
}

fn parsed(tag: &HeaderValue) -> Option<ETag> {
    ETag::decode(&mut std::iter::once(tag)).ok()
}

/// `If-Match`, if there is one.
#[derive(Debug, Clone)]
pub struct IfMatch(Option<Vec<HeaderValue>>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, HttpError> {
        let values: Vec<_> = parts.headers.get_all(IF_MATCH).iter().cloned().collect();
        Ok(Self((!values.is_empty()).then_some(values)))
    }
}

impl IfMatch {
    /// A condition on what is stored: that it is shown, as a `V`, under a tag the client named.
    pub fn precondition<V: From<T> + Serialize, T: Clone>(self) -> Precondition<T> {
        self.precondition_of_part(|stored: &T| {
            Some(tag_of(&serde_json::to_vec(&V::from(stored.clone())).unwrap_or_default()))
        })
    }

    /// The same for a part of it by its tag; it may not be there and then has none.
    pub fn precondition_of_part<T>(
        self,
        tag: impl Fn(&T) -> Option<HeaderValue> + Send + Sync + 'static,
    ) -> Precondition<T> {
        let Some(values) = self.0 else { return Precondition::none() };
        // Tags that cannot be read match nothing
        let wanted = headers::IfMatch::decode(&mut values.iter()).ok();
        Precondition::new(move |stored| {
            let tag = tag(stored).as_ref().and_then(parsed);
            matches!((&wanted, tag), (Some(wanted), Some(tag)) if wanted.precondition_passes(&tag))
        })
    }
}

/// An item: 200 with its tag, or 304 if the client has it.
#[derive(Debug)]
pub struct Shown<T>(pub T, pub HeaderMap);

impl<T: Serialize> IntoResponse for Shown<T> {
    fn into_response(self) -> Response {
        let shown = show(StatusCode::OK, &self.0).map(|response| match response.headers().get(ETAG) {
            Some(tag) if is_known(&self.1, tag) => (StatusCode::NOT_MODIFIED, [(ETAG, tag.clone())]).into_response(),
            _ => response,
        });
        shown.into_response()
    }
}

/// Whether `If-None-Match` names this tag: a GET need not send it again.
pub fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    if !headers.contains_key(IF_NONE_MATCH) {
        return false;
    }
    let wanted = headers::IfNoneMatch::decode(&mut headers.get_all(IF_NONE_MATCH).iter()).ok();
    matches!((wanted, parsed(tag)), (Some(wanted), Some(tag)) if !wanted.precondition_passes(&tag))
}

/// An item after a change: 200 with its new tag.
#[derive(Debug)]
pub struct Changed<T>(pub T);

impl<T: Serialize> IntoResponse for Changed<T> {
    fn into_response(self) -> Response {
        show(StatusCode::OK, &self.0).into_response()
    }
}

/// A new item: 201 with its tag and where it is.
#[derive(Debug)]
pub struct Created<T>(pub String, pub T);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        show(StatusCode::CREATED, &self.1).map(|response| ([(LOCATION, self.0)], response)).into_response()
    }
}
