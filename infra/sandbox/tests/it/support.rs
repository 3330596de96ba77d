//! A sandbox in a temporary folder, calls as a bot makes them, and a webhook that answers as it is told.
//!
//! Example: `let shop = Shop::start().await; shop.say(1001, "/start").await;`

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use reqwest::Client;
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

pub(crate) const TOKEN: &str = "123456:secret-token";

/// A running sandbox with its folder.
pub(crate) struct Shop {
    sandbox: Sandbox,
    pub(crate) folder: TempDir,
    pub(crate) client: Client,
    pub(crate) url: String,
}

impl Shop {
    pub(crate) async fn start() -> Self {
        Self::start_in(tempfile::tempdir().expect("a temporary folder")).await
    }

    async fn start_in(folder: TempDir) -> Self {
        let options = Options::new(TOKEN, folder.path());
        let sandbox = Sandbox::start(options, "127.0.0.1:0").await.expect("the sandbox starts");
        let url = sandbox.url();
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { sandbox, folder, client, url }
    }

    /// Stops and starts again on the same folder.
    pub(crate) async fn restart(self) -> Self {
        self.sandbox.stop().await.expect("the sandbox stops");
        Self::start_in(self.folder).await
    }

    pub(crate) async fn stop(self) {
        self.sandbox.stop().await.expect("the sandbox stops");
    }

    /// A call with JSON parameters: HTTP status and body.
    pub(crate) async fn call(&self, method: &str, params: Value) -> (u16, Value) {
        let url = format!("{}/bot{TOKEN}/{method}", self.url);
        read(self.client.post(url).json(&params)).await
    }

    /// The result of a call that must succeed.
    pub(crate) async fn ok(&self, method: &str, params: Value) -> Value {
        let (status, body) = self.call(method, params).await;
        assert_eq!((status, &body["ok"]), (200, &json!(true)), "{method}: {body}");
        body["result"].clone()
    }

    /// The description of a call that must fail with `code`.
    pub(crate) async fn refused(&self, code: u16, method: &str, params: Value) -> String {
        let (status, body) = self.call(method, params).await;
        assert_eq!((status, &body["ok"], &body["error_code"]), (code, &json!(false), &json!(code)), "{body}");
        body["description"].as_str().expect("a description").to_owned()
    }

    /// A request of the page that must succeed.
    pub(crate) async fn act(&self, path: &str, body: Value) -> Value {
        let (status, answer) = read(self.client.post(format!("{}/sandbox/{path}", self.url)).json(&body)).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        read(self.client.get(format!("{}/sandbox/{path}", self.url))).await.1
    }

    /// A customer writes; the id of the message.
    pub(crate) async fn say(&self, customer: i64, text: &str) -> i64 {
        let done = self.act(&format!("customers/{customer}/text"), json!({ "text": text })).await;
        done["message_id"].as_i64().expect("a message id")
    }

    /// Updates waiting, taken and confirmed.
    pub(crate) async fn updates(&self) -> Vec<Value> {
        let updates = self.ok("getUpdates", json!({ "timeout": 5 })).await;
        let updates = updates.as_array().expect("an array").clone();
        let last = updates.last().and_then(|update| update["update_id"].as_i64()).unwrap_or(-1);
        self.ok("getUpdates", json!({ "offset": last + 1 })).await;
        updates
    }

    /// The messages of a chat, as the page shows them.
    pub(crate) async fn messages(&self, customer: i64) -> Vec<Value> {
        let chat = self.get(&format!("chats/{customer}")).await;
        chat["messages"].as_array().expect("messages").clone()
    }

    /// Presses a button of the bot's: the id of the query.
    pub(crate) async fn press(&self, customer: i64, message_id: &Value, data: &str) -> String {
        let body = json!({ "message_id": message_id, "data": data });
        let done = self.act(&format!("customers/{customer}/press"), body).await;
        done["query_id"].as_str().expect("a query id").to_owned()
    }

    /// Waits until the journal holds an exchange that `wanted` accepts.
    pub(crate) async fn exchange(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let journal = self.get("journal").await;
            let found = journal.as_array().expect("a journal").iter().find(|exchange| wanted(exchange)).cloned();
            if let Some(found) = found {
                return found;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// Status and JSON body of an answer.
pub(crate) async fn read(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let body = response.bytes().await.expect("a body");
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

/// A delivery: the update, and the secret that came with it.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) update: Value,
    pub(crate) secret: Option<String>,
}

#[derive(Clone)]
struct Script {
    answers: Arc<Mutex<VecDeque<(u16, Value)>>>,
    deliveries: mpsc::UnboundedSender<Delivery>,
}

/// A bot's end of the webhook.
pub(crate) struct Hook {
    pub(crate) url: String,
    script: Script,
    deliveries: mpsc::UnboundedReceiver<Delivery>,
}

impl Hook {
    pub(crate) async fn start() -> Self {
        let (sender, deliveries) = mpsc::unbounded_channel();
        let script = Script { answers: Arc::default(), deliveries: sender };
        let app = Router::new().route("/hook", post(take)).with_state(script.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, script, deliveries }
    }

    /// What the next delivery is answered with; without an order it is 200 and nothing.
    pub(crate) fn answer(&self, status: u16, body: Value) {
        let mut answers = self.script.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.push_back((status, body));
    }

    pub(crate) async fn delivery(&mut self) -> Delivery {
        self.deliveries.recv().await.expect("the webhook serves")
    }

    /// Whether nothing more has been delivered.
    pub(crate) fn is_quiet(&mut self) -> bool {
        self.deliveries.try_recv().is_err()
    }
}

async fn take(State(script): State<Script>, headers: HeaderMap, body: axum::body::Bytes) -> Response {
    let update = serde_json::from_slice(&body).expect("an update");
    let secret = headers.get("X-Telegram-Bot-Api-Secret-Token").and_then(|value| value.to_str().ok());
    let _ = script.deliveries.send(Delivery { update, secret: secret.map(str::to_owned) });
    let next = script.answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let (status, answer) = next.unwrap_or((200, Value::Null));
    let status = StatusCode::from_u16(status).expect("a status");
    if answer.is_null() { status.into_response() } else { (status, axum::Json(answer)).into_response() }
}

/// A PNG of this size, as far as its header goes.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}
