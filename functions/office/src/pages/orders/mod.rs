//! `/office/orders`: what was ordered, and what becomes of it.
//!
//! ```text
//! list.rs     by status, customer, day and number; several accepted or shipped at once
//! detail.rs   one order: its lines, its customer, its history, the conversation
//! change.rs   transitions, the same state machine as in the chat
//! slip.rs     a packing slip for the printer
//! live.rs     orders that come in while the list is open
//! ```

mod change;
mod detail;
mod list;
mod live;
mod slip;

pub(in crate::pages) use detail::{answer, talk};
use domain::{By, OrderNumber, OrderStatus, Role, Transition};

use crate::{context::Context, error::OfficeError, routes::Routes};

pub(super) fn register(routes: Routes) -> Routes {
    routes
        .get(Role::Clerk, "/office/orders", list::show)
        .post(Role::Clerk, "/office/orders/bulk", change::make_several)
        .get(Role::Clerk, "/office/orders/events", live::events)
        .get(Role::Clerk, "/office/orders/{number}", detail::show)
        .get(Role::Clerk, "/office/orders/{number}/slip", slip::show)
        .post(Role::Clerk, "/office/orders/{number}/status", change::make)
        .post(Role::Clerk, "/office/orders/{number}/messages", detail::write)
}

/// The order with this number.
async fn find(context: &Context, number: &str) -> Result<domain::Order, OfficeError> {
    let number = number.parse().map(OrderNumber).map_err(|_| OfficeError::NotFound)?;
    context.store().orders.find_number(number).await?.ok_or(OfficeError::NotFound)
}

/// What an order is called where there is little room.
pub(super) fn named(context: &Context, number: OrderNumber) -> String {
    context.words.message("office-order-number").number("number", number.0).plain()
}

/// Who looks, as the history of an order names them.
fn by(context: &Context) -> By {
    By::Staff(context.session.member.name.clone())
}

/// What somebody of the staff may make of an order in this status.
fn next(status: OrderStatus) -> impl Iterator<Item = OrderStatus> {
    Transition::possible(status, domain::Actor::Staff).map(|step| step.to)
}

/// The label of the button that does it, as in the staff's chat.
const fn button_key(to: OrderStatus) -> &'static str {
    match to {
        OrderStatus::Accepted => "staff-accept",
        OrderStatus::Shipped => "staff-ship",
        OrderStatus::Completed => "staff-complete",
        OrderStatus::Returned => "staff-return",
        OrderStatus::New | OrderStatus::Cancelled => "staff-cancel",
    }
}
