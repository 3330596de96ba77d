//! Only the customer's own orders are ever read.

use domain::{OrderId, OrderNumber};
use store::StoreError;

use super::view;
use crate::{
    context::{Answer, Context},
    features::menu::with_menu,
};

/// Orders a page.
const PAGE: usize = 10;
const PAGE_AND_ONE: i64 = 11;

/// The newest orders, or those before one.
pub(crate) async fn list(context: &Context<'_>, before: Option<OrderNumber>) -> Result<Answer, StoreError> {
    let mut orders = context.store.orders.of_user(context.user.id, before, PAGE_AND_ONE).await?;
    if orders.is_empty() && before.is_none() {
        let text = context.words.say("orders-none").into_html();
        return Ok(Answer::say([context.send(with_menu(context.words, text))]));
    }
    let has_older = orders.len() > PAGE;
    orders.truncate(PAGE);
    Ok(Answer::say([context.edit(view::list(context.words, &orders, before.is_some(), has_older))]))
}

/// One order.
pub(crate) async fn open(context: &Context<'_>, id: OrderId) -> Result<Answer, StoreError> {
    Ok(match context.store.orders.find_of_user(id, context.user.id).await? {
        Some(order) => Answer::say([context.edit(view::order(context.words, &order))]),
        None => Answer::say(context.toast(context.words.label("order-gone"))),
    })
}
