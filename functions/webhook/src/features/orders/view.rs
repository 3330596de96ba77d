//! Orders as a list of buttons, and one of them in full.

use domain::{Order, OrderNumber, OrderStatus};
use screens::{Words, blocks, fitting, order};
use telegram::{Button, Keyboard, Screen};

use crate::action::Action;

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

pub(super) fn order(words: Words, order: &Order) -> Screen {
    let status = words.message(status_key(order.status)).plain();
    let head = words
        .message("order")
        .number("number", order.number.0)
        .date("date", order.created_at)
        .text("status", status)
        .html();
    let total = words.message("cart-total").money("total", order.total).html();
    let contact = order.contact.as_ref().map(|contact| order::contact(words, contact)).unwrap_or_default();
    let items = order.lines.iter().map(|line| (&line.title, line.unit_price, line.quantity));
    let lines = fitting(words, order::lines(words, items), &[&head, &total, &contact]);
    // Back to the page of the list that begins with this order
    let back = Action::Orders(Some(OrderNumber(order.number.0.saturating_add(1)))).button(words.label("back"));
    Screen::new(blocks([head, lines, total, contact])).keyboard(Keyboard::inline([[back]]))
}

const fn status_key(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::New => "status-new",
        OrderStatus::Accepted => "status-accepted",
        OrderStatus::Shipped => "status-shipped",
        OrderStatus::Completed => "status-completed",
        OrderStatus::Cancelled => "status-cancelled",
        OrderStatus::Returned => "status-returned",
    }
}
