//! A Bot API that keeps Telegram's limits: so many messages a second, a gap between two to the same chat, 429 beyond.
//! Some customers have blocked the bot, some are reached only at the third try, as the test says.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use secrecy::SecretString;
use serde_json::{Value, json};
use telegram::Api;
use tokio::{net::TcpListener, time::Instant};
use url::Url;

/// What it allows, and how it misbehaves.
#[derive(Clone, Copy)]
pub(crate) struct Rules {
    /// Messages within any second.
    pub(crate) per_second: usize,
    /// Between two messages to the same chat.
    pub(crate) chat_gap: Duration,
    /// How long an answer takes.
    pub(crate) latency: Duration,
    /// What becomes of the message to a chat, at the how-manieth try, from 1.
    pub(crate) fate: fn(i64, usize) -> Fate,
}

pub(crate) enum Fate {
    Delivered,
    Blocked,
    ServerError,
    Refused,
    /// The message to copy is gone.
    SourceGone,
    /// The bot is no longer in the chat with the message to copy.
    Kicked,
    /// The connection breaks without an answer.
    Broken,
}

impl Default for Rules {
    /// Anything goes.
    fn default() -> Self {
        let (chat_gap, latency) = (Duration::ZERO, Duration::ZERO);
        Self { per_second: usize::MAX, chat_gap, latency, fate: |_, _| Fate::Delivered }
    }
}

/// The double. Ends with the test's runtime.
#[derive(Clone)]
pub(crate) struct Double {
    pub(crate) url: Url,
    rules: Rules,
    record: Arc<Mutex<Record>>,
}

/// What came in.
#[derive(Default)]
pub(crate) struct Record {
    /// How often a message came to a chat.
    pub(crate) delivered: HashMap<i64, usize>,
    /// How often it was tried, answers of 429 apart.
    pub(crate) tried: HashMap<i64, usize>,
    /// Every call, in order: method and parameters.
    pub(crate) calls: Vec<(String, Value)>,
    /// Answers of 429.
    pub(crate) too_many: usize,
    /// Calls that wait for their answer, and how many that were at most.
    pub(crate) in_flight: usize,
    pub(crate) most_in_flight: usize,
    pub(crate) first: Option<Instant>,
    pub(crate) last: Option<Instant>,
    /// Edits are answered with 429 and this many seconds.
    pub(crate) edits_wait: Option<u32>,
    /// Calls to be answered with 429 and this many seconds, whatever the limits.
    pub(crate) pauses: VecDeque<u32>,
    /// Calls to these chats are answered with 429 and so many seconds.
    pub(crate) chat_waits: HashMap<i64, u32>,
    /// How often that was answered.
    pub(crate) chat_refusals: usize,
    /// Groups that became supergroups: the old id and the new one.
    pub(crate) migrated: HashMap<i64, i64>,
    /// All calls are answered with this status, as with a token that was revoked.
    pub(crate) token_refused: Option<u16>,
    /// How often that was answered.
    pub(crate) token_refusals: usize,
    /// From now on calls get no answer.
    pub(crate) hangs: bool,
    within_second: VecDeque<Instant>,
    last_to: HashMap<i64, Instant>,
}

impl Record {
    fn begin(&mut self) {
        self.in_flight += 1;
        self.most_in_flight = self.most_in_flight.max(self.in_flight);
    }
}

impl Double {
    pub(crate) async fn start(rules: Rules) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address")).parse().expect("an address");
        let double = Self { url, rules, record: Arc::default() };
        let router = Router::new().route("/{bot}/{method}", post(answer)).with_state(double.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        double
    }

