//! The tree, and a form for a new category.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{Category, CategoryId, CategoryPosition, Role, Translations};
use maud::{Markup, html};
use store::CategoryNode;

use super::{
    PATH,
    texts::{self, Texts},
    tree,
};
use crate::{
    change::{Action, Changed, Kind, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
    parts::{self, csrf},
};

/// Deeper categories are not set in further.
const DEEPEST: usize = 6;

pub(super) async fn show(context: Context) -> Result<Response, OfficeError> {
    let tree = tree(&context).await?;
    let form = Form::of(context.words, []);
    Ok(page(&context, &tree, &form))
}

fn page(context: &Context, tree: &[CategoryNode], form: &Form) -> Response {
    let title = context.label("office-nav-categories");
    let body = html! {
        h1 { (title) }
        @if context.may(Role::Manager) { (new(context, tree, form)) }
        (section(context, tree, None))
    };
    context.page(&title, &body)
}

/// The tree, as a part of the page.
pub(super) fn section(context: &Context, tree: &[CategoryNode], said: Option<&'static str>) -> Markup {
    html! {
        section #tree aria-live="polite" {
            @if let Some(key) = said { p .notice.bad role="alert" { (context.words.label(key)) } }
            @if tree.is_empty() { (parts::empty(&context.label("office-category-none"))) }
            @else {
                @if context.may(Role::Manager) { p .muted { (context.label("office-category-how")) } }
                ul .tree { @for (index, node) in tree.iter().enumerate() { (row(context, tree, index, node)) } }
            }
        }
    }
}

fn row(context: &Context, tree: &[CategoryNode], index: usize, node: &CategoryNode) -> Markup {
    let (words, category, may) = (context.words, &node.category, context.may(Role::Manager));
    let title = category.title_in(words.languages()).as_str();
    let is_sibling = |other: &CategoryNode| other.category.parent_id == category.parent_id;
    let (is_first, is_last) = (!tree[..index].iter().any(is_sibling), !tree[index + 1..].iter().any(is_sibling));
    let place = may.then(|| format!("{PATH}/{}/place", category.id));
    html! {
        li #{ "category-" (category.id) } class={ "depth-" (category.ancestors.len().min(DEEPEST)) } data-category=(category.id) data-place=[place.as_deref()] {
            a .grow href={ (PATH) "/" (category.id) } { (title) }
            a .muted href={ "/office/products?category=" (category.id) } { (words.message("office-category-products").number("count", node.all_products).plain()) }
            @if let Some(place) = &place {
                form .inline method="post" action=(place) hx-post=(place) hx-target="#tree" hx-swap="outerHTML" {
                    (csrf(context))
                    (step(context, category, title, "up", "↑", is_first))
                    (step(context, category, title, "down", "↓", is_last))
                }
            }
        }
    }
}

fn step(context: &Context, category: &Category, title: &str, to: &str, sign: &str, is_at_end: bool) -> Markup {
    let key = if to == "up" { "office-category-up" } else { "office-category-down" };
    let label = context.words.message(key).text("title", title).plain();
    html! {
        button .plain #{ (to) "-" (category.id) } type="submit" name="move" value=(to) aria-label=(label) disabled[is_at_end] { (sign) }
    }
}

fn new(context: &Context, tree: &[CategoryNode], form: &Form) -> Markup {
    html! {
        details .card open[form.is_wrong()] {
            summary { (context.label("office-category-new")) }
            form .stack method="post" action=(PATH) {
                (csrf(context))
                input type="hidden" name="id" value=(CategoryId::fresh());
                (texts::fields(context, form, tree, None))
                div { button type="submit" { (context.label("office-category-make")) } }
            }
        }
    }
}

/// Makes a category. However often the form is sent, there is one.
pub(super) async fn create(context: Context, mut form: Form) -> Result<Response, OfficeError> {
    let tree = tree(&context).await?;
    let Some(texts) = Texts::read(&mut form, context.words, &tree) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&context, &tree, &form)).into_response());
    };
    let (id, now, categories) = (form.text("id").parse(), context.store().now(), &context.store().categories);
    let id: CategoryId = id.unwrap_or_else(|_| CategoryId::fresh());
    if categories.find(id).await?.is_some() {
        return Ok(see(&format!("{PATH}?notice=created")));
    }
    let mut category = Category {
        id,
        title: texts.title.clone(),
        description: texts.description.clone(),
        parent_id: None,
        ancestors: vec![],
        position: CategoryPosition::DEFAULT,
        translations: Translations::default(),
        created_at: now,
        modified_at: now,
    };
    texts.put(&mut category);
    let made = context.change(Action::Create, object(Kind::Category, id, texts.title.as_str()), async {
        if let Err(error) = categories.create(category).await {
            // The same form may have been sent twice at the same moment
            categories.find(id).await?.ok_or(error)?;
        }
        Ok(Changed::plain(()).with_id(id))
    });
    made.await?;
    Ok(see(&format!("{PATH}?notice=created#category-{id}")))
}
