//! A product is copied, or deleted, which can be undone for a while.

use axum::{extract::Path, response::Response};
use chrono::TimeDelta;
use domain::{Product, ProductId};
use maud::{Markup, html};
use store::{Precondition, Undo};

use super::{PATH, find};
use crate::{
    change::{Action, Changed, Kind, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
    parts::{action, action_after_question, csrf},
};

/// How long a deletion can be undone.
const UNDONE_WITHIN: TimeDelta = TimeDelta::seconds(10);

/// The buttons of a product's page.
pub(super) fn buttons(context: &Context, product: &Product) -> Markup {
    let path = |what: &str| format!("{PATH}/{}/{what}", product.id);
    html! {
        div .actions {
            form .inline method="post" action=(path("duplicate")) {
                (csrf(context))
                input type="hidden" name="copy" value=(ProductId::fresh());
                button .plain type="submit" { (context.label("office-product-duplicate")) }
            }
            (action_after_question(context, &path("delete"), &context.label("office-delete"), &context.label("office-product-delete-question")))
        }
    }
}

/// What is said while a deletion can be undone.
pub(super) fn undo(context: &Context, product: &Product) -> Markup {
    html! {
        div .notice.warm.between role="status" {
            p { (context.label("office-product-going")) }
            @if context.may(domain::Role::Manager) {
                (action(context, &format!("{PATH}/{}/undo", product.id), &context.label("office-product-undo"), ""))
            }
        }
    }
}

/// Makes a product like this one, once for each page that asks for it.
pub(super) async fn duplicate(context: Context, Path(id): Path<String>, form: Form) -> Result<Response, OfficeError> {
    let product = find(&context, &id).await?;
    let copy: ProductId = form.text("copy").parse().map_err(|_| OfficeError::Malformed("not an id for the copy"))?;
    let named = object(Kind::Product, copy, product.title.as_str());
    let suffix = context.label("office-product-copy-suffix");
    let made = async {
        context.store().products.duplicate(product.id, copy, &suffix).await?;
        Ok(Changed::plain(()).with_id(copy))
    };
    context.change(Action::Create, named, made).await?;
    Ok(see(&format!("{PATH}/{copy}?notice=created")))
}

pub(super) async fn delete(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let product = find(&context, &id).await?;
    let named = object(Kind::Product, product.id, product.title.as_str());
    let made = async {
        context.store().products.delete_later(product.id, UNDONE_WITHIN, Precondition::none()).await?;
        Ok(Changed::plain(()))
    };
    context.change(Action::Delete, named, made).await?;
    Ok(see(&format!("{PATH}/{}", product.id)))
}

pub(super) async fn keep(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let id: ProductId = id.parse().map_err(|_| OfficeError::NotFound)?;
    let product = context.store().products.find(id).await?;
    let title = product.as_ref().map_or("", |product| product.title.as_str());
    let made = async {
        match context.store().products.undo_deletion(id).await? {
            Undo::Kept => Ok(Changed::plain(())),
            Undo::TooLate => Err(OfficeError::Conflict("office-product-too-late")),
        }
    };
    context.change(Action::Undo, object(Kind::Product, id, title), made).await?;
    Ok(see(&format!("{PATH}/{id}?notice=restored")))
}
