//! A Bot API that says yes to everything, and remembers messages only while it is asked to.

use std::sync::{Arc, Mutex};

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::header::CONTENT_TYPE,
    response::IntoResponse,
};
use serde_json::Value;

const MESSAGE: &str = r#"{"ok":true,"result":{"message_id":1,"date":1795435200,"chat":{"id":1,"type":"private","first_name":"X"},"text":"…"}}"#;
const ME: &str = r#"{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Kiosk","username":"kiosk_bot","can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false,"has_main_web_app":false}}"#;
const TRUE: &str = r#"{"ok":true,"result":true}"#;

/// The messages sent since remembering began, if it did.
#[derive(Clone, Default)]
pub(crate) struct Said(Arc<Mutex<Option<Vec<Value>>>>);

impl Said {
    fn with<T>(&self, what: impl FnOnce(&mut Option<Vec<Value>>) -> T) -> Option<T> {
        self.0.lock().ok().map(|mut said| what(&mut said))
    }
}

/// From here on messages are remembered.
pub(crate) async fn remember(State(said): State<Said>, _: Bytes) {
    said.with(|said| *said = Some(vec![]));
}

/// What was remembered, and no more is.
pub(crate) async fn said(State(said): State<Said>, _: Bytes) -> Json<Vec<Value>> {
    Json(said.with(Option::take).flatten().unwrap_or_default())
}

/// Any method.
pub(crate) async fn answer(
    State(said): State<Said>,
    Path((_bot, method)): Path<(String, String)>,
    body: Bytes,
) -> impl IntoResponse {
    // sendMessage or SendMessage
    let method = method.to_ascii_lowercase();
    if method == "sendmessage" {
        said.with(|said| said.as_mut().map(|said| said.extend(serde_json::from_slice::<Value>(&body))));
    }
    let body = match method.as_str() {
        "getme" => ME,
        method if method.starts_with("send") || method.starts_with("edit") => MESSAGE,
        _ => TRUE,
    };
    ([(CONTENT_TYPE, "application/json")], body)
}
