//! Charts of thirty days, and a table with the same numbers.

use domain::Money;
use maud::{Markup, html};
use store::DashboardDay;

use super::list_of;
use crate::{
    chart::{self, Bar},
    context::Context,
    parts::money,
};

pub(super) fn show(context: &Context, days: &[DashboardDay]) -> Markup {
    let words = context.words;
    let count = |value: i64| value.to_string();
    let currency = context.office.shop.currency;
    let amount = |value: i64| Money::total(value, currency).map_or_else(String::new, |total| money(words, total));
    html! {
        section {
            h2 { (words.label("office-home-days")) }
            div .charts {
                (chart(context, days, &words.label("office-home-orders"), |day| day.figures.sales.orders, count))
                (chart(context, days, &words.label("office-home-revenue"), |day| day.figures.sales.revenue.amount(), amount))
                (chart(context, days, &words.label("office-home-customers"), |day| day.figures.customers.started, count))
            }
            details .card {
                summary { (words.label("office-home-numbers")) }
                (table(context, days))
            }
        }
    }
}

fn chart(
    context: &Context,
    days: &[DashboardDay],
    name: &str,
    value: fn(&DashboardDay) -> i64,
    said: impl Fn(i64) -> String,
) -> Markup {
    let bar = |day: &DashboardDay| {
        let (value, date) = (value(day), locales::date(context.words.locale, day.date));
        Bar { value, said: format!("{date}: {}", said(value)), label: date }
    };
    let bars: Vec<Bar> = days.iter().map(bar).collect();
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or_default();
    html! {
        figure .card {
            figcaption { (name) }
            (chart::bars(name, &said(most), &bars))
        }
    }
}

/// The newest day first, as lists are.
fn table(context: &Context, days: &[DashboardDay]) -> Markup {
    let words = context.words;
    html! {
        table .list {
            thead { tr {
                th { (words.label("office-home-day")) }
                th .number { (words.label("office-home-orders")) }
                th .number { (words.label("office-home-revenue")) }
                th .number { (words.label("office-home-customers")) }
            } }
            tbody { @for day in days.iter().rev() { tr {
                td data-label=(words.label("office-home-day")) { (locales::date(words.locale, day.date)) }
                td .number data-label=(words.label("office-home-orders")) {
                    a href=(list_of("/office/orders", day.date, day.date)) { (day.figures.sales.orders) }
                }
                td .number data-label=(words.label("office-home-revenue")) { (money(words, day.figures.sales.revenue)) }
                td .number data-label=(words.label("office-home-customers")) {
                    a href=(list_of("/office/customers", day.date, day.date)) { (day.figures.customers.started) }
                }
            } } }
        }
    }
}
