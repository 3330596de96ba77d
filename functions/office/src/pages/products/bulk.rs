//! One change of many products: of those that are ticked, or of all that the list's filters find. What it would do is shown first;
//! it is made only if it is still about as many products.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{BulkChange, BulkId, BulkRefusal, Discount, PricePercent, ProductId, Stock, StockDifference, Terms};
use maud::{Markup, html};
use screens::Words;
use store::{Bulk, BulkPreview, BulkRow, Selection};

use super::{PATH, cell::whole, filters::Filters};
use crate::{
    change::{Action, Changed, Kind, field as changed, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
    parts::{self, csrf, field, money},
    query::Query,
};

/// What can be changed, and what it is called.
const KINDS: [(&str, &str); 4] = [
    ("discount", "office-bulk-discount"),
    ("price", "office-bulk-price"),
    ("add_stock", "office-bulk-add-stock"),
    ("set_stock", "office-bulk-set-stock"),
];
const SCOPES: [(&str, &str); 2] = [("ticked", "office-bulk-ticked"), ("all", "office-bulk-all")];

/// The name of the form whose boxes stand in the list.
pub(super) const FORM: &str = "bulk";

/// What is changed of which products.
#[derive(Debug)]
struct Wish {
    selection: Selection,
    change: BulkChange,
}

/// The form below the list.
pub(super) fn form(context: &Context, filters: &Filters, form: &Form) -> Markup {
    let options = |known: &[(&'static str, &'static str)]| {
        known.iter().map(|(value, key)| ((*value).to_owned(), context.label(key))).collect::<Vec<_>>()
    };
    html! {
        form .card #(FORM) method="post" action=(filters.address("/office/products/bulk")) {
            (csrf(context))
            h2 { (context.label("office-bulk-title")) }
            div .fields {
                (field(form, "scope", context.label("office-bulk-which")).choice(&options(&SCOPES)))
                (field(form, "kind", context.label("office-bulk-what")).choice(&options(&KINDS)))
                (field(form, "value", context.label("office-bulk-value")).max(16).required().help(context.label("office-bulk-value-how")).line())
            }
            div .actions { button .plain type="submit" { (context.label("office-bulk-preview")) } }
        }
    }
}

fn wish(context: &Context, filters: &Filters, form: &mut Form) -> Option<Wish> {
    let (words, typed) = (context.words, form.text("value").trim_end_matches('%').replace('\u{2212}', "-"));
    let change = match form.text("kind") {
        "discount" => whole::<Discount>(words, &typed).map(BulkChange::Discount),
        "price" => whole::<PricePercent>(words, &typed).map(BulkChange::Price),
        "add_stock" => whole::<StockDifference>(words, &typed).map(BulkChange::AddStock),
        "set_stock" => whole::<Stock>(words, &typed).map(BulkChange::SetStock),
        _ => {
            form.refuse("kind", words.label("office-wrong-value"));
            return None;
        }
    };
    let selection = if form.text("scope") == "all" {
        Selection::All(filters.query())
    } else {
        let ids: Vec<ProductId> = form.all("id").filter_map(|id| id.parse().ok()).collect();
        if ids.is_empty() {
            form.refuse("scope", words.label("office-bulk-none-ticked"));
        }
        Selection::These(ids)
    };
    match change {
        Ok(change) if !form.is_wrong() => Some(Wish { selection, change }),
        Ok(_) => None,
        Err(why) => {
            form.refuse("value", why);
            None
        }
    }
}

/// What a change would do.
pub(super) async fn preview(
    context: Context,
    Query(filters): Query<Filters>,
    mut form: Form,
) -> Result<Response, OfficeError> {
    match wish(&context, &filters, &mut form) {
        Some(wish) => preview_page(&context, &filters, &form, &wish, None).await,
        None => Ok((StatusCode::UNPROCESSABLE_ENTITY, again(&context, &filters, &form)).into_response()),
    }
}

