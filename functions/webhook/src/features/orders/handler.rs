//! Only the customer's own orders are ever read.

use domain::{Order, OrderId, OrderNumber, UserId};
use store::{Store, StoreError};

use super::view;
use crate::{
    context::{Context, Reply},
    features::menu::say,
};

/// Orders a page.
const PAGE: usize = 10;
const PAGE_AND_ONE: i64 = 11;

/// What is to be shown.
#[derive(Debug)]
pub(crate) enum Request {
    /// The newest orders, or those before one.
    List { before: Option<OrderNumber>, orders: Vec<Order> },
    /// One order, if it is the customer's.
    Open(Option<Box<Order>>),
}

pub(crate) async fn list(store: &Store, id: UserId, before: Option<OrderNumber>) -> Result<Request, StoreError> {
    Ok(Request::List { before, orders: store.orders.of_user(id, before, PAGE_AND_ONE).await? })
}

pub(crate) async fn open(store: &Store, user_id: UserId, id: OrderId) -> Result<Request, StoreError> {
    Ok(Request::Open(store.orders.find_of_user(id, user_id).await?.map(Box::new)))
}

/// Shows it.
pub(crate) fn reply(context: &Context<'_>, request: Request) -> Reply {
    match request {
        Request::List { before: None, orders } if orders.is_empty() => Reply::of([say(context, "orders-none")]),
        Request::List { before, mut orders } => {
            let has_older = orders.len() > PAGE;
            orders.truncate(PAGE);
            Reply::of([context.edit(view::list(context.words, &orders, before.is_some(), has_older))])
        }
        Request::Open(Some(order)) => Reply::of([context.edit(view::order(context.words, &order))]),
        Request::Open(None) => Reply::of(context.toast(context.words.label("order-gone"))),
    }
}
