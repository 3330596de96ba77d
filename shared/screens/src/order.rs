//! The parts of an order that its customer and the staff both see.

use domain::{Contact, Money, OrderStatus, Quantity, Title, TrackingNumber};
use telegram::shorten;

use crate::Words;

/// Titles in lists are cut to this.
pub const TITLE: usize = 80;

/// The lines of an order or a summary, numbered.
pub fn lines<'a>(words: Words, items: impl Iterator<Item = (&'a Title, Money, Quantity)>) -> Vec<String> {
    let line = |(index, (title, price, quantity)): (usize, (&Title, Money, Quantity))| {
        words
            .message("summary-line")
            .number("index", index + 1)
            .text("title", shorten(title.as_str(), TITLE))
            .number("quantity", quantity.get())
            .money("price", price)
            .money("total", price.times(quantity))
            .html()
    };
    items.enumerate().map(line).collect()
}

/// What all of it costs.
pub fn total(words: Words, total: Money) -> String {
    words.message("cart-total").money("total", total).html()
}

/// How far an order has come, as plain text.
pub fn status(words: Words, status: OrderStatus) -> String {
    words.label(match status {
        OrderStatus::New => "status-new",
        OrderStatus::Accepted => "status-accepted",
        OrderStatus::Shipped => "status-shipped",
        OrderStatus::Completed => "status-completed",
        OrderStatus::Cancelled => "status-cancelled",
        OrderStatus::Returned => "status-returned",
    })
}

/// The number of a parcel.
pub fn tracking(words: Words, number: &TrackingNumber) -> String {
    words.message("order-tracking").text("tracking", number.as_str()).html()
}

/// Whom an order is for.
pub fn contact(words: Words, contact: &Contact) -> String {
    words
        .message("summary-contact")
        .text("name", contact.name.as_str())
        .text("phone", contact.phone.as_str())
        .text("email", contact.email.as_str())
        .text("address", contact.address.as_str())
        .html()
}
