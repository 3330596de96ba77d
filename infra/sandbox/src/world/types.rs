//! What a [`super::World`] consists of, beside the customers and their messages.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A file a bot or a customer sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredFile {
    pub(crate) unique_id: String,
    /// `file_path` of `getFile`, relative to the folder of files
    pub(crate) path: String,
    pub(crate) size: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Which content type the page serves it with
    pub(crate) mime: String,
}

/// A pressed button waiting for its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Query {
    pub(crate) chat_id: i64,
    pub(crate) pressed_at: i64,
    pub(crate) answered: bool,
}

/// What goes wrong on demand. Not saved: a restart starts healthy.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Faults {
    /// So many of the next calls answer 429
    pub(crate) too_many_requests: u32,
    /// With this many seconds to wait
    pub(crate) retry_after: u32,
    /// So many of the next calls answer 500
    pub(crate) server_errors: u32,
}

/// Who a message is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Author {
    Bot,
    /// The customer, or in a group this member.
    Customer(Option<i64>),
}

/// `BotCommand`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Command {
    pub(crate) command: String,
    pub(crate) description: String,
}

/// One list, with the scope and language it was set for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommandSet {
    pub(crate) scope: Scope,
    pub(crate) language_code: String,
    pub(crate) commands: Vec<Command>,
}

/// `BotCommandScope`. Group scopes are kept apart, and no customer of a private chat is in one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Scope {
    /// Everybody
    #[default]
    Default,
    /// All customers
    AllPrivateChats,
    /// All groups
    AllGroupChats,
    /// Whoever runs a group
    AllChatAdministrators,
    /// One chat
    Chat { chat_id: i64 },
}

/// An update not yet taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pending {
    pub(crate) update_id: i64,
    pub(crate) chat_id: i64,
    pub(crate) update: Value,
}

/// The webhook, as set, and how it fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) secret_token: Option<String>,
    pub(crate) max_connections: usize,
    pub(crate) last_error_date: Option<i64>,
    pub(crate) last_error_message: Option<String>,
}
