//! What the double remembers, and what it does with a call.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    time::Duration,
};

use axum::http::StatusCode;
use serde_json::json;
use tokio::time::Instant;

use super::{Recorded, Said, error, migrated, problem, result, too_many};

/// What the double allows, and how it misbehaves. By default anything goes.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Calls within any second; 429 beyond.
    pub per_second: usize,
    /// Between two calls for the same chat; 429 before.
    pub chat_gap: Duration,
    /// How long an answer takes.
    pub latency: Duration,
    /// What becomes of a call for this chat, at the how-manieth try, from 1.
    pub fate: fn(i64, usize) -> Fate,
}

impl Default for Rules {
    fn default() -> Self {
        let (chat_gap, latency) = (Duration::ZERO, Duration::ZERO);
        Self { per_second: usize::MAX, chat_gap, latency, fate: |_, _| Fate::Delivered }
    }
}

/// What becomes of a call for a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It succeeds.
    Delivered,
    /// 403: the customer blocked the bot.
    Blocked,
    /// 500.
    ServerError,
    /// 400: the message is too long.
    Refused,
    /// 400: the message to copy is gone.
    SourceGone,
    /// 403: the bot is no longer in the chat with the message to copy.
    Kicked,
    /// The connection breaks without an answer.
    Broken,
}

/// Whom a call concerns.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Concern {
    Chat(i64),
    /// Of a button, by the id of the query.
    Press(String),
}

/// What happened, and switches for what happens next.
#[derive(Debug, Default)]
pub struct Record {
    /// Calls in their order, without those refused by a limit, a pause or the token.
    pub calls: Vec<Recorded>,
    /// Which of them concern a chat, or the press of a button.
    pub(super) concerning: HashMap<Concern, Vec<usize>>,
    /// How many calls succeeded, by chat.
    pub delivered: HashMap<i64, usize>,
    /// How many were tried, by chat; without those refused by a limit or a pause.
    pub tried: HashMap<i64, usize>,
    /// How many were refused because they came too fast for the [`Rules`].
    pub too_many: usize,
    /// Calls that wait for their answer.
    pub in_flight: usize,
    /// How many that were at most.
    pub most_in_flight: usize,
    /// Switch: edits are answered with 429 and this many seconds.
    pub edits_wait: Option<u32>,
    /// Switch: the next calls are answered with 429 and these many seconds.
    pub pauses: VecDeque<u32>,
    /// Switch: calls for these chats are answered with 429 and so many seconds.
    pub chat_waits: HashMap<i64, u32>,
    /// How often that was answered.
    pub chat_refusals: usize,
    /// Switch: groups that became supergroups, the old id and the new one.
    pub migrated: HashMap<i64, i64>,
    /// Switch: groups where messages have topics.
    pub forums: HashSet<i64>,
    /// Switch: how users belong to every chat, by their id; others have left it.
    pub members: HashMap<i64, &'static str>,
    /// Switch: all calls are answered with this status, as with a token that was revoked.
    pub token_refused: Option<u16>,
    /// How often that was answered.
    pub token_refusals: usize,
    /// Switch: calls get no answer.
    pub hangs: bool,
    /// What Telegram would have refused since the start.
    pub(super) refused: Vec<String>,
    /// What becomes of the next calls; nothing but the ordinary when empty.
    pub(super) faults: VecDeque<Option<Said>>,
    messages: i64,
    within_second: VecDeque<Instant>,
    last_to: HashMap<i64, Instant>,
}

impl Record {
    /// To be found by [`super::BotApi::said_to`] without looking at all calls.
    fn index(&mut self, call: &Recorded) {
        let chat = call.params["chat_id"].as_i64().map(Concern::Chat);
        let press = call.params["callback_query_id"].as_str().map(|query| Concern::Press(query.to_owned()));
        for concern in chat.into_iter().chain(press) {
            self.concerning.entry(concern).or_default().push(self.calls.len());
        }
    }

    pub(super) fn begin(&mut self) {
        self.in_flight += 1;
        self.most_in_flight = self.most_in_flight.max(self.in_flight);
    }

    /// What to answer; nothing where the connection breaks.
    pub(super) fn answer(&mut self, rules: &Rules, call: Recorded) -> Option<Said> {
        let chat = call.params["chat_id"].as_i64();
        if let Some(refusal) = self.refusal(&call.method, chat).or_else(|| self.too_fast(rules, chat)) {
            return Some(refusal);
        }
        let (method, params) = (call.method.clone(), call.params.clone());
        self.index(&call);
        self.calls.push(call);
        if let Some(Some(fault)) = self.faults.pop_front() {
            return Some(fault);
        }
        if let Some(problem) = problem(&method, &params) {
            self.refused.push(problem.clone());
            return Some(error(400, &problem));
        }
        if let Some(chat) = chat {
            let tried = self.tried.entry(chat).or_default();
            *tried += 1;
            match (rules.fate)(chat, *tried) {
                Fate::Delivered => *self.delivered.entry(chat).or_default() += 1,
                Fate::Blocked => return Some(error(403, "Forbidden: bot was blocked by the user")),
                Fate::ServerError => return Some(error(500, "Internal Server Error")),
                Fate::Refused => return Some(error(400, "Bad Request: message is too long")),
                Fate::SourceGone => return Some(error(400, "Bad Request: message to copy not found")),
                Fate::Kicked => return Some(error(403, "Forbidden: bot was kicked from the supergroup chat")),
                Fate::Broken => return None,
            }
        }
        self.messages += 1;
        let mut result = result(&method, &params, 100 + self.messages);
        if method == "getChat" && chat.is_some_and(|chat| self.forums.contains(&chat)) {
            result["is_forum"] = true.into();
        }
        if method == "getChatMember" {
            let user = params["user_id"].as_i64().unwrap_or_default();
            let status = self.members.get(&user).copied().unwrap_or("left");
            result = json!({ "status": status, "user": { "id": user, "is_bot": false, "first_name": "X" } });
        }
        Some((StatusCode::OK, json!({ "ok": true, "result": result })))
    }

    /// What the switches say.
    fn refusal(&mut self, method: &str, chat: Option<i64>) -> Option<Said> {
        if let Some(status) = self.token_refused {
            self.token_refusals += 1;
            return Some(error(status, if status == 404 { "Not Found" } else { "Unauthorized" }));
        }
        if let Some((chat, new)) = chat.and_then(|chat| Some((chat, *self.migrated.get(&chat)?))) {
            *self.tried.entry(chat).or_default() += 1;
            return Some(migrated(new));
        }
        if let Some(pause) = chat.and_then(|chat| self.chat_waits.get(&chat).copied()) {
            self.chat_refusals += 1;
            return Some(too_many(pause));
        }
        let pause = self.edits_wait.filter(|_| method.starts_with("edit"));
        pause.or_else(|| self.pauses.pop_front()).map(too_many)
    }

    /// What the rules say of a call at this moment.
    fn too_fast(&mut self, rules: &Rules, chat: Option<i64>) -> Option<Said> {
        let now = Instant::now();
        while self.within_second.front().is_some_and(|at| now - *at >= Duration::from_secs(1)) {
            self.within_second.pop_front();
        }
        let last = chat.and_then(|chat| self.last_to.get(&chat));
        if last.is_some_and(|at| now - *at < rules.chat_gap) || self.within_second.len() >= rules.per_second {
            self.too_many += 1;
            return Some(too_many(1));
        }
        self.within_second.push_back(now);
        self.last_to.extend(chat.map(|chat| (chat, now)));
        None
    }
}
