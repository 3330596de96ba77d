//! What the Bot API answers (Bot API, "Making requests"): a result, or an error and what to do about it.

use reqwest::StatusCode;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use teloxide_core::ApiError;

use crate::{
    Chat, TelegramError,
    error::{of_api, of_copy},
};

/// A pause for those who do not say how long.
const DEFAULT_PAUSE: u32 = 1;

#[derive(Deserialize)]
struct Answer<'a> {
    ok: bool,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    description: Option<ApiError>,
    parameters: Option<Parameters>,
}

/// Bot API, `ResponseParameters`. Not teloxide-core's: that fails on any other key beside these.
#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u32>,
    migrate_to_chat_id: Option<i64>,
}

/// The result of a call. `None` when it went through, but its result cannot be read, being newer than `T`: the call did
/// its work.
pub(crate) fn read<T: DeserializeOwned>(
    method: &str,
    status: StatusCode,
    body: &[u8],
) -> Result<Option<T>, TelegramError> {
    if status.is_server_error() {
        return Err(TelegramError::Unavailable(status.to_string()));
    }
    let Ok(answer) = serde_json::from_slice::<Answer<'_>>(body) else {
        // Not from the Bot API: a proxy's page
        return Err(TelegramError::Unavailable(format!("{status} without an answer of the Bot API")));
    };
    let class = if method == "copyMessage" { of_copy } else { of_api };
    match (answer.parameters, answer.description) {
        _ if answer.ok => Ok(answer.result.and_then(|result| serde_json::from_str(result.get()).ok())),
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

/// Why there is no answer. Without the address: it holds the token. And by its class alone, so that equal failures count
/// as equal.
pub(crate) fn unavailable(error: reqwest::Error) -> TelegramError {
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
    use serde::de::IgnoredAny;

    use super::*;

    fn error(method: &str, status: u16, body: &str) -> TelegramError {
        read::<IgnoredAny>(method, StatusCode::from_u16(status).unwrap(), body.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_call_with_a_result_that_cannot_be_read_went_through() {
        let of = |body: &str| read::<u8>("sendMessage", StatusCode::OK, body.as_bytes());
        assert_eq!(of(r#"{"ok":true,"result":7}"#), Ok(Some(7)));
        assert_eq!(of(r#"{"ok":true,"result":{"from":"the future"}}"#), Ok(None));
    }

    #[test]
    fn each_answer_has_its_class() {
        use TelegramError::{ChatGone, Migrated, RetryAfter, SourceGone, Unauthorized, Unavailable};
        let send = |status, body: &str| error("sendMessage", status, body);
        let copy = |status, body: &str| error("copyMessage", status, body);
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
