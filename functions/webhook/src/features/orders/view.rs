//! Orders as a list of buttons, and one of them in full.

use domain::{Actor, Again, HistoryEntry, Order, OrderNumber, OrderStatus, Transition};
use screens::{Words, blocks, fitting, order};
use telegram::{Button, Keyboard, Screen, shorten};

use crate::{action::Action, features::checkout};

/// Notes are cut to this, so that there is room for the lines.
const NOTE: usize = 200;

pub(super) fn list(words: Words, orders: &[Order], has_newer: bool, has_older: bool) -> Screen {
    let oldest = orders.last().map(|order| order.number).filter(|_| has_older);
    let newest = has_newer.then(|| Action::Orders(None).button(words.label("orders-newest")));
    let older = oldest.map(|number| Action::Orders(Some(number)).button(words.label("orders-older")));
    let turning: Vec<Button> = newest.into_iter().chain(older).collect();
    let rows = orders.iter().map(|order| vec![button(words, order)]);
    let rows = rows.chain((!turning.is_empty()).then_some(turning));
    Screen::new(words.message("orders").into_html()).keyboard(Keyboard::inline(rows))
}

fn button(words: Words, order: &Order) -> Button {
    let label = words
        .message("orders-button")
        .number("number", order.number.0)
        .date("date", order.created_at)
        .money("total", order.total)
        .plain();
    Action::Order(order.id).button(label)
}

/// `can_write`: there is staff to write to.
pub(super) fn order(words: Words, order: &Order, can_write: bool) -> Screen {
    let head = words.message("order").number("number", order.number.0).date("date", order.created_at).html();
    let head = format!("{head}\n{}", steps(words, order));
    let tracking = order.tracking_number.as_ref().map(|number| order::tracking(words, number)).unwrap_or_default();
    let total = order::total(words, order.total);
    let contact = order.contact.as_ref().map(|contact| order::contact(words, contact)).unwrap_or_default();
    let items = order.lines.iter().map(|line| (line.title_in(words.languages()), line.unit_price, line.quantity));
    let history = history(words, &order.history);
    let lines = fitting(words, order::lines(words, items), &[&head, &tracking, &total, &contact, &history]);
    let cancel = can_cancel(order).then(|| Action::AskToCancel(order.id).button(words.label("order-cancel")));
    let again = Action::OrderAgain(order.id).button(words.label("order-again"));
    // Back to the page of the list that begins with this order
    let back = Action::Orders(Some(OrderNumber(order.number.0.saturating_add(1)))).button(words.label("back"));
    let write = can_write.then(|| Action::WriteAbout(order.id).button(words.label("menu-write")));
    let rows = cancel.into_iter().chain([again]).chain(write).chain([back]).map(|button| [button]);
    Screen::new(blocks([head, tracking, lines, total, contact, history])).keyboard(Keyboard::inline(rows))
}

/// What has become of it. The customer reads of the staff as the shop, whoever it was.
fn history(words: Words, entries: &[HistoryEntry]) -> String {
    let entry = |entry: &HistoryEntry| {
        let phrase = words.message("history-entry").date_time("at", entry.at).text("by", entry.by.into_str());
        let line = phrase.text("status", order::status(words, entry.status)).html();
        let note = entry.note.as_ref().map(|note| shorten(note.as_str(), NOTE));
        [line].into_iter().chain(note.map(|note| words.message("history-note").text("note", note).html()))
    };
    let entries: Vec<String> = entries.iter().flat_map(entry).collect();
    if entries.is_empty() {
        String::new()
    } else {
        format!("{}\n{}", words.message("history").html(), entries.join("\n"))
    }
}

/// The steps behind it, the one it is at, and those ahead: none, if it was cancelled or returned.
fn steps(words: Words, order: &Order) -> String {
    let way = OrderStatus::WAY;
    let passed =
        |status: &OrderStatus| *status == OrderStatus::New || order.history.iter().any(|entry| entry.status == *status);
    let (behind, ahead): (Vec<_>, &[_]) = match way.iter().position(|status| *status == order.status) {
        Some(at) => (way[..at].to_vec(), &way[at + 1..]),
        None => (way.into_iter().filter(passed).collect(), &[]),
    };
    let step = |key, status| words.message(key).text("step", name(words, status)).html();
    let here = words.message("step-here").text("status", order::status(words, order.status)).html();
    let behind = behind.into_iter().map(|status| step("step-behind", status));
    let ahead = ahead.iter().map(|status| step("step-ahead", *status));
    behind.chain([here]).chain(ahead).collect::<Vec<_>>().join(" → ")
}

/// What a step is called beside the sign of being behind or ahead.
fn name(words: Words, status: OrderStatus) -> String {
    match status {
        OrderStatus::New => words.label("step-new"),
        OrderStatus::Accepted => words.label("step-accepted"),
        OrderStatus::Shipped => words.label("step-shipped"),
        OrderStatus::Completed => words.label("step-completed"),
        OrderStatus::Cancelled | OrderStatus::Returned => order::status(words, status),
    }
}

/// Whether its customer may cancel it as it is.
pub(super) fn can_cancel(order: &Order) -> bool {
    Transition::find(order.status, OrderStatus::Cancelled, Actor::Customer).is_some()
}

pub(super) fn ask_to_cancel(words: Words, order: &Order) -> Screen {
    let question = words.message("order-cancel-question").number("number", order.number.0).money("total", order.total);
    Screen::new(question.into_html()).keyboard(Keyboard::inline([[
        Action::CancelOrder(order.id).button(words.label("confirm")),
        Action::Order(order.id).button(words.label("back")),
    ]]))
}

/// Why an order with this status is not cancelled now; nothing of one that was cancelled before.
pub(super) fn too_late(words: Words, status: OrderStatus) -> Option<String> {
    let is_cancelled = status == OrderStatus::Cancelled;
    (!is_cancelled).then(|| words.message("order-cancel-late").text("status", status.into_str()).plain())
}

/// What of an order is in the cart now, and what is not as it was.
pub(super) fn again(words: Words, order: &Order, again: &Again, has_added: bool) -> Screen {
    let no_room = again
        .no_room
        .iter()
        .map(|title| shorten(title.shown_in(words.languages()).as_str(), order::TITLE))
        .map(|title| words.message("again-no-room").text("title", title).html());
    let changes: Vec<String> = checkout::changes(words, &again.differences).into_iter().chain(no_room).collect();
    let head = match (has_added, changes.is_empty()) {
        (true, true) => words.message("again-all"),
        (true, false) => words.message("again-some"),
        (false, _) => words.message("again-none"),
    };
    let head = head.number("number", order.number.0).html();
    let changes = fitting(words, changes, &[&head]);
    let button = if again.cart.lines.is_empty() {
        Action::Categories.button(words.label("cart-empty-button"))
    } else {
        Action::Cart(0).button(words.label("menu-cart"))
    };
    Screen::new(blocks([head, changes])).keyboard(Keyboard::inline([[button]]))
}
