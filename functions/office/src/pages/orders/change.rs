//! Transitions: of one order, whose page says in which status it was seen, or of several.

use axum::{extract::Path, response::Response};
use domain::{Order, OrderChange, OrderNumber, OrderStatus, TrackingNumber};
use maud::html;
use store::Transitioned;

use super::{by, detail, find};
use crate::{
    change::{Action, Changed, Kind, field, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
};

/// Orders that are changed at once.
const MOST: usize = 200;

/// Makes a transition of the order that somebody looks at. If somebody else has made one meanwhile, nothing happens, and the
/// order is shown as it is.
pub(super) async fn make(
    context: Context,
    Path(number): Path<String>,
    mut form: Form,
) -> Result<Response, OfficeError> {
    let order = find(&context, &number).await?;
    let wrong = |_| OfficeError::Malformed("not a status");
    let (seen, to): (OrderStatus, OrderStatus) =
        (form.text("seen").parse().map_err(wrong)?, form.text("to").parse().map_err(wrong)?);
    let tracking = form.parse_optional("tracking_number", TrackingNumber::parse);
    let Some(tracking_number) = tracking else { return detail::with_form(&context, order, form, None).await };
    match transition(&context, &order, seen, to, tracking_number).await? {
        Transitioned::Done(order) => Ok(see(&format!("/office/orders/{}?notice=saved", order.number))),
        Transitioned::Refused(order) => detail::with_form(&context, order, form, Some("office-orders-meanwhile")).await,
    }
}

/// Makes the same transition of every order that was ticked, as far as it is possible.
pub(super) async fn make_several(context: Context, form: Form) -> Result<Response, OfficeError> {
    let to: OrderStatus = form.text("to").parse().map_err(|_| OfficeError::Malformed("not a status"))?;
    if !matches!(to, OrderStatus::Accepted | OrderStatus::Shipped) {
        return Err(OfficeError::Malformed("not done for several orders at once"));
    }
    let numbers: Vec<i64> = form.all("number").filter_map(|number| number.parse().ok()).take(MOST).collect();
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for number in numbers.into_iter().map(OrderNumber) {
        let Some(order) = context.store().orders.find_number(number).await? else { continue };
        match transition(&context, &order, order.status, to, None).await? {
            Transitioned::Done(_) => done.push(number),
            Transitioned::Refused(order) => refused.push(order),
        }
    }
    if refused.is_empty() && !done.is_empty() {
        return Ok(see("/office/orders?notice=saved"));
    }
    Ok(report(&context, to, done.len(), &refused))
}

async fn transition(
    context: &Context,
    order: &Order,
    seen: OrderStatus,
    to: OrderStatus,
    tracking_number: Option<TrackingNumber>,
) -> Result<Transitioned, OfficeError> {
    let named = object(Kind::Order, order.number, format!("№ {}", order.number));
    let tracking = tracking_number.as_ref().map(ToString::to_string);
    let change = OrderChange { to, by: by(context), tracking_number };
    // What was refused is no change, and stays out of the log
    let mut refused = None;
    let made = context.change(Action::Change, named, async {
        match context.store().transition_from(order.id, seen, change).await? {
            Transitioned::Done(order) => {
                let status = field("status", Some(seen.into_str()), Some(to.into_str()));
                let tracking = tracking.map(|number| field("tracking_number", None::<&str>, Some(number)));
                Ok(Changed::new(order, [status].into_iter().chain(tracking).collect()))
            }
            Transitioned::Refused(order) => {
                refused = Some(order);
                Err(OfficeError::Conflict("office-orders-meanwhile"))
            }
        }
    });
    match (made.await, refused) {
        (Ok(order), _) => Ok(Transitioned::Done(order)),
        (Err(_), Some(order)) => Ok(Transitioned::Refused(order)),
        (Err(error), None) => Err(error),
    }
}

/// What became of several.
fn report(context: &Context, to: OrderStatus, done: usize, refused: &[Order]) -> Response {
    let (words, title) = (context.words, context.label("office-nav-orders"));
    let body = html! {
        h1 { (title) }
        @if done == 0 && refused.is_empty() { p .notice.warm { (words.label("office-orders-none-ticked")) } }
        @if done > 0 { p .notice.good { (words.message("office-orders-bulk-done").number("count", done).plain()) } }
        @if !refused.is_empty() {
            p .notice.warm { (words.message("office-orders-bulk-refused").text("status", words.label(crate::parts::status_key(to))).plain()) }
            ul { @for order in refused {
                li { a href={ "/office/orders/" (order.number) } { (super::named(context, order.number)) } " " (crate::parts::status(words, order.status)) }
            } }
        }
        p { a .button href="/office/orders" { (words.label("office-nav-orders")) } }
    };
    context.page(&title, &body)
}
