//! Saying the same to many: a message is prepared once and sent to one chat after another, each time with a single try.
//!
//! [`Api::make`] waits out a short pause that Telegram asks for. A worker that sends
//! thousands of messages paces and repeats by rules of its own, so here every outcome comes back at once. teloxide-core
//! sleeps ten seconds on a 5xx before it says so; therefore its payloads and error texts are used, its sending is not.
//!
//! ```no_run
//! # async fn example(api: telegram::Api) {
//! use telegram::{Chat, Html, Prepared, Screen, TelegramError};
//!
//! let news = Prepared::message(&Screen::new(Html::new("<b>Kettles are here</b>")));
//! match api.once(Chat(42), &news).await {
//!     Ok(()) => {}
//!     Err(TelegramError::ChatGone) => {}              // they blocked the bot
//!     Err(TelegramError::RetryAfter(seconds)) => {}   // everything waits so long
//!     Err(TelegramError::Unavailable(_)) => {}        // perhaps later
//!     Err(TelegramError::Unauthorized(_)) => {}       // the token is invalid: no other call succeeds either
//!     Err(error) => {}                                // not to be repeated
//! }
//! # }
//! ```

use std::time::Duration;

use reqwest::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use teloxide_core::{ApiError, payloads::CopyMessage, requests::Payload};

use crate::{
    Api, Chat, MessageId, Screen, TelegramError,
    call::{copy_message, edit_message, send_message},
    error::{of_api, of_copy},
};

/// How long an answer may take. Telegram may well have done what it did not answer in time, and a repetition does it
/// twice; so this is long.
const PATIENCE: Duration = Duration::from_secs(20);
/// A pause for those who do not say how long.
const DEFAULT_PAUSE: u32 = 1;
/// The chat is filled in when the call is made; this one stands in until then.
const NO_CHAT: Chat = Chat(0);

/// A call that can be made to any chat.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    method: &'static str,
    params: Map<String, Value>,
}

#[derive(Serialize)]
struct Body<'a> {
    chat_id: i64,
    #[serde(flatten)]
    params: &'a Map<String, Value>,
}

/// What every answer of the Bot API has (Bot API, "Making requests"). The result itself is of no interest here.
#[derive(Deserialize)]
struct Envelope {
    ok: bool,
    description: Option<ApiError>,
    parameters: Option<Parameters>,
}

/// Bot API, `ResponseParameters`.
#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u32>,
    migrate_to_chat_id: Option<i64>,
}

impl Prepared {
    /// `sendMessage`.
    pub fn message(screen: &Screen) -> Self {
        Self::of(&send_message(NO_CHAT, screen))
    }

    /// `copyMessage`: a message that stands in the chat `from`, with its formatting and photo.
    pub fn copy(from: Chat, message: MessageId) -> Self {
        Self::of(&copy_message(NO_CHAT, from, message))
    }

    /// `editMessageText`.
    pub fn edit(message: MessageId, screen: &Screen) -> Self {
        Self::of(&edit_message(NO_CHAT, message, screen))
    }

    fn of<P: Payload + Serialize>(payload: &P) -> Self {
        let mut params = match serde_json::to_value(payload) {
            Ok(Value::Object(params)) => params,
            // A payload is a struct of plain values
            other => unreachable!("the payload {} is {other:?}", P::NAME),
        };
        params.remove("chat_id");
        Self { method: P::NAME, params }
    }
}

impl Api {
    /// Makes the call to this chat, with a single try and without any waiting.
    ///
    /// # Errors
    /// Any [`TelegramError`].
    pub async fn once(&self, chat: Chat, call: &Prepared) -> Result<(), TelegramError> {
        let body = Body { chat_id: chat.0, params: &call.params };
        let request = self.client().post(self.method_url(call.method)).timeout(PATIENCE).json(&body);
        let response = request.send().await.map_err(unavailable)?;
        let status = response.status();
        let body = response.bytes().await.map_err(unavailable)?;
        outcome(call.method, status, &body)
    }
}

