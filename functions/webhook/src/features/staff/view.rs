//! What the staff read.

use chrono::{DateTime, Utc};
use domain::BroadcastId;
use screens::Words;
use store::{Headcount, Sales};
use telegram::{Keyboard, MessageId, Screen};

use crate::action::StaffAction;

/// How to ask for a broadcast.
pub(super) fn how(words: Words) -> Screen {
    Screen::new(words.message("broadcast-how").into_html())
}

/// Shall this go to so many?
pub(super) fn question(words: Words, id: BroadcastId, message: MessageId, count: u64) -> Screen {
    let text = words.message("broadcast-question").number("count", count).into_html();
    Screen::new(text).keyboard(Keyboard::inline([[
        StaffAction::Broadcast { id, message }.button(words.label("confirm")),
        StaffAction::StopBroadcast(id).button(words.label("cancel")),
    ]]))
}

/// Nothing was begun.
pub(super) fn dropped(words: Words) -> Screen {
    Screen::new(words.message("broadcast-dropped").into_html())
}

/// Customers and sales.
pub(super) fn stats(words: Words, now: DateTime<Utc>, people: Headcount, sales: Sales) -> Screen {
    let phrase = words
        .message("staff-stats")
        .date("date", now)
        .number("customers", people.customers)
        .number("blocked", people.blocked)
        .number("orders", sales.orders)
        .money("revenue", sales.revenue);
    Screen::new(phrase.into_html())
}
