//! The last exchanges between bot and Bot API, raw, for the panel beside the chat.
//!
//! Kept in memory only, newest last, a few hundred at most. Tokens and secrets are not part of an exchange.
//!
//! Example: `sendMessage`, 200, 3 ms, with the call's parameters and the answer.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

/// How many exchanges are kept.
const CAPACITY: usize = 300;

/// Which way an exchange went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Direction {
    /// The bot called a method
    Call,
    /// An update was delivered to the webhook, or taken by getUpdates
    Update,
    /// A call made in the answer to a delivery
    Reply,
}

/// One exchange.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Exchange {
    pub(crate) id: u64,
    pub(crate) at_ms: u64,
    pub(crate) direction: Direction,
    /// A method, or the kind of an update
    pub(crate) method: String,
    pub(crate) chat_id: Option<i64>,
    /// HTTP status; 0 when no answer came
    pub(crate) status: u16,
    pub(crate) ms: u64,
    pub(crate) request: Value,
    pub(crate) response: Value,
}

impl Exchange {
    /// An update on its way to the bot, not answered yet. Its kind is the field beside the id.
    pub(crate) fn of_update(update: &Value, at_ms: u64) -> Self {
        let kind = update.as_object().and_then(|fields| fields.keys().find(|name| *name != "update_id"));
        Self {
            id: 0,
            at_ms,
            direction: Direction::Update,
            method: kind.cloned().unwrap_or_default(),
            chat_id: None,
            status: 0,
            ms: 0,
            request: update.clone(),
            response: Value::Null,
        }
    }
}

/// The exchanges kept.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    last_id: u64,
    /// Oldest first
    pub(crate) exchanges: VecDeque<Exchange>,
}

impl Journal {
    /// Numbers and keeps an exchange.
    pub(crate) fn add(&mut self, mut exchange: Exchange) -> Exchange {
        self.last_id += 1;
        exchange.id = self.last_id;
        if self.exchanges.len() == CAPACITY {
            self.exchanges.pop_front();
        }
        self.exchanges.push_back(exchange.clone());
        exchange
    }
}
