//! Nothing here but words: the customer was created, or refreshed, when the update was loaded.

use domain::ProductId;
use telegram::{Call, Html};

use super::view;
use crate::{
    context::{Context, Reply},
    features::{catalog, menu::with_menu},
    step::Step,
};

/// The product that a link opens: `/start p_<product id>`.
pub(crate) fn linked_product(payload: Option<&str>) -> Option<ProductId> {
    payload?.strip_prefix("p_")?.parse().ok()
}

/// Greets, and shows the product of a link, if it was one.
pub(crate) fn start(context: &Context<'_>, linked: Option<catalog::Request>) -> Reply {
    let greeting = context.send(view::greeting(context.words, &context.user, context.update_id()));
    let product = linked.map(|product| catalog::reply(context, product).calls);
    Reply::of([greeting].into_iter().chain(product.into_iter().flatten()))
}

pub(crate) fn menu(context: &Context<'_>) -> Reply {
    say(context, "menu")
}

pub(crate) fn help(context: &Context<'_>) -> Reply {
    say(context, "help")
}

pub(crate) fn hint(context: &Context<'_>) -> Reply {
    say(context, "hint")
}

/// Leaves what was asked, and says what that was.
pub(crate) fn cancel(context: &Context<'_>) -> Reply {
    say(context, left(context.step).unwrap_or("nothing-to-cancel"))
}

/// A command or a button of the menu leaves what was asked: says so, and brings the menu back.
pub(crate) fn leaving(context: &Context<'_>) -> Option<Call> {
    let key = left(context.step)?;
    Some(context.send(with_menu(context.words, Html::new(context.words.message(key).html()))))
}

const fn left(step: &Step) -> Option<&'static str> {
    match step {
        Step::Checkout { .. } | Step::Confirm { .. } => Some("checkout-cancelled"),
        Step::Profile { .. } => Some("cancelled"),
        Step::Idle | Step::ToldGroup => None,
    }
}

fn say(context: &Context<'_>, key: &'static str) -> Reply {
    let text = Html::new(context.words.message(key).html());
    Reply::of([context.send(with_menu(context.words, text))])
}
