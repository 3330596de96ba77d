//! What customers and staff read when an order changes.

use domain::{Order, OrderStatus};
use screens::{Words, blocks, order};
use telegram::Screen;

/// Tells the staff that an order is cancelled, by its customer.
pub(crate) fn order_cancelled(words: Words, order: &Order) -> Screen {
    Screen::new(words.message("staff-customer-cancelled").number("number", order.number.0).into_html())
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
    let number = order.tracking_number.as_ref().filter(|_| status == OrderStatus::Shipped);
    let tracking = number.map(|number| order::tracking(words, number));
    Some(Screen::new(blocks([text].into_iter().chain(tracking))))
}
