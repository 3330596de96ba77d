//! What is written says the same however often it is: an alert is there, or it is not.

use domain::{Alert, AlertKind, Product, ProductId, UserId};
use screens::alert::AlertAction;
use store::{AlertAdded, CustomersAlert, Store, StoreError};

use super::view;
use crate::context::{Context, Reply};

/// What a customer wants with their alerts.
#[derive(Debug)]
pub(crate) enum Request {
    List(Vec<CustomersAlert>),
    /// The product, if it exists.
    Change(AlertAction, Option<Box<Product>>),
}

pub(crate) async fn list(store: &Store, id: UserId) -> Result<Request, StoreError> {
    Ok(Request::List(store.alerts.of_customer(id).await?))
}

pub(crate) async fn change(store: &Store, action: AlertAction) -> Result<Request, StoreError> {
    let (AlertAction::Add(_, id) | AlertAction::Remove(_, id) | AlertAction::RemoveFromList(_, id)) = action;
    Ok(Request::Change(action, store.products.find(id).await?.map(Box::new)))
}

pub(crate) async fn reply(context: &Context<'_>, request: Request) -> Result<Reply, StoreError> {
    let user_id = context.user.id;
    match request {
        Request::List(alerts) => Ok(Reply::of([context.edit(view::list(context.words, &alerts))])),
        Request::Change(AlertAction::Add(..), None) => {
            Ok(Reply::of(context.toast(context.words.label("product-gone"))))
        }
        Request::Change(AlertAction::Add(kind, id), Some(product)) => add(context, kind, id, &product).await,
        Request::Change(AlertAction::Remove(kind, id), product) => {
            context.store.alerts.remove(user_id, id, kind).await?;
            let removed = product.map(|product| context.edit(view::removed(context.words, &product)));
            Ok(Reply::of(removed.or_else(|| context.take_buttons())))
        }
        Request::Change(AlertAction::RemoveFromList(kind, id), _) => {
            context.store.alerts.remove(user_id, id, kind).await?;
            let alerts = context.store.alerts.of_customer(user_id).await?;
            Ok(Reply::of([context.edit(view::list(context.words, &alerts))]))
        }
    }
}

/// The button stands under the card, whose other buttons stay as they are: a message of its own says what was done, and undoes
/// it.
async fn add(context: &Context<'_>, kind: AlertKind, id: ProductId, product: &Product) -> Result<Reply, StoreError> {
    if kind == AlertKind::BackInStock && !product.stock.is_out() {
        return Ok(Reply::of(context.toast(context.words.label("alert-available"))));
    }
    match context.store.alerts.add(context.user.id, id, kind, product.final_price()).await? {
        AlertAdded::Added => Ok(Reply::of([context.send(view::added(context.words, kind, product))])),
        AlertAdded::TooMany => {
            let many = context.words.message("alerts-many").number("most", Alert::MOST_OF_CUSTOMER);
            Ok(Reply::of(context.toast(many.plain())))
        }
    }
}