    pub(crate) fn api(&self) -> Api {
        Api::new(&SecretString::from("1:test"), &self.url).expect("a client")
    }

    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().expect("not poisoned")
    }

    /// How many customers a message came to.
    pub(crate) fn reached(&self) -> usize {
        self.record().delivered.len()
    }

    /// How often a message came to a chat.
    pub(crate) fn delivered(&self, chat: i64) -> usize {
        self.record().delivered.get(&chat).copied().unwrap_or_default()
    }

    /// How often it was tried, answers of 429 apart.
    pub(crate) fn tried(&self, chat: i64) -> usize {
        self.record().tried.get(&chat).copied().unwrap_or_default()
    }

    /// How many calls came in, answers of 429 apart.
    pub(crate) fn calls(&self) -> usize {
        self.record().calls.len()
    }

    /// How many messages came to anybody beyond the first.
    pub(crate) fn repeats(&self) -> usize {
        self.record().delivered.values().map(|count| count - 1).sum()
    }

    /// The texts that came to a chat.
    pub(crate) fn texts(&self, chat: i64) -> Vec<String> {
        let record = self.record();
        let to_chat = record.calls.iter().filter(|(_, params)| params["chat_id"] == chat);
        to_chat.map(|(_, params)| params["text"].as_str().unwrap_or_default().to_owned()).collect()
    }

    fn answer(&self, method: String, params: Value) -> Option<(StatusCode, Value)> {
        let (mut record, now) = (self.record(), Instant::now());
        let chat = params["chat_id"].as_i64().expect("a chat");
        record.first.get_or_insert(now);
        record.last = Some(now);
        if let Some(status) = record.token_refused {
            record.token_refusals += 1;
            return Some(error(status, if status == 404 { "Not Found" } else { "Unauthorized" }));
        }
        if let Some(new) = record.migrated.get(&chat) {
            let (status, mut body) = error(400, "Bad Request: group chat was upgraded to a supergroup chat");
            body["parameters"] = json!({ "migrate_to_chat_id": new });
            *record.tried.entry(chat).or_default() += 1;
            return Some((status, body));
        }
        if let Some(pause) = record.chat_waits.get(&chat).copied() {
            record.chat_refusals += 1;
            return Some(too_many(pause));
        }
        let pause = record.edits_wait.filter(|_| method.starts_with("Edit"));
        if let Some(pause) = pause.or_else(|| record.pauses.pop_front()) {
            return Some(too_many(pause));
        }
        while record.within_second.front().is_some_and(|at| now - *at >= Duration::from_secs(1)) {
            record.within_second.pop_front();
        }
        let too_soon = record.last_to.get(&chat).is_some_and(|at| now - *at < self.rules.chat_gap);
        if too_soon || record.within_second.len() >= self.rules.per_second {
            record.too_many += 1;
            return Some(too_many(1));
        }
        record.within_second.push_back(now);
        record.last_to.insert(chat, now);
        record.calls.push((method, params));
        let tried = record.tried.entry(chat).or_default();
        *tried += 1;
        match (self.rules.fate)(chat, *tried) {
            Fate::Delivered => {
                *record.delivered.entry(chat).or_default() += 1;
                Some((StatusCode::OK, json!({ "ok": true, "result": { "message_id": 1 } })))
            }
            Fate::Blocked => Some(error(403, "Forbidden: bot was blocked by the user")),
            Fate::ServerError => Some(error(500, "Internal Server Error")),
            Fate::Refused => Some(error(400, "Bad Request: message is too long")),
            Fate::SourceGone => Some(error(400, "Bad Request: message to copy not found")),
            Fate::Kicked => Some(error(403, "Forbidden: bot was kicked from the supergroup chat")),
            Fate::Broken => None,
        }
    }
}

fn error(code: u16, description: &str) -> (StatusCode, Value) {
    let status = StatusCode::from_u16(code).expect("a status");
    (status, json!({ "ok": false, "error_code": code, "description": description }))
}

fn too_many(pause: u32) -> (StatusCode, Value) {
    let (status, mut body) = error(429, "Too Many Requests: retry later");
    body["parameters"] = json!({ "retry_after": pause });
    (status, body)
}

async fn answer(
    State(double): State<Double>,
    Path((_, method)): Path<(String, String)>,
    Json(params): Json<Value>,
) -> Response {
    double.record().begin();
    // What is delivered is delivered, even if nobody is there any more to hear of it
    let answer = double.answer(method, params);
    let hangs = double.record().hangs;
    if hangs {
        std::future::pending::<()>().await;
    }
    if !double.rules.latency.is_zero() {
        tokio::time::sleep(double.rules.latency).await;
    }
    double.record().in_flight -= 1;
    // A handler that panics drops its connection
    let (status, body) = answer.unwrap_or_else(|| panic!("a broken connection"));
    (status, Json(body)).into_response()
}
