//! A Bot API double: real HTTP, answers as Telegram's, and a record of what was said.
//!
//! It refuses what Telegram refuses of a message's size and buttons; the sandbox in `infra/` goes further. Faults are
//! put in by [`BotApi::fail_next`].

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{FromRequest, Multipart, Path, Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    routing::post,
};
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use telegram::{Api, Html};
use tokio::net::TcpListener;
use url::Url;

const TOKEN: &str = "1:test";

/// One call that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Such as `sendMessage`.
    pub method: String,
    pub params: Value,
    /// The file that came with it, in bytes.
    pub upload: Option<usize>,
}

/// The double. Ends with the test's runtime.
#[derive(Clone, Debug)]
pub struct BotApi {
    url: Url,
    state: Arc<Mutex<Record>>,
}

#[derive(Debug, Default)]
struct Record {
    calls: Vec<Recorded>,
    refused: Vec<String>,
    /// What becomes of the next calls; nothing but the ordinary when empty.
    faults: VecDeque<Option<(StatusCode, Value)>>,
    last_message: i64,
}

impl BotApi {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let state = Arc::new(Mutex::new(Record { last_message: 100, ..Record::default() }));
        let router = Router::new().route("/{bot}/{method}", post(answer)).with_state(state.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url: format!("http://{address}").parse().expect("an address"), state }
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
        let mut body = json!({ "ok": false, "error_code": status, "description": description });
        if retry_after > 0 {
            body["parameters"] = json!({ "retry_after": retry_after });
        }
        let status = StatusCode::from_u16(status).expect("a status");
        let mut record = self.record();
        record.faults.extend((0..calls).map(|_| None));
        record.faults.push_back(Some((status, body)));
    }

    /// The next call is refused, as its group has become a supergroup with this id.
    pub fn migrate_next(&self, to: i64) {
        let description = "Bad Request: group chat was upgraded to a supergroup chat";
        let body = json!({
            "ok": false, "error_code": 400, "description": description, "parameters": { "migrate_to_chat_id": to },
        });
        self.record().faults.push_back(Some((StatusCode::BAD_REQUEST, body)));
    }

    /// What was said since the last look.
    pub fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut self.record().calls)
    }

    /// What was said to a chat since the last [`Self::take`], and in answer to the presses of buttons with these ids.
    pub fn said_to(&self, chat_id: i64, queries: &[String]) -> Vec<Recorded> {
        let concerns = |call: &&Recorded| {
            let query = call.params["callback_query_id"].as_str();
            call.params["chat_id"] == chat_id || query.is_some_and(|query| queries.iter().any(|id| id == query))
        };
        self.record().calls.iter().filter(concerns).cloned().collect()
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

    fn record(&self) -> std::sync::MutexGuard<'_, Record> {
        self.state.lock().expect("not poisoned")
    }
}

async fn answer(
    State(state): State<Arc<Mutex<Record>>>,
    Path((_bot, method)): Path<(String, String)>,
    request: Request,
) -> (StatusCode, Json<Value>) {
    // teloxide-core spells methods as SendMessage; the Bot API does not mind the case
    let method = method[..1].to_lowercase() + &method[1..];
    let (params, upload) = read(request).await;
    let mut record = state.lock().expect("not poisoned");
    record.calls.push(Recorded { method: method.clone(), params: params.clone(), upload });
    if let Some(Some((status, body))) = record.faults.pop_front() {
        return (status, Json(body));
    }
    if let Some(problem) = problem(&method, &params) {
        record.refused.push(problem.clone());
        return (StatusCode::BAD_REQUEST, Json(json!({ "ok": false, "error_code": 400, "description": problem })));
    }
    record.last_message += 1;
    let result = result(&method, &params, record.last_message);
    (StatusCode::OK, Json(json!({ "ok": true, "result": result })))
}

fn result(method: &str, params: &Value, message_id: i64) -> Value {
    // Of a copy it is the original's
    let edited = params["message_id"].as_i64().filter(|_| method != "copyMessage");
    let message_id = edited.unwrap_or(message_id);
    let chat = json!({ "id": params["chat_id"], "type": "private", "first_name": "X" });
    let mut message = json!({ "message_id": message_id, "date": 1_795_435_200, "chat": chat });
    match method {
        "sendPhoto" => {
            let file_id = format!("file-{message_id}");
            message["photo"] = json!([{ "file_id": file_id, "file_unique_id": "u", "width": 800, "height": 800 }]);
            message
        }
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
            upload = Some(bytes.len());
        } else {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            // Only objects and numbers come as JSON within a form
            let value = serde_json::from_str(&text).ok().filter(|value: &Value| value.is_object() || value.is_number());
            params.insert(name, value.unwrap_or(Value::String(text)));
        }
    }
    (Value::Object(params), upload)
}

/// What Telegram would say of a call, if it would refuse it.
fn problem(method: &str, params: &Value) -> Option<String> {
    let length = |field: &str| params[field].as_str().map_or(0, |text| Html::new(text).len());
    let marked_up = params["text"].as_str().filter(|_| method != "answerCallbackQuery").or(params["caption"].as_str());
    if let Some(problem) = marked_up.and_then(markup_problem) {
        return Some(format!("Bad Request: can't parse entities: {problem}"));
    }
    match method {
        "sendMessage" | "editMessageText" if length("text") == 0 => {
            Some("Bad Request: message text is empty".to_owned())
        }
        "sendMessage" | "editMessageText" if length("text") > 4096 => {
            Some("Bad Request: message is too long".to_owned())
        }
        "sendPhoto" if length("caption") > 1024 => Some("Bad Request: message caption is too long".to_owned()),
        "answerCallbackQuery" if length("text") > 200 => Some("Bad Request: MESSAGE_TOO_LONG".to_owned()),
        _ => buttons_problem(&params["reply_markup"]["inline_keyboard"]),
    }
}

/// The shop's own markup is bold, italic and struck text, well nested; anything else with a `<` or `&` was typed.
fn markup_problem(html: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '>', '&']) {
        rest = &rest[at..];
        let token = rest.find(['>', ';']).map_or(rest, |end| &rest[..=end]);
        match token {
            "<b>" | "<i>" | "<s>" => open.push(&token[1..2]),
            "</b>" | "</i>" | "</s>" if open.pop() == Some(&token[2..3]) => {}
            "&amp;" | "&lt;" | "&gt;" | "&quot;" => {}
            _ => return Some(format!("unexpected {token} in {html}")),
        }
        rest = &rest[token.len()..];
    }
    (!open.is_empty()).then(|| format!("{open:?} not closed in {html}"))
}

fn buttons_problem(keyboard: &Value) -> Option<String> {
    let buttons: Vec<_> = keyboard.as_array()?.iter().flat_map(|row| row.as_array().into_iter().flatten()).collect();
    if buttons.len() > 100 {
        return Some(format!("Bad Request: {} buttons are too many", buttons.len()));
    }
    let is_bad = |button: &&Value| !(1..=64).contains(&button["callback_data"].as_str().unwrap_or_default().len());
    buttons.iter().any(is_bad).then(|| "Bad Request: BUTTON_DATA_INVALID".to_owned())
}
