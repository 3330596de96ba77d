//! A Bot API double: real HTTP, answers as Telegram's, and a record of what was said.
//!
//! It refuses what Telegram refuses of a message's size and buttons; the sandbox in `infra/` goes further. How it
//! misbehaves is said by [`Rules`] for all of a test, by [`BotApi::fail_next`] for one call, and by the switches of
//! [`Record`] from now on.

mod problem;
mod record;

use std::sync::{Arc, Mutex, MutexGuard};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{FromRequest, Multipart, Path, Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::post,
};
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use telegram::Api;
use tokio::net::TcpListener;
use url::Url;

pub use record::{Fate, Record, Rules};

use record::Concern;

use problem::problem;

const TOKEN: &str = "1:test";
/// The bot's own name.
const USERNAME: &str = "kiosk_bot";

/// One call that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Such as `sendMessage`.
    pub method: String,
    pub params: Value,
    /// The files that came with it, in bytes altogether.
    pub upload: Option<usize>,
}

/// The double. Ends with the test's runtime.
#[derive(Clone, Debug)]
pub struct BotApi {
    url: Url,
    rules: Rules,
    record: Arc<Mutex<Record>>,
}

impl BotApi {
    /// Starts one on a free port, with which nothing goes wrong.
    pub async fn start() -> Self {
        Self::with(Rules::default()).await
    }

    /// Starts one that keeps these rules.
    pub async fn with(rules: Rules) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address")).parse().expect("an address");
        let api = Self { url, rules, record: Arc::default() };
        let router = Router::new().route("/{bot}/{method}", post(answer)).with_state(api.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        api
    }

    /// For `TELEGRAM_API_URL`.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// A client of it, for the bot with the id 1.
    pub fn client(&self) -> Api {
        Api::new(&SecretString::from(TOKEN), &self.url).expect("a client")
    }

    /// The next call is answered with this error; a pause only if not zero.
    pub fn fail_next(&self, status: u16, description: &str, retry_after: u32) {
        self.fail_after(0, status, description, retry_after);
    }

    /// So many calls go through, and the one after them is answered with this error.
    pub fn fail_after(&self, calls: usize, status: u16, description: &str, retry_after: u32) {
        let mut fault = error(status, description);
        if retry_after > 0 {
            fault.1["parameters"] = json!({ "retry_after": retry_after });
        }
        let mut record = self.record();
        record.faults.extend((0..calls).map(|_| None));
        record.faults.push_back(Some(fault));
    }

    /// The next call is refused, as its group has become a supergroup with this id.
    pub fn migrate_next(&self, to: i64) {
        self.record().faults.push_back(Some(migrated(to)));
    }

    /// A group where messages have topics.
    pub fn make_forum(&self, chat: i64) {
        self.record().forums.insert(chat);
    }

    /// What was said since the last look.
    pub fn take(&self) -> Vec<Recorded> {
        let mut record = self.record();
        record.concerning.clear();
        std::mem::take(&mut record.calls)
    }

