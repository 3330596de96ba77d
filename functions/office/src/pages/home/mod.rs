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

use std::collections::HashMap;

use axum::response::Response;
use chrono::NaiveDate;
use domain::{ProductId, Role, Title};
use maud::html;
use serde::Deserialize;
use store::Dashboard;

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
    let named = Named::read(&context, &dashboard, &filters.period).await?;
    let title = context.label("office-nav-today");
    let body = html! {
        h1 { (title) }
        @if context.may(Role::Manager) { (figures::show(&context, &dashboard, &filters.period)) }
        div .columns.even {
            (waiting::orders(&context, &dashboard.waiting))
            (waiting::low_stock(&context, &dashboard, &named))
        }
        @if context.may(Role::Manager) {
            (figures::best_sellers(&context, &dashboard, &filters.period, &named))
            (days::show(&context, &dashboard.days))
        }
    };
    Ok(context.page(&title, &body))
}

/// Products as they are called in the language of who looks.
struct Named(HashMap<ProductId, String>);

impl Named {
    async fn read(context: &Context, dashboard: &Dashboard, word: &str) -> Result<Self, OfficeError> {
        let best = figures::chosen(dashboard, word).1.best_sellers.iter().map(|best| best.product_id);
        let low = dashboard.low_stock.iter().map(|product| product.id);
        let products = context.store().products.find_many(best.chain(low)).await?;
        let languages = context.words.languages();
        Ok(Self(products.iter().map(|product| (product.id, product.title_in(languages).to_string())).collect()))
    }

    /// By its id; `known` where the product is gone.
    fn title<'a>(&'a self, id: ProductId, known: &'a Title) -> &'a str {
        self.0.get(&id).map_or(known.as_str(), String::as_str)
    }
}

/// The list of what was counted from one day to another, both included.
fn list_of(path: &str, from: NaiveDate, to: NaiveDate) -> String {
    query::address(path, &[("from", &from.to_string()), ("to", &to.to_string())])
}
