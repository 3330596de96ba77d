//! One product: shown, made, changed. Of two who change the same field the second sees both values and decides.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{Product, ProductId, Role};
use maud::{Markup, html};
use store::{CategoryNode, Precondition, StoreError};

use super::{
    PATH,
    draft::{Draft, Field, Seen},
    editor, fate, find, gallery, preview, tree,
};
use crate::{
    change::{Action, Changed, Kind, difference, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
};

/// How often a change is tried again that a sale came in between.
const ATTEMPTS: usize = 5;

/// What a product's page says beside the product.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// What is typed into its form, if that is not what is stored.
    pub(super) form: Option<Form>,
    /// The fields that somebody else has changed, too, with what was typed here.
    pub(super) both: Option<(Vec<Field>, Draft)>,
    /// What became of photos.
    pub(super) photos: Vec<String>,
}

pub(super) async fn show(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let product = find(&context, &id).await?;
    page(&context, &product, Said::default()).await
}

/// The page of a product.
pub(super) async fn page(context: &Context, product: &Product, said: Said) -> Result<Response, OfficeError> {
    let tree = tree(context).await?;
    let deletion = context.store().products.deletions(&[product.id]).await?.pop();
    let draft = Draft::from(product);
    let form = said.form.unwrap_or_else(|| editor::form_of(context, &draft));
    let path = format!("{PATH}/{}", product.id);
    let title = product.title_in(context.words.languages()).as_str();
    let id = product.id.to_string();
    let body = html! {
        div .between {
            h1 { (title) }
            @if context.may(Role::Manager) && deletion.is_none() { (fate::buttons(context, product)) }
        }
        @if deletion.is_some() { (fate::undo(context, product)) }
        @if let Some((fields, mine)) = &said.both { (editor::differences(context, &tree, fields, &draft, mine)) }
        div .columns {
            div {
                (gallery::section(context, product, &said.photos))
                (editor::form(context, &form, &draft, &tree, &path, ("product", &id)))
            }
            (preview_of(context, product))
        }
    };
    Ok(context.page(title, &body))
}

/// The card in each language, which changes with what is typed.
fn preview_of(context: &Context, product: &Product) -> Markup {
    html! {
        div .card {
            h2 { (context.label("office-product-preview")) }
            @if context.may(Role::Manager) {
                div #preview hx-post="/office/products/preview" hx-trigger="input delay:400ms from:#product-form"
                    hx-include="#product-form" hx-sync="this:replace" { (preview::cards(context, product)) }
            } @else { (preview::cards(context, product)) }
        }
    }
}

pub(super) async fn new(context: Context) -> Result<Response, OfficeError> {
    let tree = tree(&context).await?;
    let form = Form::of(context.words, []);
    Ok(new_page(&context, &form, &tree, ProductId::fresh()))
}

fn new_page(context: &Context, form: &Form, tree: &[CategoryNode], id: ProductId) -> Response {
    let (title, blank) = (context.label("office-product-new"), Draft::blank(context));
    let product = blank.product(context, id);
    let body = html! {
        h1 { (title) }
        p .muted { (context.label("office-product-new-how")) }
        @if tree.is_empty() { p .notice.warm { (context.label("office-product-no-categories")) " " a href="/office/categories" { (context.label("office-nav-categories")) } } }
        div .columns {
            div { (editor::form(context, form, &blank, tree, "/office/products/new", ("product", &id.to_string()))) }
            (preview_of(context, &product))
        }
    };
    context.page(&title, &body)
}

/// Makes a product. However often the form is sent, there is one.
pub(super) async fn create(context: Context, mut form: Form) -> Result<Response, OfficeError> {
    let id: ProductId = form.text("product").parse().unwrap_or_else(|_| ProductId::fresh());
    let (tree, store) = (tree(&context).await?, context.store());
    let draft = Draft::blank(&context).read(&context, &mut form, &tree);
    if !form.is_wrong() {
        let product = draft.product(&context, id);
        let named = object(Kind::Product, id, product.title.as_str());
        let made = context.change(Action::Create, named, async {
            store.products.create(product).await?;
            Ok(Changed::plain(()).with_id(id))
        });
        match made.await {
            Err(OfficeError::Conflict(_)) if store.products.find(id).await?.is_none() => {
                form.refuse("sku", context.label("office-error-sku-taken"));
            }
            Ok(()) | Err(OfficeError::Conflict(_)) => return Ok(see(&format!("{PATH}/{id}?notice=created"))),
            Err(error) => return Err(error),
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, new_page(&context, &form, &tree, id)).into_response())
}

/// Changes those fields that were changed in the form.
pub(super) async fn save(context: Context, Path(id): Path<String>, mut form: Form) -> Result<Response, OfficeError> {
    let (mut product, tree) = (find(&context, &id).await?, tree(&context).await?);
    let seen = Seen::parse(form.text("seen"))?;
    let mine = Draft::from(&product).read(&context, &mut form, &tree);
    if form.is_wrong() {
        return wrong(&context, &product, form).await;
    }
    for _ in 0..ATTEMPTS {
        let theirs = Draft::from(&product);
        let (together, both) = seen.together(&mine, &theirs);
        if !both.is_empty() {
            let form = editor::form_of(&context, &together).with("seen", &Seen::of(&theirs).to_string());
            let said = Said { form: Some(form), both: Some((both, mine)), photos: vec![] };
            return Ok((StatusCode::CONFLICT, page(&context, &product, said).await?).into_response());
        }
        if together == theirs {
            return Ok(see(&format!("{PATH}/{}?notice=saved", product.id)));
        }
        match write(&context, &product, together, theirs).await {
            Ok(()) => return Ok(see(&format!("{PATH}/{}?notice=saved", product.id))),
            Err(OfficeError::Conflict("office-error-sku-taken")) => {
                form.refuse("sku", context.label("office-error-sku-taken"));
                return wrong(&context, &product, form).await;
            }
            Err(OfficeError::Conflict("office-error-changed-meanwhile")) => product = find(&context, &id).await?,
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::Timeout.into())
}

async fn wrong(context: &Context, product: &Product, form: Form) -> Result<Response, OfficeError> {
    let said = Said { form: Some(form), ..Said::default() };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(context, product, said).await?).into_response())
}

async fn write(context: &Context, before: &Product, draft: Draft, seen: Draft) -> Result<(), OfficeError> {
    let as_seen = Precondition::new(move |stored: &Product| Draft::from(stored) == seen);
    let change = move |product: &mut Product| draft.put(product);
    let named = object(Kind::Product, before.id, before.title.as_str());
    context
        .change(Action::Change, named, async {
            let after = context.store().products.change(before.id, change, as_seen).await?;
            Ok(Changed::new((), difference(before, &after)))
        })
        .await
}
