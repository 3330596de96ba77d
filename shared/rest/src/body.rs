//! JSON bodies, read strictly: what is not JSON is 400, what does not fit is 422 with a pointer to every wrong field
//! (see `faults`).
//!
//! The types of the bodies know every field, so a client's JSON is never kept as it came: no `$`-operator, no dotted key
//! and no second key of the same name gets further than here.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::{
        Method, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
};
use domain::DomainError;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _, IgnoredAny},
};
use utoipa::ToSchema;

use crate::{
    ApiState, FieldError, HttpError,
    faults::wrong_fields,
    json::{MAX_BODY, Object, pointer, wrong_field},
    money::in_shop,
};

/// A body of `application/json`; of a PATCH also `application/merge-patch+json` (RFC 7396).
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned + ToSchema + 'static> FromRequest<ApiState> for JsonBody<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, HttpError> {
        let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        let patch = request.method() == Method::PATCH;
        match essence.to_ascii_lowercase().as_str() {
            "application/json" => {}
            "application/merge-patch+json" if patch => {}
            _ if patch => {
                return Err(HttpError::UnsupportedMediaType(
                    "the body must be application/merge-patch+json or application/json",
                ));
            }
            _ => return Err(HttpError::UnsupportedMediaType("the body must be application/json")),
        }
        let bytes = read_body(request, state, MAX_BODY).await?;
        in_shop(state.currency, || parse(&bytes)).map(Self)
    }
}

/// The body's bytes, no more than `limit`, which is the limit set for the route.
///
/// # Errors
/// 413 when there are more, before they are read; 400 when the connection breaks off.
pub async fn read_body<S: Send + Sync>(request: Request, state: &S, limit: usize) -> Result<Bytes, HttpError> {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > limit) {
        return Err(HttpError::TooLarge(limit));
    }
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            HttpError::TooLarge(limit)
        }
        _ => HttpError::malformed("the body is incomplete"),
    })
}

fn parse<T: DeserializeOwned + ToSchema + 'static>(bytes: &[u8]) -> Result<T, HttpError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let Object(value) = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = pointer(error.path());
        match std::str::from_utf8(bytes) {
            Ok(body) if error.inner().is_data() && is_json(body) => {
                HttpError::Invalid(wrong_fields::<T>(body, wrong_field(pointer, error.inner())))
            }
            _ => not_json(pointer, error.inner()),
        }
    })?;
    json.end().map_err(|error| not_json(String::new(), &error))?;
    Ok(value)
}

/// A list of at most so many.
#[derive(Debug, Clone)]
pub struct Many<T, const MAX: usize>(pub Vec<T>);

impl<T, const MAX: usize> Default for Many<T, MAX> {
    fn default() -> Self {
        Self(vec![])
    }
}

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for Many<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Vec::deserialize(deserializer)?;
        if items.len() <= MAX { Ok(Self(items)) } else { Err(D::Error::custom(DomainError::TooMany { max: MAX })) }
    }
}

/// Whether what stands behind a wrong field is JSON at all. It is walked without recursion: depth costs nothing.
fn is_json(body: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(body).is_ok()
}

