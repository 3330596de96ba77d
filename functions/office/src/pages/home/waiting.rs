//! What waits for somebody: orders to be accepted or shipped, products to be ordered anew.

use domain::Order;
use maud::{Markup, html};
use store::Dashboard;

use super::Named;
use crate::{
    context::Context,
    parts::{moment, status},
};

pub(super) fn orders(context: &Context, waiting: &[Order]) -> Markup {
    let words = context.words;
    html! {
        section .card {
            h2 { (words.label("office-home-waiting")) }
            @if waiting.is_empty() { p .muted { (words.label("office-home-waiting-none")) } }
            @else {
                ul .timeline { @for order in waiting {
                    li {
                        a href={ "/office/orders/" (order.number) } { (crate::pages::orders::named(context, order.number)) } " " (status(words, order.status))
                        div .muted {
                            (moment(words, order.created_at))
                            @if let Some(contact) = &order.contact { " · " (contact.name.as_str()) }
                        }
                    }
                } }
                p { a .button href="/office/orders?status=new" { (words.label("office-home-waiting-all")) } }
            }
        }
    }
}

pub(super) fn low_stock(context: &Context, dashboard: &Dashboard, named: &Named) -> Markup {
    let words = context.words;
    html! {
        section .card {
            h2 { (words.label("office-home-low")) }
            @if dashboard.low_stock.is_empty() { p .muted { (words.label("office-home-low-none")) } }
            @else {
                table {
                    thead { tr { th { (words.label("office-order-product")) } th .number { (words.label("office-home-left")) } } }
                    tbody { @for product in &dashboard.low_stock { tr {
                        td { a href={ "/office/products/" (product.id) } { (named.title(product.id, &product.title)) } }
                        td .number { (product.stock.get()) }
                    } } }
                }
                p { a .button href="/office/products?stock=low" { (words.label("office-home-low-all")) } }
            }
            @if dashboard.sold_out > 0 {
                p { a href="/office/products?stock=out" { (words.message("office-home-sold-out").number("count", dashboard.sold_out).plain()) } }
            }
        }
    }
}
