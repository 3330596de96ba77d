//! Nothing here but words: the customer was created, or refreshed, when the update was loaded.

use domain::ProductId;
use telegram::Call;

use super::view;
use crate::{
    context::{Context, Reply},
    features::{
        catalog,
        menu::{say, with_menu},
    },
    step::Step,
};

/// The product that a link opens: `/start p_<product id>`.
pub(crate) fn linked_product(payload: Option<&str>) -> Option<ProductId> {
    payload?.strip_prefix("p_")?.parse().ok()
}

/// What such a link carries.
pub(crate) fn product_payload(id: ProductId) -> String {
    format!("p_{id}")
}

/// Greets, and shows the product of a link, if it was one.
pub(crate) fn start(context: &Context<'_>, linked: Option<catalog::Request>) -> Reply {
    let greeting = with_menu(context, view::greeting(context.words, &context.user, context.update_id()));
    let product = linked.map(|product| catalog::reply(context, product).calls);
    Reply::of([greeting].into_iter().chain(product.into_iter().flatten()))
}

/// Leaves what was asked, and says what that was.
pub(crate) fn cancel(context: &Context<'_>) -> Reply {
    Reply::of([say(context, left(context.step).unwrap_or("nothing-to-cancel"))])
}

/// Says that a command or a button of the menu has closed the open question, and brings the menu back.
pub(crate) fn leaving(context: &Context<'_>) -> Option<Call> {
    left(context.step).map(|key| say(context, key))
}

const fn left(step: &Step) -> Option<&'static str> {
    match step {
        Step::Checkout { .. } | Step::Confirm { .. } => Some("checkout-cancelled"),
        Step::Profile { .. } => Some("cancelled"),
        Step::Idle | Step::Writing { .. } | Step::ToldGroup => None,
    }
}