fn not_json(pointer: String, error: &serde_json::Error) -> HttpError {
    HttpError::Malformed { detail: "the body is not JSON".to_owned(), at: Some(FieldError::new(pointer, error)) }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "only parsed")]
        title: String,
        #[serde(default)]
        #[expect(dead_code, reason = "only parsed")]
        #[schema(value_type = Vec<Inner>)]
        items: Many<Object<Inner>, 3>,
    }

    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code, reason = "only parsed")]
        amount: i64,
    }

    #[test]
    fn all_errors_are_found_at_once() {
        for (json, pointers) in [
            ("{\"title\": 1, \"a/b~\": 2, \"$set\": {}}", "/title /a~1b~0 /$set"),
            ("{\"colour\": \"red\"}", "/colour /title"),
            ("{\"items\": {}}", "/items /title"),
            (
                "{\"items\": [{\"amount\": \"1\"}, {\"amount\": 1}, {}, 4]}",
                "/items/0/amount /items/3 /items /title /items/2/amount",
            ),
            ("{\"items\": [{\"amount\": 1, \"a\": 1, \"b\": 2}], \"title\": null}", "/items/0/a /items/0/b /title"),
            ("{\"title\": 1, \"title\": \"b\", \"items\": [1]}", "/title /title /items/0"),
            ("{\"title\": \"b\", \"title\": \"b\", \"items\": [1]}", "/title /items/0"),
            ("{\"items\": [{\"amount\": 1}, {\"amount\": 1}, {\"amount\": 1}, {}]}", "/items /title /items/3/amount"),
        ] {
            match parse::<Outer>(json.as_bytes()).expect_err(json) {
                HttpError::Invalid(errors) => {
                    let found: Vec<_> = errors.iter().map(|error| error.pointer.as_str()).collect();
                    assert_eq!(found.join(" "), pointers, "{json}");
                }
                other => panic!("{json}: {other}"),
            }
        }
    }

    #[test]
    fn very_many_errors_cost_little_and_are_cut_short() {
        let members: Vec<_> = (0..100_000).map(|n| format!("\"{n}\":1")).collect();
        let wrong = ["1,".repeat(400_000), "{},".repeat(300_000), "{\"amount\":{}},".repeat(60_000)];
        let lists = wrong.map(|items| format!("{{\"title\": 1, \"items\": [{}]}}", items.trim_end_matches(',')));
        for json in lists.into_iter().chain([format!("{{{}}}", members.join(","))]) {
            match parse::<Outer>(json.as_bytes()).expect_err("wrong") {
                HttpError::Invalid(errors) => assert_eq!(errors.len(), 100),
                other => panic!("{other}"),
            }
        }
    }

    fn fails(json: &str) -> (u16, String) {
        match parse::<Outer>(json.as_bytes()).expect_err(json) {
            HttpError::Malformed { at, .. } => (400, at.expect("a place").pointer),
            HttpError::Invalid(errors) => (422, errors[0].pointer.clone()),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn every_error_points_at_its_field() {
        let deep = format!("{{\"title\": {}", "[".repeat(1 << 20));
        for (json, status, pointer) in [
            ("{", 400, ""),
            ("", 400, ""),
            ("{\"title\": \"a\"} x", 400, ""),
            ("{\"title\": \"\\ud800\"}", 400, "/title"),
            ("{\"title\": 1e999}", 400, "/title"),
            (&deep, 400, "/title"),
            ("[]", 422, ""),
            ("[\"a\"]", 422, ""),
            ("null", 422, ""),
            ("{}", 422, "/title"),
            ("{\"title\": 1}", 422, "/title"),
            ("{\"title\": 1, ", 400, "/title"),
            ("{\"title\": {\"$ne\": 1}}", 422, "/title"),
            ("{\"title\": \"a\", \"title\": \"b\"}", 422, "/title"),
            ("{\"title\": \"a\", \"$set\": {}}", 422, "/$set"),
            ("{\"title\": \"a\", \"a/b~\": 1}", 422, "/a~1b~0"),
            ("{\"title\": \"a\", \"items.0\": 1}", 422, "/items.0"),
            ("{\"title\": \"a\", \"items\": [{\"amount\": 1}, {\"amount\": 1.5}]}", 422, "/items/1/amount"),
            ("{\"title\": \"a\", \"items\": [{\"amount\": 99999999999999999999}]}", 422, "/items/0/amount"),
            ("{\"title\": \"a\", \"items\": [[1]]}", 422, "/items/0"),
            ("{\"title\": \"a\", \"items\": [{}]}", 422, "/items/0/amount"),
            ("{\"title\": \"a\", \"items\": [{\"amount\": 1, \"id\": 2}]}", 422, "/items/0/id"),
        ] {
            assert_eq!(fails(json), (status, pointer.to_owned()), "{}", &json[..json.len().min(60)]);
        }
    }
}
