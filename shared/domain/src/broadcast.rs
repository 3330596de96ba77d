//! A broadcast: one message to every customer, and how far it has come.

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;
use strum::{IntoStaticStr, VariantArray};

use crate::{
    BroadcastId, BroadcastText, Formatted, Locale, NewsId,
    stored::{self, Fallback},
};

#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broadcast {
    /// Id; later ones are greater.
    #[serde(rename = "_id")]
    pub id: BroadcastId,
    /// What is said.
    pub source: BroadcastSource,
    /// How far it has come.
    #[serde(deserialize_with = "stored::or_fallback")]
    pub status: BroadcastStatus,
    /// How many customers it has come to.
    pub progress: Progress,
    /// Why it did not come to those counted as failed.
    #[serde(default)]
    pub failures: Vec<Failure>,
    /// The message that shows the progress to the staff, if it was started in their chat.
    pub preview: Option<Preview>,
    /// When it is to begin, if not at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde_as(as = "Option<FromChrono04DateTime>")]
    pub scheduled_at: Option<DateTime<Utc>>,
    /// When it was asked for.
    #[serde_as(as = "FromChrono04DateTime")]
    pub created_at: DateTime<Utc>,
    /// When something of it last changed.
    #[serde_as(as = "FromChrono04DateTime")]
    pub modified_at: DateTime<Utc>,
    /// When it was done or cancelled.
    #[serde_as(as = "Option<FromChrono04DateTime>")]
    pub finished_at: Option<DateTime<Utc>>,
    /// Why it was cancelled, if not by somebody's request: what it says is gone.
    #[serde(default)]
    pub cancel_reason: Option<String>,
}

/// What a broadcast says. News is read when it is delivered, so that an edit reaches those who were not told yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BroadcastSource {
    /// A text, as typed.
    Text { text: BroadcastText },
    /// A text with formatting.
    Formatted { html: Formatted },
    /// A news item.
    News { news_id: NewsId },
    /// A copy of a message, with its formatting and photo.
    Copy {
        /// The chat it stands in (Bot API, `Chat.id`).
        chat_id: i64,
        /// The message (Bot API, `Message.message_id`).
        message_id: i32,
    },
}

/// How far a broadcast has come; the words are those of the database and the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum BroadcastStatus {
    /// Asked for; it begins at once or when it is scheduled.
    Queued,
    /// On its way.
    Running,
    /// Everybody was settled.
    Done,
    /// Called off, or what it should say is gone; those it came to keep it.
    Cancelled,
}

/// A broadcast in an unknown state is not delivered.
impl Fallback for BroadcastStatus {
    const FALLBACK: Self = Self::Cancelled;
}

impl BroadcastStatus {
    /// Whether it has come to its end.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}

/// Customers, counted by what became of the message to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// All it goes to: counted when it begins, those erased meanwhile taken off when it is done. 0 while it is queued.
    pub total: u64,
    /// Got it.
    pub sent: u64,
    /// Blocked the bot, or left Telegram.
    pub blocked: u64,
    /// Could not be reached for another reason.
    pub failed: u64,
}

impl Progress {
    /// Those for whom nothing is left to be done.
    pub const fn settled(&self) -> u64 {
        self.sent + self.blocked + self.failed
    }
}

/// A reason why a message did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What Telegram or the network said.
    pub reason: String,
    /// To how many customers it applies.
    pub count: u64,
}

/// The message in the staff chat that shows how a broadcast is coming along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The staff chat (Bot API, `Chat.id`).
    pub chat_id: i64,
    /// The message (Bot API, `Message.message_id`).
    pub message_id: i32,
    /// The language it is in.
    #[serde(deserialize_with = "stored::or_fallback")]
    pub locale: Locale,
}
