//! How a broadcast is coming along, as the staff see it in their chat: the chat shows it first, the worker keeps it up
//! to date.

use domain::{Broadcast, BroadcastId, BroadcastStatus};
use telegram::{Button, Keyboard, Screen};

use crate::{Words, blocks};

/// The data of a button that calls a broadcast off is this, a colon and the broadcast's id.
pub const STOP: &str = "stop";

/// The counts, why it ended early if it could not go on, and a button to call it off while there is something to call off.
pub fn progress(words: Words, broadcast: &Broadcast) -> Screen {
    let progress = &broadcast.progress;
    let head = words
        .message(status_key(broadcast.status))
        .number("settled", progress.settled())
        .number("total", progress.total)
        .html();
    let counts = words
        .message("broadcast-counts")
        .number("sent", progress.sent)
        .number("blocked", progress.blocked)
        .number("failed", progress.failed)
        .html();
    let counts = if progress.settled() == 0 { String::new() } else { counts };
    let reason = broadcast.cancel_reason.as_ref();
    let reason = reason.map(|reason| words.message("broadcast-source-gone").text("reason", reason).html());
    let screen = Screen::new(blocks([head, counts, reason.unwrap_or_default()]));
    if broadcast.status.is_over() { screen } else { screen.keyboard(stop(words, broadcast.id)) }
}

fn stop(words: Words, id: BroadcastId) -> Keyboard {
    Keyboard::inline([[Button::new(words.label("cancel"), format!("{STOP}:{id}"))]])
}

const fn status_key(status: BroadcastStatus) -> &'static str {
    match status {
        BroadcastStatus::Queued => "broadcast-queued",
        BroadcastStatus::Running => "broadcast-running",
        BroadcastStatus::Done => "broadcast-done",
        BroadcastStatus::Cancelled => "broadcast-cancelled",
    }
}
