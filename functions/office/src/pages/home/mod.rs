//! `/office`: how the shop is doing, and what waits for somebody. Money is for managers; clerks see what there is to do.
//!
//! ```text
//! figures.rs   the numbers of some days, and of as many before
//! days.rs      charts of thirty days, and their numbers
//! waiting.rs   orders that have waited longest, products of which there is little
//! ```

mod days;
mod figures;
mod waiting;

use axum::response::Response;
use chrono::NaiveDate;
use domain::Role;
use maud::html;
use serde::Deserialize;

use crate::{
    context::Context,
    error::OfficeError,
    query::{self, Query},
    routes::Routes,
};

pub(super) fn register(routes: Routes) -> Routes {
    routes.get(Role::Clerk, "/office", home)
}

/// Which days the numbers are of.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filters {
    period: String,
}

async fn home(context: Context, Query(filters): Query<Filters>) -> Result<Response, OfficeError> {
    let shop = &context.office.shop;
    let dashboard = context.store().dashboard(shop.time_zone, shop.currency).await?;
    let title = context.label("office-nav-today");
    let body = html! {
        h1 { (title) }
        @if context.may(Role::Manager) { (figures::show(&context, &dashboard, &filters.period)) }
        div .columns.even {
            (waiting::orders(&context, &dashboard.waiting))
            (waiting::low_stock(&context, &dashboard))
        }
        @if context.may(Role::Manager) {
            (figures::best_sellers(&context, &dashboard, &filters.period))
            (days::show(&context, &dashboard.days))
        }
    };
    Ok(context.page(&title, &body))
}

/// The list of what was counted from one day to another, both included.
fn list_of(path: &str, from: NaiveDate, to: NaiveDate) -> String {
    query::address(path, &[("from", &from.to_string()), ("to", &to.to_string())])
}
