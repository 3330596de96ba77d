//! The list of orders.

use axum::response::Response;
use chrono::NaiveDate;
use domain::{Day, Order, OrderStatus, UserId, VariantArray};
use maud::{Markup, html};
use serde::Deserialize;
use store::{OrderQuery, Page, PageRequest};

use super::{button_key, live};
use crate::{
    context::Context,
    error::{OfficeError, see},
    form::Form,
    parts::{self, csrf, field, moment, money, status, status_key},
    query::{self, Query},
};

const PATH: &str = "/office/orders";

/// What the list's address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filters {
    status: String,
    /// The number of an order.
    number: String,
    /// A customer, by their Telegram id.
    customer: String,
    /// Days of the shop, `2026-11-26`, both included.
    from: String,
    to: String,
    after: String,
}

impl Filters {
    fn parameters(&self) -> [(&str, &str); 4] {
        [("status", &self.status), ("customer", &self.customer), ("from", &self.from), ("to", &self.to)]
    }

    /// Whether it asks for more than a status.
    fn is_narrow(&self) -> bool {
        [&self.customer, &self.from, &self.to].iter().any(|value| !value.is_empty())
    }

    fn query(&self, context: &Context) -> OrderQuery {
        let zone = context.office.shop.time_zone;
        let day = |text: &str| text.parse::<NaiveDate>().ok().map(|date| Day::of(date, zone));
        OrderQuery {
            user_id: self.customer.trim().parse().ok().map(UserId),
            status: self.status.parse().ok(),
            from: day(&self.from).map(|day| day.from),
            to: day(&self.to).map(|day| day.to),
        }
    }
}

pub(super) async fn show(context: Context, Query(filters): Query<Filters>) -> Result<Response, OfficeError> {
    if let Ok(number) = filters.number.trim().trim_start_matches('№').trim().parse::<i64>() {
        return Ok(see(&format!("{PATH}/{number}")));
    }
    let orders = &context.store().orders;
    let request = query::page_request(Some(&filters.after))?;
    // What is new is new whatever the list shows
    let (query, newest) = (filters.query(&context), (OrderQuery::default(), PageRequest::first(1)));
    let (list, newest) = tokio::try_join!(orders.list(&query, &request), orders.list(&newest.0, &newest.1))?;
    let title = context.label("office-nav-orders");
    let body = html! {
        h1 { (title) }
        (tabs(&context, &filters))
        (search(&context, &filters))
        (live::notice(newest.items.first()))
        (table(&context, &filters, &list))
    };
    Ok(context.page(&title, &body))
}

/// The statuses, of which one is chosen at most.
fn tabs(context: &Context, filters: &Filters) -> Markup {
    let all = ("", context.label("office-orders-all"));
    let statuses = OrderStatus::VARIANTS.iter().map(|status| (status.into_str(), context.label(status_key(*status))));
    html! {
        ul .tabs {
            @for (word, label) in [all].into_iter().chain(statuses) {
                @let mut parameters = filters.parameters();
                @let () = parameters[0].1 = word;
                li { a href=(query::address(PATH, &parameters)) aria-current=[(filters.status == word).then_some("true")] { (label) } }
            }
        }
    }
}

fn search(context: &Context, filters: &Filters) -> Markup {
    let values = [("customer", filters.customer.clone()), ("from", filters.from.clone()), ("to", filters.to.clone())];
    let form = Form::of(context.words, values);
    html! {
        details .narrow open[filters.is_narrow()] {
            summary { (context.label("office-filters")) }
            form .filters method="get" action=(PATH) {
            @if !filters.status.is_empty() { input type="hidden" name="status" value=(filters.status); }
            (field(&form, "number", context.label("office-orders-number")).kind("search").line())
            (field(&form, "customer", context.label("office-orders-customer-id")).line())
            (field(&form, "from", context.label("office-orders-from")).kind("date").line())
            (field(&form, "to", context.label("office-orders-to")).kind("date").line())
            button .plain type="submit" { (context.label("office-filter")) }
            }
        }
    }
}

fn table(context: &Context, filters: &Filters, list: &Page<Order>) -> Markup {
    html! {
        div #orders {
            @if list.items.is_empty() { (parts::empty(&context.label("office-orders-none"))) }
            @else {
                form method="post" action="/office/orders/bulk" {
                    (csrf(context))
                    table .list {
                        thead { tr {
                            th { label { span .unseen { (context.label("office-orders-tick-all")) } input type="checkbox" data-ticks="number"; } }
                            th { (context.label("office-orders-order")) }
                            th { (context.label("office-orders-placed")) }
                            th { (context.label("office-orders-customer")) }
                            th { (context.label("office-orders-status")) }
                            th .number { (context.label("office-orders-total")) }
                        } }
                        tbody { @for order in &list.items { (row(context, order)) } }
                    }
                    (bulk(context))
                }
                (parts::next_page(context, PATH, &filters.parameters(), list.next.as_ref()))
            }
        }
    }
}

fn row(context: &Context, order: &Order) -> Markup {
    let (words, number) = (context.words, order.number);
    let name = order.contact.as_ref().map(|contact| contact.name.as_str());
    let tick = words.message("office-orders-tick").number("number", number.0).plain();
    html! {
        tr data-href={ (PATH) "/" (number) } {
            td { input type="checkbox" name="number" value=(number) aria-label=(tick); }
            td data-label=(words.label("office-orders-order")) { a href={ (PATH) "/" (number) } { (super::named(context, number)) } }
            td data-label=(words.label("office-orders-placed")) { (moment(words, order.created_at)) }
            td data-label=(words.label("office-orders-customer")) { @match name { Some(name) => (name), None => (words.label("office-orders-erased")) } }
            td data-label=(words.label("office-orders-status")) { (status(words, order.status)) }
            td .number data-label=(words.label("office-orders-total")) { (money(words, order.total)) }
        }
    }
}

/// What can be done with all orders that are ticked.
fn bulk(context: &Context) -> Markup {
    html! {
        div .actions {
            @for to in [OrderStatus::Accepted, OrderStatus::Shipped] {
                button .plain type="submit" name="to" value=(to.into_str()) { (context.label(button_key(to))) }
            }
            p .muted { (context.label("office-orders-bulk-how")) }
        }
    }
}