/// The form alone, with what is wrong in it; what was ticked stays so.
fn again(context: &Context, filters: &Filters, form: &Form) -> Response {
    let title = context.label("office-nav-products");
    let body = html! {
        h1 { (title) }
        (self::form(context, filters, form))
        @for id in form.all("id") { input type="hidden" name="id" value=(id) form=(FORM); }
        p { a .button href=(filters.address(PATH)) { (context.label("office-products-back")) } }
    };
    context.page(&title, &body)
}

async fn preview_page(
    context: &Context,
    filters: &Filters,
    form: &Form,
    wish: &Wish,
    said: Option<&'static str>,
) -> Result<Response, OfficeError> {
    let (words, title) = (context.words, context.label("office-bulk-title"));
    let preview = context.store().products.preview(&wish.selection, wish.change).await?;
    let refused: u64 = preview.refused.values().sum();
    let changed = preview.count - preview.unchanged - refused;
    let body = html! {
        h1 { (title) }
        @if let Some(key) = said { p .notice.warm role="alert" { (words.label(key)) } }
        p { strong { (what(words, wish.change)) } ". " (words.message("office-bulk-count").number("count", changed).plain()) }
        @if preview.unchanged > 0 { p { (words.message("office-bulk-unchanged").number("count", preview.unchanged).plain()) } }
        @for (refusal, count) in &preview.refused {
            p .notice.warm { (words.label(refusal_key(*refusal))) " " (words.message("office-bulk-refused").number("count", *count).plain()) }
        }
        (rows(words, &preview))
        div .actions {
            @if changed > 0 { (apply_form(context, filters, form, &preview)) }
            a .button href=(filters.address(PATH)) { (words.label("office-cancel")) }
        }
    };
    let status = if said.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok((status, context.page(&title, &body)).into_response())
}

fn apply_form(context: &Context, filters: &Filters, form: &Form, preview: &BulkPreview) -> Markup {
    html! {
        form .inline method="post" action=(filters.address("/office/products/bulk/apply")) {
            (csrf(context))
            input type="hidden" name="bulk" value=(BulkId::fresh());
            input type="hidden" name="expected" value=(preview.count);
            @for name in ["kind", "value", "scope"] { input type="hidden" name=(name) value=(form.text(name)); }
            @if form.text("scope") != "all" { @for id in form.all("id") { input type="hidden" name="id" value=(id); } }
            button type="submit" { (context.label("office-bulk-apply")) }
        }
    }
}

/// The first products, as they are and as they would be.
fn rows(words: Words, preview: &BulkPreview) -> Markup {
    let row = |BulkRow { id, title, before, after }: &BulkRow| {
        let after_or_before = after.unwrap_or(*before);
        html! {
            tr {
                td .whole { a href={ (PATH) "/" (id) } { (title.as_str()) } @if let Err(refusal) = after { " " span .badge.warm { (words.label(refusal_key(*refusal))) } } }
                td data-label=(words.label("office-products-price")) { (step(&money(words, before.price), &money(words, after_or_before.price))) }
                td data-label=(words.label("office-products-discount-percent")) { (step(&percent(*before), &percent(after_or_before))) }
                td data-label=(words.label("office-products-stock")) { (step(&pieces(*before), &pieces(after_or_before))) }
            }
        }
    };
    html! {
        @if preview.first.is_empty() { (parts::empty(&words.label("office-products-none"))) }
        @else {
            table .list {
                thead { tr {
                    th { (words.label("office-products-product")) } th { (words.label("office-products-price")) }
                    th { (words.label("office-products-discount-percent")) } th { (words.label("office-products-stock")) }
                } }
                tbody { @for one in &preview.first { (row(one)) } }
            }
            @if preview.count > u64::try_from(preview.first.len()).unwrap_or_default() { p .muted { (words.label("office-bulk-first-few")) } }
        }
    }
}

fn percent(terms: Terms) -> String {
    format!("{}\u{a0}%", terms.discount.get())
}

fn pieces(terms: Terms) -> String {
    terms.stock.get().to_string()
}

fn step(before: &str, after: &str) -> Markup {
    html! { @if before == after { (after) } @else { span { del { (before) } " " ins { (after) } } } }
}

