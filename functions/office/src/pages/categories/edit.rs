//! One category. Of two who change it the second sees what it is now and decides.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{Category, Role};
use maud::{Markup, html};
use store::{CategoryNode, CategoryPage, Precondition};

use super::{
    PATH, find,
    texts::{self, Texts},
    tree,
};
use crate::{
    change::{Action, Changed, Kind, difference, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
    parts::{action_after_question, csrf},
};

pub(super) async fn show(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let category = find(&context, &id).await?;
    let form = Texts::from(&category).form(context.words);
    page(&context, &category, &form, None).await
}

/// The page; `said` is why something was not done.
async fn page(
    context: &Context,
    category: &Category,
    form: &Form,
    said: Option<&'static str>,
) -> Result<Response, OfficeError> {
    let (tree, may) = (tree(context).await?, context.may(Role::Manager));
    let title = category.title_in(context.words.languages()).as_str();
    let path = format!("{PATH}/{}", category.id);
    let body = html! {
        div .between {
            h1 { (title) }
            @if may { (action_after_question(context, &format!("{path}/delete"), &context.label("office-delete"), &context.label("office-category-delete-question"))) }
        }
        @if let Some(key) = said { p .notice.bad role="alert" { (context.words.label(key)) } }
        @if said == Some(MEANWHILE) { (now(context, category, &tree)) }
        form .card.stack method="post" action=(path) {
            (csrf(context))
            input type="hidden" name="seen" value=(form.text("seen"));
            fieldset .bare.stack disabled[!may] {
                (texts::fields(context, form, &tree, Some(category.id)))
                @if may { div { button type="submit" { (context.label("office-save")) } } }
            }
        }
        p {
            a .button href=(PATH) { (context.label("office-category-back")) } " "
            a .button href={ "/office/products?category=" (category.id) } { (context.label("office-nav-products")) }
        }
    };
    Ok(context.page(title, &body))
}

/// What is said to the second of two.
const MEANWHILE: &str = "office-category-meanwhile";

/// What the category is now.
fn now(context: &Context, category: &Category, tree: &[CategoryNode]) -> Markup {
    let languages = context.words.languages();
    let parent = tree.iter().find(|node| Some(node.category.id) == category.parent_id);
    let parent = parent.map(|node| node.category.title_in(languages).as_str().to_owned());
    let translated = category.translations.iter();
    html! {
        dl .facts.card {
            dt { (context.label("office-category-parent")) } dd { (parent.unwrap_or_else(|| context.label("office-category-root"))) }
            dt { (context.label("office-product-title")) } dd { (category.title.as_str()) }
            dt { (context.label("office-product-description")) } dd { (category.description.as_str()) }
            @for (locale, text) in translated {
                dt { (locales::text(locale, "language-name", &[])) }
                dd { @if let Some(title) = &text.title { (title.as_str()) } " " @if let Some(description) = &text.description { (description.as_str()) } }
            }
        }
    }
}

pub(super) async fn save(context: Context, Path(id): Path<String>, mut form: Form) -> Result<Response, OfficeError> {
    let before = find(&context, &id).await?;
    let Some(texts) = Texts::read(&mut form, context.words, &tree(&context).await?) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&context, &before, &form, None).await?).into_response());
    };
    let (seen, wanted) = (form.text("seen").to_owned(), texts.clone());
    // Whoever sends the same form twice gets the same answer
    let as_seen = Precondition::new(move |page: &CategoryPage| {
        let stored = Texts::from(&page.category);
        stored.hash() == seen || stored == wanted
    });
    let named = object(Kind::Category, before.id, before.title.as_str());
    let made = context.change(Action::Change, named, async {
        let change = move |category: &mut Category| texts.put(category);
        let after = context.store().categories.change(before.id, change, as_seen).await?;
        Ok(Changed::new((), difference(&before, &after.category)))
    });
    match made.await {
        Ok(()) => Ok(see(&format!("{PATH}?notice=saved#category-{}", before.id))),
        Err(OfficeError::Conflict("office-error-changed-meanwhile")) => {
            let now = find(&context, &id).await?;
            let form = form.with("seen", &Texts::from(&now).hash());
            Ok((StatusCode::CONFLICT, page(&context, &now, &form, Some(MEANWHILE)).await?).into_response())
        }
        Err(OfficeError::Conflict(key)) => {
            Ok((StatusCode::CONFLICT, page(&context, &before, &form, Some(key)).await?).into_response())
        }
        Err(error) => Err(error),
    }
}

/// Deletes a category that holds nothing.
pub(super) async fn delete(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let category = find(&context, &id).await?;
    let named = object(Kind::Category, category.id, category.title.as_str());
    let made = context.change(Action::Delete, named, async {
        context.store().categories.delete(category.id, Precondition::none()).await?;
        Ok(Changed::plain(()))
    });
    match made.await {
        Ok(()) => Ok(see(&format!("{PATH}?notice=deleted"))),
        Err(OfficeError::Conflict(key)) => {
            let form = Texts::from(&category).form(context.words);
            Ok((StatusCode::CONFLICT, page(&context, &category, &form, Some(key)).await?).into_response())
        }
        Err(error) => Err(error),
    }
}
