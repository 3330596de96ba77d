//! What a call ends with: a result or an error, and the body of the answer that says so.

use serde_json::{Value, json};

use crate::error::ApiError;

/// A successful result, sometimes with a sentence beside it.
pub(crate) struct Answer {
    pub(crate) result: Value,
    pub(super) description: Option<&'static str>,
}

impl From<Value> for Answer {
    fn from(result: Value) -> Self {
        Self { result, description: None }
    }
}

pub(crate) type Outcome = Result<Answer, ApiError>;

/// The body of the answer.
pub(super) fn body(outcome: &Outcome) -> Value {
    match outcome {
        Ok(Answer { result, description: Some(text) }) => json!({ "ok": true, "result": result, "description": text }),
        Ok(Answer { result, description: None }) => json!({ "ok": true, "result": result }),
        Err(error) => error.body(),
    }
}
