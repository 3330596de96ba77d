//! The parameters of a call, however they came: query string, JSON, form or multipart.
//!
//! Clients differ: most methods arrive as JSON, uploads as multipart, and a shell script sends a form. Everything is
//! read into one map beside the uploaded files, and a structure may be an object or a string holding JSON.
//!
//! Example: `params.integer("chat_id")?` is `Some(1001)` for `{"chat_id":1001}` and for `chat_id=1001`.

use std::collections::HashMap;

use axum::Form;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Query, Request};
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::error::ApiError;

/// Bodies above this are refused unread. A photo may be 10 MB; the rest is room to say so politely.
pub(crate) const MAX_BODY: usize = 64 * 1024 * 1024;

/// A file sent along with a call.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
}

/// The parameters of one call.
#[derive(Debug, Default)]
pub(crate) struct Params {
    fields: Map<String, Value>,
    uploads: HashMap<String, Upload>,
}

impl Params {
    /// The fields of an object within a call, read like parameters of their own.
    pub(crate) fn of_object(fields: Map<String, Value>) -> Self {
        Self { fields: fields.into_iter().filter(|(_, value)| !value.is_null()).collect(), uploads: HashMap::new() }
    }

    /// Reads query string and body of `request`.
    ///
    /// # Errors
    /// 400 for a body that cannot be read, 413 for one too large.
    pub(crate) async fn read(request: Request) -> Result<Self, ApiError> {
        let mut params = Self::default();
        if let Ok(Query(pairs)) = Query::<HashMap<String, String>>::try_from_uri(request.uri()) {
            params.add_pairs(pairs);
        }
        let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
        if content_type.starts_with("multipart/form-data") {
            params.add_multipart(request).await?;
        } else if content_type.starts_with("application/x-www-form-urlencoded") {
            // Form reads the query string of a GET: taken above already
            if request.method() != axum::http::Method::GET {
                let form = Form::<HashMap<String, String>>::from_request(request, &()).await;
                let Form(pairs) = form.map_err(|_| ApiError::bad_request("can't parse request body"))?;
                params.add_pairs(pairs);
            }
        } else {
            let body = axum::body::to_bytes(request.into_body(), MAX_BODY).await.map_err(|_| ApiError::too_large())?;
            params.add_json(&body)?;
        }
        Ok(params)
    }

    /// Reads a call made in the answer to a webhook delivery: `method` is one of its fields.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) async fn read_reply(content_type: &str, body: Bytes) -> Result<Self, ApiError> {
        let request = Request::post("/").header(CONTENT_TYPE, content_type).body(Body::from(body));
        Self::read(request.map_err(|_| ApiError::bad_request("can't parse request body"))?).await
    }

    fn add_pairs(&mut self, pairs: HashMap<String, String>) {
        self.fields.extend(pairs.into_iter().map(|(name, value)| (name, Value::String(value))));
    }

    fn add_json(&mut self, body: &[u8]) -> Result<(), ApiError> {
        if body.is_empty() {
            return Ok(());
        }
        let refused = || ApiError::bad_request("can't parse request body as JSON object");
        let object: Map<String, Value> = serde_json::from_slice(body).map_err(|_| refused())?;
        self.fields.extend(object.into_iter().filter(|(_, value)| !value.is_null()));
        Ok(())
    }

    async fn add_multipart(&mut self, request: Request) -> Result<(), ApiError> {
        let refused = || ApiError::bad_request("can't parse multipart body");
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| refused())?;
        while let Some(part) = parts.next_field().await.map_err(|_| refused())? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|_| ApiError::too_large())?;
            if let Some(file) = file {
                self.uploads.insert(name, Upload { name: file, bytes });
            } else {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                self.fields.insert(name, Value::String(text));
            }
        }
        Ok(())
    }

    /// A parameter as text; numbers and booleans are spelled out. An empty one counts as absent.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let text = match self.fields.get(name)? {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        (!text.is_empty()).then_some(text)
    }

    /// An integer; what is none counts as absent, as in the Bot API.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.text(name)?.trim().parse().ok()
    }

    /// `true` for `true`, `True`, `yes` and `1`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        let value = self.text(name).unwrap_or_default().to_lowercase();
        ["true", "yes", "1"].contains(&value.as_str())
    }

    /// A structure: an object, or a string that holds its JSON.
    ///
    /// # Errors
    /// 400 with `complaint` in front when it is of another shape.
    pub(crate) fn structure<T: DeserializeOwned>(&self, name: &str, complaint: &str) -> Result<Option<T>, ApiError> {
        let refused = |error: serde_json::Error| ApiError::bad_request(format!("{complaint}: {error}"));
        match self.fields.get(name) {
            None => Ok(None),
            Some(Value::String(json)) if json.trim().is_empty() => Ok(None),
            Some(Value::String(json)) => serde_json::from_str(json).map(Some).map_err(refused),
            Some(value) => T::deserialize(value).map(Some).map_err(refused),
        }
    }

    /// An uploaded file, by the name of its part.
    pub(crate) fn upload(&self, name: &str) -> Option<&Upload> {
        self.uploads.get(name)
    }

    /// Everything as JSON, for the panel; a file is told by its name and size.
    pub(crate) fn to_json(&self) -> Value {
        let mut fields = self.fields.clone();
        for (name, upload) in &self.uploads {
            fields.insert(name.clone(), json!(format!("<file {}, {} bytes>", upload.name, upload.bytes.len())));
        }
        // A structure sent as a string reads better unfolded
        for value in fields.values_mut() {
            let unfolded = value.as_str().filter(|text| text.starts_with(['{', '[']));
            if let Some(Ok(inner)) = unfolded.map(serde_json::from_str) {
                *value = inner;
            }
        }
        Value::Object(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(fields: Value) -> Params {
        let Value::Object(fields) = fields else { panic!("an object") };
        Params { fields, uploads: HashMap::new() }
    }

    #[test]
    fn numbers_and_flags_may_be_strings() {
        let params = params(json!({ "a": 5, "b": "-7", "c": "x", "d": true, "e": "True", "f": "", "g": false }));
        assert_eq!((params.integer("a"), params.integer("b"), params.integer("c")), (Some(5), Some(-7), None));
        assert!(params.flag("d") && params.flag("e") && !params.flag("g") && !params.flag("absent"));
        assert_eq!(params.text("f"), None);
    }

    #[test]
    fn a_structure_may_be_a_string() {
        let params = params(json!({ "a": ["x"], "b": "[\"x\"]", "c": "{", "d": "" }));
        let read = |name| params.structure::<Vec<String>>(name, "can't parse");
        assert_eq!(read("a"), Ok(Some(vec!["x".to_owned()])));
        assert_eq!(read("b"), read("a"));
        assert!(read("c").is_err_and(|error| error.description.starts_with("Bad Request: can't parse: ")));
        assert_eq!(read("d"), Ok(None));
    }
}