/// A change in words.
fn what(words: Words, change: BulkChange) -> String {
    let (key, value) = change_of(change);
    words.message(key).text("value", value).plain()
}

fn change_of(change: BulkChange) -> (&'static str, String) {
    match change {
        BulkChange::Discount(discount) => ("office-bulk-to-discount", discount.get().to_string()),
        BulkChange::SetStock(stock) => ("office-bulk-to-stock", stock.get().to_string()),
        BulkChange::AddStock(by) => ("office-bulk-by-stock", format!("{:+}", by.get())),
        BulkChange::Price(by) => ("office-bulk-by-price", format!("{:+}", by.get())),
    }
}

const fn refusal_key(refusal: BulkRefusal) -> &'static str {
    match refusal {
        BulkRefusal::TooFew => "office-bulk-too-few",
        BulkRefusal::TooMany => "office-bulk-too-many",
        BulkRefusal::TooDear => "office-bulk-too-dear",
        BulkRefusal::Free => "office-bulk-free",
    }
}

/// Makes the change that was looked at, once.
pub(super) async fn apply(
    context: Context,
    Query(filters): Query<Filters>,
    mut form: Form,
) -> Result<Response, OfficeError> {
    let malformed = |_| OfficeError::Malformed("not a change that was looked at");
    let id: BulkId = form.text("bulk").parse().map_err(malformed)?;
    let expected: u64 = form.text("expected").parse().map_err(|_| OfficeError::Malformed("not a number"))?;
    let Some(wish) = wish(&context, &filters, &mut form) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, again(&context, &filters, &form)).into_response());
    };
    let count = context.words.message("office-bulk-count").number("count", expected).plain();
    let made = context.change(Action::Change, object(Kind::Product, "", count), async {
        context.store().products.change_many(id, &wish.selection, expected, wish.change).await?;
        let (kind, value) = (form.text("kind"), form.text("value"));
        Ok(Changed::new((), vec![changed(kind, None::<&str>, Some(value))]))
    });
    match made.await {
        Ok(()) => Ok(see(&format!("/office/products/bulk/{id}"))),
        Err(OfficeError::Conflict(_)) => {
            preview_page(&context, &filters, &form, &wish, Some("office-bulk-others")).await
        }
        Err(error) => Err(error),
    }
}

/// How far a change has come.
pub(super) async fn progress(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let id: BulkId = id.parse().map_err(|_| OfficeError::NotFound)?;
    let bulk = context.store().products.find_bulk(id).await?.ok_or(OfficeError::NotFound)?;
    if context.is_partial {
        return Ok(state(context.words, &bulk).into_response());
    }
    let title = context.label("office-bulk-title");
    let body = html! {
        h1 { (title) }
        p { strong { (what(context.words, bulk.change)) } }
        (state(context.words, &bulk))
        p { a .button href=(PATH) { (context.label("office-products-back")) } }
    };
    Ok(context.page(&title, &body))
}

fn state(words: Words, bulk: &Bulk) -> Markup {
    let path = format!("/office/products/bulk/{}", bulk.id);
    let had_their_turn = bulk.changed + bulk.unchanged + bulk.refused + bulk.gone;
    let count = |key: &'static str, count: u64| {
        html! { @if count > 0 { p { (words.message(key).number("count", count).plain()) } } }
    };
    html! {
        div #progress aria-live="polite" hx-get=[(!bulk.is_over()).then_some(path.as_str())] hx-trigger=[(!bulk.is_over()).then_some("every 2s")] hx-swap="outerHTML" {
            @if bulk.is_over() { p .notice.good { (words.label("office-bulk-done")) } }
            @else {
                progress max=(bulk.total) value=(had_their_turn) aria-label=(words.label("office-bulk-going-on")) {}
                p { (words.label("office-bulk-going-on")) " " a href=(path) { (words.label("office-bulk-look-again")) } }
            }
            (count("office-bulk-changed", bulk.changed))
            (count("office-bulk-unchanged", bulk.unchanged))
            (count("office-bulk-not-changed", bulk.refused))
            (count("office-bulk-gone", bulk.gone))
        }
    }
}
