//! What the staff read of a new order, and its customer when it changes.

use domain::{Order, OrderStatus, TrackingNumber};
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

/// Tells a customer the new status of their order; `None` for a new order, which they have just placed themselves.
pub(crate) fn order_changed(words: Words, order: &Order, status: OrderStatus) -> Option<Screen> {
    let message = match status {
        OrderStatus::New => return None,
        OrderStatus::Accepted => words.message("order-accepted"),
        OrderStatus::Shipped => words.message("order-shipped"),
        OrderStatus::Completed => words.message("order-completed"),
        OrderStatus::Cancelled => words.message("order-cancelled"),
        OrderStatus::Returned => words.message("order-returned"),
    };
    let text = message.number("number", order.number.0).html();
    let number = order.tracking_number.as_ref().filter(|_| status == OrderStatus::Shipped).map(TrackingNumber::as_str);
    let tracking = number.map(|number| words.message("order-tracking").text("tracking", number).html());
    Some(Screen::new(blocks([text].into_iter().chain(tracking))))
}