    /// What was said to a chat since the last [`Self::take`], and in answer to the presses of buttons with these ids.
    pub fn said_to(&self, chat_id: i64, queries: &[String]) -> Vec<Recorded> {
        let record = self.record();
        let concerns = queries.iter().cloned().map(Concern::Press).chain([Concern::Chat(chat_id)]);
        let mut found: Vec<_> = concerns.filter_map(|concern| record.concerning.get(&concern)).flatten().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|index| record.calls[*index].clone()).collect()
    }

    /// What Telegram would have refused since the start.
    pub fn refused(&self) -> Vec<String> {
        self.record().refused.clone()
    }

    /// Looks at a call that rode in a webhook answer as at any other.
    pub fn check(&self, method: &str, params: &Value) {
        let problem = problem(method, params);
        self.record().refused.extend(problem);
    }

    /// What happened so far, and the switches. Nothing is answered as long as this is held.
    pub fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().expect("not poisoned")
    }

    /// How many calls came in, without those refused by a limit, a pause or the token.
    pub fn calls(&self) -> usize {
        self.record().calls.len()
    }

    /// How many chats a call for them succeeded in.
    pub fn reached(&self) -> usize {
        self.record().delivered.len()
    }

    /// How many calls succeeded in a chat beyond the first, in all chats.
    pub fn repeats(&self) -> usize {
        self.record().delivered.values().map(|count| count - 1).sum()
    }

    /// How many calls succeeded in a chat.
    pub fn delivered(&self, chat: i64) -> usize {
        self.record().delivered.get(&chat).copied().unwrap_or_default()
    }

    /// How many were tried, without those refused by a limit or a pause.
    pub fn tried(&self, chat: i64) -> usize {
        self.record().tried.get(&chat).copied().unwrap_or_default()
    }

    /// The texts that were sent to a chat, or put in place of others there.
    pub fn texts(&self, chat: i64) -> Vec<String> {
        let record = self.record();
        let to_chat = record.calls.iter().filter(|call| call.params["chat_id"] == chat);
        to_chat.map(|call| call.params["text"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

async fn answer(State(api): State<BotApi>, Path((_bot, method)): Path<(String, String)>, request: Request) -> Response {
    let (params, upload) = read(request).await;
    // What is delivered is delivered, even if nobody is there any more to hear of it
    let (answer, hangs) = {
        let mut record = api.record();
        record.begin();
        (record.answer(&api.rules, Recorded { method, params, upload }), record.hangs)
    };
    if hangs {
        std::future::pending::<()>().await;
    }
    if !api.rules.latency.is_zero() {
        tokio::time::sleep(api.rules.latency).await;
    }
    api.record().in_flight -= 1;
    // A handler that panics drops its connection
    let (status, body) = answer.unwrap_or_else(|| panic!("a broken connection"));
    (status, Json(body)).into_response()
}

/// The status and body of an answer.
type Said = (StatusCode, Value);

fn error(code: u16, description: &str) -> Said {
    let status = StatusCode::from_u16(code).expect("a status");
    (status, json!({ "ok": false, "error_code": code, "description": description }))
}

fn too_many(pause: u32) -> Said {
    let (status, mut body) = error(429, "Too Many Requests: retry later");
    body["parameters"] = json!({ "retry_after": pause });
    (status, body)
}

fn migrated(to: i64) -> Said {
    let (status, mut body) = error(400, "Bad Request: group chat was upgraded to a supergroup chat");
    body["parameters"] = json!({ "migrate_to_chat_id": to });
    (status, body)
}

fn result(method: &str, params: &Value, message_id: i64) -> Value {
    // Of a copy it is the original's
    let edited = params["message_id"].as_i64().filter(|_| method.starts_with("edit"));
    let message_id = edited.unwrap_or(message_id);
    let chat = json!({ "id": params["chat_id"], "type": "private", "first_name": "X" });
    let mut message = json!({ "message_id": message_id, "date": 1_795_435_200, "chat": chat });
    match method {
        "sendPhoto" => {
            let file_id = format!("file-{message_id}");
            message["photo"] = json!([{ "file_id": file_id, "file_unique_id": "u", "width": 800, "height": 800 }]);
            message
        }
        "sendMediaGroup" => {
            message["media_group_id"] = message_id.to_string().into();
            let photos = params["media"].as_array().into_iter().flatten().enumerate();
            let message_of = |(index, _)| {
                let mut message = message.clone();
                let file_id = format!("file-{message_id}-{index}");
                message["photo"] = json!([{ "file_id": file_id, "file_unique_id": "u", "width": 800, "height": 800 }]);
                message
            };
            photos.map(message_of).collect()
        }
        "getMe" => json!({ "id": 1, "is_bot": true, "first_name": "Kiosk", "username": USERNAME }),
        "getWebhookInfo" => json!({ "url": "", "has_custom_certificate": false, "pending_update_count": 3 }),
        "getChat" => json!({ "id": params["chat_id"], "type": "supergroup", "title": "Staff" }),
        "createForumTopic" => json!({ "message_thread_id": message_id, "name": params["name"], "icon_color": 0 }),
        "copyMessage" => json!({ "message_id": message_id }),
        "sendMessage" | "editMessageText" | "editMessageReplyMarkup" => {
            message["text"] = params["text"].as_str().unwrap_or("…").into();
            message
        }
        _ => true.into(),
    }
}

/// Parameters as JSON, whichever way they came, and the size of an upload.
async fn read(request: Request) -> (Value, Option<usize>) {
    let is_form = request.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    if !is_form {
        let body = Bytes::from_request(request, &()).await.expect("a body");
        return (serde_json::from_slice(&body).unwrap_or_default(), None);
    }
    let (mut params, mut upload) = (Map::new(), None);
    let mut form = Multipart::from_request(request, &()).await.expect("a form");
    while let Some(field) = form.next_field().await.expect("a field") {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let bytes = field.bytes().await.expect("a field's content");
        if is_file {
            upload = Some(upload.unwrap_or(0) + bytes.len());
        } else {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            // Only structures and numbers come as JSON within a form
            let is_json = |value: &Value| value.is_object() || value.is_array() || value.is_number();
            let value = serde_json::from_str(&text).ok().filter(is_json);
            params.insert(name, value.unwrap_or(Value::String(text)));
        }
    }
    (Value::Object(params), upload)
}
