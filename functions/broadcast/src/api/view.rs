//! How a broadcast is shown.

use chrono::{DateTime, Utc};
use domain::{Broadcast, BroadcastSource, BroadcastStatus};
use rest::{Id, TimeField};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Drained;

/// A broadcast.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Broadcast)]
pub(crate) struct BroadcastView {
    #[schema(value_type = Id)]
    id: String,
    /// `null` when it tells news, or copies a message of the staff chat.
    #[schema(required = true)]
    text: Option<String>,
    status: Status,
    progress: ProgressView,
    #[schema(value_type = TimeField)]
    created_at: DateTime<Utc>,
    /// When it was done or cancelled.
    #[schema(value_type = Option<TimeField>, required = true)]
    finished_at: Option<DateTime<Utc>>,
}

/// Customers, by what became of the message to them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Progress)]
pub(crate) struct ProgressView {
    /// All it goes to; 0 until it begins.
    #[schema(minimum = 0)]
    total: u64,
    /// Got it.
    #[schema(minimum = 0)]
    sent: u64,
    /// Blocked the bot, or left Telegram.
    #[schema(minimum = 0)]
    blocked: u64,
    /// Could not be reached for another reason.
    #[schema(minimum = 0)]
    failed: u64,
}

/// How far a broadcast has come.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = BroadcastStatus)]
pub(crate) enum Status {
    Queued,
    Running,
    Done,
    Cancelled,
}

/// How far the delivery came.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Drained)]
pub(crate) struct DrainedView {
    outcome: Outcome,
}

/// What ended it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DrainOutcome)]
pub(crate) enum Outcome {
    /// Everything that was due is told.
    Done,
    /// Its time was spent before that: call again.
    OutOfTime,
    /// Another worker is at it.
    Elsewhere,
}

impl From<Broadcast> for BroadcastView {
    fn from(broadcast: Broadcast) -> Self {
        let text = match broadcast.source {
            BroadcastSource::Text { text } => Some(text.into()),
            BroadcastSource::News { .. } | BroadcastSource::Copy { .. } => None,
        };
        let progress = broadcast.progress;
        Self {
            id: broadcast.id.to_string(),
            text,
            status: broadcast.status.into(),
            progress: ProgressView {
                total: progress.total,
                sent: progress.sent,
                blocked: progress.blocked,
                failed: progress.failed,
            },
            created_at: broadcast.created_at,
            finished_at: broadcast.finished_at,
        }
    }
}

impl From<BroadcastStatus> for Status {
    fn from(status: BroadcastStatus) -> Self {
        match status {
            BroadcastStatus::Queued => Self::Queued,
            BroadcastStatus::Running => Self::Running,
            BroadcastStatus::Done => Self::Done,
            BroadcastStatus::Cancelled => Self::Cancelled,
        }
    }
}

impl From<Drained> for DrainedView {
    fn from(drained: Drained) -> Self {
        let outcome = match drained {
            Drained::Done => Outcome::Done,
            Drained::OutOfTime => Outcome::OutOfTime,
            Drained::Elsewhere => Outcome::Elsewhere,
        };
        Self { outcome }
    }
}