fn outcome(method: &str, status: StatusCode, body: &[u8]) -> Result<(), TelegramError> {
    if status.is_server_error() {
        return Err(TelegramError::Unavailable(status.to_string()));
    }
    let Ok(envelope) = serde_json::from_slice::<Envelope>(body) else {
        // Not even an envelope of the Bot API: a proxy's page
        return Err(TelegramError::Unavailable(format!("{status} without an answer of the Bot API")));
    };
    let class = if method == CopyMessage::NAME { of_copy } else { of_api };
    match (envelope.parameters, envelope.description) {
        _ if envelope.ok => Ok(()),
        (Some(Parameters { retry_after: Some(pause), .. }), _) => Err(TelegramError::RetryAfter(pause)),
        (Some(Parameters { migrate_to_chat_id: Some(id), .. }), _) => Err(TelegramError::Migrated(Chat(id))),
        _ if status == StatusCode::TOO_MANY_REQUESTS => Err(TelegramError::RetryAfter(DEFAULT_PAUSE)),
        (_, description) => {
            let error = description.as_ref().map(class);
            match error.unwrap_or_else(|| TelegramError::Rejected(status.to_string())) {
                // Every error of a call that reached its method is 400, 403, 409 or 429
                TelegramError::Rejected(reason) if is_unauthorized(status) => Err(TelegramError::Unauthorized(reason)),
                error => Err(error),
            }
        }
    }
}

const fn is_unauthorized(status: StatusCode) -> bool {
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND)
}

/// Without the address: it holds the token. And by its class alone, so that equal failures count as equal.
fn unavailable(error: reqwest::Error) -> TelegramError {
    let class = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    };
    tracing::debug!(error = %error.without_url(), "{class}");
    TelegramError::Unavailable(class.to_owned())
}

#[cfg(test)]
mod tests {
    use teloxide_core::payloads::SendMessage;

    use super::*;

    fn error(method: &str, status: u16, body: &str) -> TelegramError {
        outcome(method, StatusCode::from_u16(status).unwrap(), body.as_bytes()).unwrap_err()
    }

    #[test]
    fn each_answer_has_its_class() {
        use TelegramError::{ChatGone, Migrated, RetryAfter, SourceGone, Unauthorized, Unavailable};
        let send = |status, body: &str| error(SendMessage::NAME, status, body);
        let copy = |status, body: &str| error(CopyMessage::NAME, status, body);
        let of = |description: &str| format!(r#"{{"ok":false,"error_code":400,"description":"{description}"}}"#);
        assert!(matches!(send(401, r#"{"ok":false,"error_code":401,"description":"Unauthorized"}"#), Unauthorized(_)));
        assert!(matches!(send(404, r#"{"ok":false,"error_code":404,"description":"Not Found"}"#), Unauthorized(_)));
        assert!(matches!(send(401, r#"{"ok":false}"#), Unauthorized(_)));
        // A proxy's page is not the Bot API's word on the token
        assert!(matches!(send(404, "<html>"), Unavailable(_)));
        assert_eq!(send(400, &of("Bad Request: chat not found")), ChatGone);
        assert_eq!(copy(400, &of("Bad Request: chat not found")), ChatGone);
        assert!(matches!(copy(400, &of("Bad Request: message to copy not found")), SourceGone(_)));
        assert!(matches!(copy(400, &of("Bad Request: MESSAGE_ID_INVALID")), SourceGone(_)));
        let migrated = r#"{"ok":false,"description":"Bad Request: group chat was upgraded to a supergroup chat",
            "parameters":{"migrate_to_chat_id":-1001}}"#;
        assert_eq!(send(400, migrated), Migrated(Chat(-1001)));
        assert_eq!(send(429, r#"{"ok":false}"#), RetryAfter(DEFAULT_PAUSE));
    }
}
