//! The list of customers.

use axum::response::Response;
use chrono::NaiveDate;
use domain::{Day, User};
use maud::{Markup, html};
use serde::Deserialize;
use store::{CustomerQuery, ListedCustomer, Page};

use crate::{
    context::Context,
    error::OfficeError,
    form::Form,
    parts::{self, field, moment},
    query::{self, Query},
};

const PATH: &str = "/office/customers";

/// What the list's address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filters {
    q: String,
    /// Days of the shop on which they first came, `2026-11-26`, both included.
    from: String,
    to: String,
    after: String,
}

impl Filters {
    fn parameters(&self) -> [(&str, &str); 3] {
        [("q", &self.q), ("from", &self.from), ("to", &self.to)]
    }

    fn query(&self, context: &Context) -> CustomerQuery {
        let zone = context.office.shop.time_zone;
        let day = |text: &str| text.parse::<NaiveDate>().ok().map(|date| Day::of(date, zone));
        CustomerQuery {
            text: self.q.clone(),
            from: day(&self.from).map(|day| day.from),
            to: day(&self.to).map(|day| day.to),
        }
    }
}

pub(super) async fn show(context: Context, Query(filters): Query<Filters>) -> Result<Response, OfficeError> {
    let request = query::page_request(Some(&filters.after))?;
    let list = context.store().users.search(&filters.query(&context), &request).await?;
    let title = context.label("office-nav-customers");
    let body = html! {
        h1 { (title) }
        (search(&context, &filters))
        @if list.items.is_empty() { (parts::empty(&context.label("office-customers-none"))) }
        @else { (table(&context, &filters, &list)) }
    };
    Ok(context.page(&title, &body))
}

fn search(context: &Context, filters: &Filters) -> Markup {
    let values = filters.parameters().map(|(name, value)| (name, value.to_owned()));
    let form = Form::of(context.words, values);
    html! {
        p .muted { (context.label("office-customers-search-help")) }
        form .filters method="get" action=(PATH) {
            (field(&form, "q", context.label("office-search")).kind("search").line())
            (field(&form, "from", context.label("office-customers-from")).kind("date").line())
            (field(&form, "to", context.label("office-customers-to")).kind("date").line())
            button .plain type="submit" { (context.label("office-filter")) }
        }
    }
}

fn table(context: &Context, filters: &Filters, list: &Page<ListedCustomer>) -> Markup {
    html! {
        table .list {
            thead { tr {
                th { (context.label("office-orders-customer")) }
                th { (context.label("office-order-phone")) }
                th { (context.label("office-customers-since")) }
                th .number { (context.label("office-nav-orders")) }
            } }
            tbody { @for item in &list.items { (row(context, item)) } }
        }
        (parts::next_page(context, PATH, &filters.parameters(), list.next.as_ref()))
    }
}

fn row(context: &Context, item: &ListedCustomer) -> Markup {
    let (words, user) = (context.words, &item.user);
    html! {
        tr data-href={ (PATH) "/" (user.id) } {
            td data-label=(words.label("office-orders-customer")) {
                span {
                    a href={ (PATH) "/" (user.id) } { (name(user)) }
                    @if let Some(username) = &user.telegram.username { " " span .muted { "@" (username) } }
                    @if user.blocked { " " span .badge.bad { (words.label("office-customers-blocked")) } }
                }
            }
            td data-label=(words.label("office-order-phone")) { @match &user.phone { Some(phone) => (phone.as_str()), None => "—" } }
            td data-label=(words.label("office-customers-since")) { (moment(words, user.created_at)) }
            td .number data-label=(words.label("office-nav-orders")) { (item.orders) }
        }
    }
}

/// What to call them: their id, if nothing else is known.
pub(super) fn name(user: &User) -> String {
    user.display_name().map_or_else(|| user.id.to_string(), ToString::to_string)
}
