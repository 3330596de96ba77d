//! Only the customer's own orders are ever read or changed.

use domain::{Again, By, Order, OrderChange, OrderId, OrderNumber, OrderStatus, Product, UserId};
use store::{Store, StoreError, Transitioned};

use super::view;
use crate::{
    context::{Context, Reply},
    failure::Failure,
    features::menu::say,
};

/// Orders a page.
const PAGE: usize = 10;
const PAGE_AND_ONE: i64 = 11;

/// What is to be shown or done. An order is there if it exists and is the customer's.
#[derive(Debug)]
pub(crate) enum Request {
    /// The newest orders, or those before one.
    List { before: Option<OrderNumber>, orders: Vec<Order> },
    /// One order.
    Open(Option<Box<Order>>),
    /// The question whether an order is to be cancelled.
    AskToCancel(Option<Box<Order>>),
    /// It is to be cancelled.
    Cancel(OrderId),
    /// What an order held goes into the cart, as far as there are such products.
    Again(Option<Box<(Order, Vec<Product>)>>),
}

pub(crate) async fn list(store: &Store, id: UserId, before: Option<OrderNumber>) -> Result<Request, StoreError> {
    Ok(Request::List { before, orders: store.orders.of_user(id, before, PAGE_AND_ONE).await? })
}

pub(crate) async fn open(store: &Store, user_id: UserId, id: OrderId) -> Result<Request, StoreError> {
    Ok(Request::Open(store.orders.find_of_user(id, user_id).await?.map(Box::new)))
}

pub(crate) async fn ask_to_cancel(store: &Store, user_id: UserId, id: OrderId) -> Result<Request, StoreError> {
    Ok(Request::AskToCancel(store.orders.find_of_user(id, user_id).await?.map(Box::new)))
}

pub(crate) async fn again(store: &Store, user_id: UserId, id: OrderId) -> Result<Request, StoreError> {
    Ok(Request::Again(store.orders.find_with_products(id, user_id).await?.map(Box::new)))
}

/// Shows or does it.
pub(crate) async fn reply(context: &Context<'_>, request: Request) -> Result<Reply, Failure> {
    let words = context.words;
    Ok(match request {
        Request::List { before: None, orders } if orders.is_empty() => Reply::of([say(context, "orders-none")]),
        Request::List { before, mut orders } => {
            let has_older = orders.len() > PAGE;
            orders.truncate(PAGE);
            Reply::of([context.edit(view::list(words, &orders, before.is_some(), has_older))])
        }
        Request::Open(Some(order)) => Reply::of([context.edit(view::order(words, &order, context.has_staff))]),
        Request::AskToCancel(Some(order)) if view::can_cancel(&order) => {
            Reply::of([context.edit(view::ask_to_cancel(words, &order))])
        }
        Request::AskToCancel(Some(order)) => not_cancelled(context, &order),
        Request::Cancel(id) => cancel(context, id).await?,
        Request::Again(Some(found)) => order_again(context, &found.0, &found.1).await?,
        Request::Open(None) | Request::AskToCancel(None) | Request::Again(None) => gone(context),
    })
}

fn gone(context: &Context<'_>) -> Reply {
    Reply::of(context.toast(context.words.label("order-gone")))
}

/// The transition's own filter keeps a repetition from a second effect: it finds the order cancelled.
async fn cancel(context: &Context<'_>, id: OrderId) -> Result<Reply, Failure> {
    let change = OrderChange { to: OrderStatus::Cancelled, by: By::Customer, tracking_number: None };
    match context.store.transition(id, Some(context.user.id), change).await {
        Ok(Transitioned::Done(order)) => {
            Ok(Reply::of([context.edit(view::order(context.words, &order, context.has_staff))]))
        }
        Ok(Transitioned::Refused(order)) => Ok(not_cancelled(context, &order)),
        Err(StoreError::NotFound) => Ok(gone(context)),
        Err(error) => Err(error.into()),
    }
}

/// The order as it is now. Of one that is cancelled already there is nothing more to say.
fn not_cancelled(context: &Context<'_>, order: &Order) -> Reply {
    let screen = context.edit(view::order(context.words, order, context.has_staff));
    let toast = view::too_late(context.words, order.status).and_then(|text| context.toast(text));
    Reply::of([screen].into_iter().chain(toast))
}

/// Puts into the cart what there is, once per update, and says what there is not.
async fn order_again(context: &Context<'_>, order: &Order, products: &[Product]) -> Result<Reply, Failure> {
    let before = context.refilled.as_ref().unwrap_or(&context.cart);
    let again = Again::new(before, order, products, context.now);
    let is_new = context.refilled.is_none() && again.cart != *before;
    if is_new && !context.store.carts.refill(context.claimed, before, &again.cart).await? {
        return Err(Failure::ClaimLost);
    }
    Ok(Reply::of([context.send(view::again(context.words, order, &again, again.cart != *before))]))
}
