//! The list of products.

use std::collections::HashSet;

use axum::response::Response;
use domain::{Product, ProductId, Role};
use maud::{Markup, html};

use super::{ANY_AGE, PATH, bulk, cell, cell::Cells, filters::Filters};
use crate::{
    context::Context,
    error::OfficeError,
    form::Form,
    parts,
    query::{self, Query},
};

/// A product in the list.
pub(super) struct Row<'a> {
    pub(super) product: &'a Product,
    pub(super) cells: Cells,
    /// Whether it is about to be deleted.
    pub(super) is_going: bool,
}

pub(super) async fn show(context: Context, Query(filters): Query<Filters>) -> Result<Response, OfficeError> {
    let store = context.store();
    let (query, request) = (filters.query(), query::page_request(Some(&filters.after))?);
    let (list, tree) = tokio::try_join!(store.products.list(&query, &request), store.categories.tree(ANY_AGE))?;
    let ids: Vec<ProductId> = list.items.iter().map(|product| product.id).collect();
    let going: HashSet<_> = store.products.deletions(&ids).await?.into_iter().map(|one| one.product_id).collect();
    let is_going = |product: &Product| going.contains(&product.id);
    let rows: Vec<Row<'_>> = list
        .items
        .iter()
        .map(|product| Row { product, cells: Cells::default(), is_going: is_going(product) })
        .collect();
    let title = context.label("office-nav-products");
    let body = html! {
        div .between {
            h1 { (title) }
            @if context.may(Role::Manager) { a .button.first href="/office/products/new" { (context.label("office-product-new")) } }
        }
        (filters.form(&context, &tree))
        @if rows.is_empty() { (parts::empty(&context.label("office-products-none"))) }
        @else {
            (table(&context, &filters, &rows))
            @if context.may(Role::Manager) { (bulk::form(&context, &filters, &Form::of(context.words, []))) }
            (parts::next_page(&context, PATH, &filters.parameters(), list.next.as_ref()))
        }
    };
    Ok(context.page(&title, &body))
}

/// Rows, in which whoever may can change values.
pub(super) fn table(context: &Context, filters: &Filters, rows: &[Row<'_>]) -> Markup {
    html! {
        table .list {
            thead { tr {
                @if context.may(Role::Manager) {
                    th { label { span .unseen { (context.label("office-orders-tick-all")) } input type="checkbox" data-ticks="id"; } }
                }
                th { span .unseen { (context.label("office-products-photo")) } }
                th { (context.label("office-products-product")) }
                th { (context.label("office-products-price")) }
                th { (context.label("office-products-discount-percent")) }
                th { (context.label("office-products-stock")) }
                @if context.may(Role::Manager) { th { span .unseen { (context.label("office-save")) } } }
            } }
            tbody { @for row in rows { (table_row(context, filters, row)) } }
        }
    }
}

fn table_row(context: &Context, filters: &Filters, row: &Row<'_>) -> Markup {
    let Row { product, cells, is_going } = row;
    let (path, title) = (format!("{PATH}/{}", product.id), product.title_in(context.words.languages()).as_str());
    html! {
        tr data-href=(path) id={ "row-" (product.id) } {
            @if context.may(Role::Manager) {
                td { input type="checkbox" name="id" value=(product.id) form=(bulk::FORM) aria-label=(title); }
            }
            td { (thumb(product)) }
            td .whole {
                a href=(path) { (title) }
                @if let Some(sku) = &product.sku { " " span .muted { (sku.as_str()) } }
                @if *is_going { " " span .badge.bad { (context.label("office-products-going")) } }
            }
            @for which in cell::ALL { (cell::show(context, filters, product, which, cells)) }
            @if context.may(Role::Manager) { td .whole { (cell::form(context, filters, product)) } }
        }
    }
}

/// The photo that is shown first, small.
fn thumb(product: &Product) -> Markup {
    html! {
        @match product.image() {
            Some(image) => img .thumb src={ "/office/photos/" (image.id) } alt="" width="48" height="48" loading="lazy";,
            None => span .thumb {},
        }
    }
}
