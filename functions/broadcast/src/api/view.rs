//! How a broadcast is shown.

use domain::{Broadcast, BroadcastSource, BroadcastStatus, Progress};
use rest::{Id, TimeField};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Drained;

/// A broadcast.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Broadcast)]
pub(crate) struct BroadcastView {
    id: Id,
    /// `null` when it tells news, or copies a message of the staff chat.
    #[schema(required = true)]
    text: Option<String>,
    #[serde(with = "Status")]
    #[schema(value_type = Status)]
    status: BroadcastStatus,
    #[serde(with = "ProgressView")]
    #[schema(value_type = ProgressView)]
    progress: Progress,
    created_at: TimeField,
    /// When it was done or cancelled.
    #[schema(required = true)]
    finished_at: Option<TimeField>,
}

/// Customers, by what became of the message to them.
#[derive(Serialize, ToSchema)]
#[serde(remote = "Progress")]
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
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase", remote = "BroadcastStatus")]
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
    pub(super) outcome: Drained,
}

impl From<Broadcast> for BroadcastView {
    fn from(broadcast: Broadcast) -> Self {
        let text = match broadcast.source {
            BroadcastSource::Text { text } => Some(text.into()),
            BroadcastSource::Formatted { html } => Some(html.plain().to_owned()),
            BroadcastSource::News { .. } | BroadcastSource::Copy { .. } => None,
        };
        Self {
            id: broadcast.id.into(),
            text,
            status: broadcast.status,
            progress: broadcast.progress,
            created_at: TimeField(broadcast.created_at),
            finished_at: broadcast.finished_at.map(TimeField),
        }
    }
}
