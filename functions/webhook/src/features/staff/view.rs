//! What the staff read.

use domain::{BroadcastId, Order};
use screens::{Words, blocks};
use telegram::{Button, Keyboard, MessageId, Screen};

use super::stats::{DayStats, Stats};
use crate::action::StaffAction;

/// Orders, one a button.
pub(super) fn orders(words: Words, orders: &[Order], has_more: bool) -> Screen {
    let rows = orders.iter().map(|order| [order_button(words, order)]);
    let last = orders.last().filter(|_| has_more).map(|order| order.number);
    let more = last.map(|after| [StaffAction::Orders { after }.button(words.label("list-more"))]);
    Screen::new(words.message("staff-orders").into_html()).keyboard(Keyboard::inline(rows.chain(more)))
}

fn order_button(words: Words, order: &Order) -> Button {
    let label = words
        .message("staff-orders-button")
        .text("status", screens::order::status(words, order.status))
        .number("number", order.number.0)
        .money("total", order.total)
        .plain();
    StaffAction::Order(order.id).button(label)
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

/// Today, yesterday, and how many customers there are.
pub(super) fn stats(words: Words, stats: &Stats) -> Screen {
    let [today, yesterday] = &stats.days;
    let people = words
        .message("staff-people")
        .number("customers", stats.people.customers)
        .number("blocked", stats.people.blocked)
        .html();
    Screen::new(blocks([day(words, "staff-today", today), day(words, "staff-yesterday", yesterday), people]))
}

fn day(words: Words, key: &'static str, DayStats { day, sales, new_customers }: &DayStats) -> String {
    words
        .message("staff-day")
        .text("day", words.message(key).date("date", day.from).plain())
        .number("orders", sales.orders)
        .money("revenue", sales.revenue)
        .money("average", sales.average())
        .number("cancelled", sales.cancelled)
        .number("customers", *new_customers)
        .html()
}
