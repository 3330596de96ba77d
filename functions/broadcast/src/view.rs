//! What the staff read of a new order.

use domain::Order;
use screens::{Words, blocks, fitting, order};
use telegram::Screen;

/// Number, lines, total and whom it is for.
pub(crate) fn order_placed(words: Words, order: &Order) -> Screen {
    let head = words.message("staff-order").number("number", order.number.0).html();
    let total = order::total(words, order.total);
    let contact = order.contact.as_ref().map(|contact| order::contact(words, contact)).unwrap_or_default();
    let items = order.lines.iter().map(|line| (&line.title, line.unit_price, line.quantity));
    let lines = fitting(words, order::lines(words, items), &[&head, &total, &contact]);
    Screen::new(blocks([head, lines, total, contact]))
}
