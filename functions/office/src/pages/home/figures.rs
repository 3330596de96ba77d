//! The numbers of some days, and of as many before.

use domain::Money;
use maud::{Markup, html};
use store::{Dashboard, Period, PeriodFigures};

use super::{Named, list_of};
use crate::{
    context::Context,
    parts::{self, money},
    query,
};

/// Word in the address and key of the name of each period, as tabs show them.
const PERIODS: [(&str, &str); 4] = [
    ("today", "office-home-today"),
    ("yesterday", "office-home-yesterday"),
    ("week", "office-home-week"),
    ("month", "office-home-month"),
];

/// A number, the same of the days before, and what it counts.
struct Tile {
    label: String,
    now: String,
    before: String,
    /// By how many hundredths it has grown, where that can be said.
    growth: Option<i64>,
    link: String,
}

pub(super) fn chosen<'a>(dashboard: &'a Dashboard, word: &str) -> (&'static str, &'a Period) {
    match word {
        "yesterday" => ("yesterday", &dashboard.yesterday),
        "week" => ("week", &dashboard.week),
        "month" => ("month", &dashboard.month),
        _ => ("today", &dashboard.today),
    }
}

pub(super) fn show(context: &Context, dashboard: &Dashboard, word: &str) -> Markup {
    let (word, period) = chosen(dashboard, word);
    let before = context.label("office-home-before");
    html! {
        ul .tabs {
            @for (name, key) in PERIODS {
                li { a href=(query::address("/office", &[("period", name)])) aria-current=[(name == word).then_some("true")] { (context.words.label(key)) } }
            }
        }
        div .tiles {
            @for tile in tiles(context, period) {
                a .card.tile href=(tile.link) {
                    span .muted { (tile.label) }
                    strong { (tile.now) }
                    span .muted {
                        (before) " " (tile.before)
                        @if let Some(growth) = tile.growth { " " span .badge.good[growth > 0].bad[growth < 0] { (format!("{growth:+}\u{a0}%")) } }
                    }
                }
            }
        }
    }
}

fn tiles(context: &Context, period: &Period) -> [Tile; 5] {
    let words = context.words;
    let (orders, customers) =
        (list_of("/office/orders", period.from, period.to), list_of("/office/customers", period.from, period.to));
    let count = |key: &'static str, value: fn(&PeriodFigures) -> i64, link: &str| {
        let (now, before) = (value(&period.figures), value(&period.before));
        let (label, link, growth) = (words.label(key), link.to_owned(), growth(now, before));
        Tile { label, now: now.to_string(), before: before.to_string(), growth, link }
    };
    let amount = |key: &'static str, value: fn(&PeriodFigures) -> Money| {
        let (now, before) = (value(&period.figures), value(&period.before));
        let (label, growth) = (words.label(key), growth(now.amount(), before.amount()));
        Tile { label, now: money(words, now), before: money(words, before), growth, link: orders.clone() }
    };
    [
        count("office-home-orders", |figures| figures.sales.orders, &orders),
        amount("office-home-revenue", |figures| figures.sales.revenue),
        amount("office-home-average", |figures| figures.sales.average()),
        count("office-home-customers", |figures| figures.customers.started, &customers),
        Tile {
            label: words.label("office-home-conversion"),
            now: conversion(&period.figures),
            before: conversion(&period.before),
            growth: None,
            link: customers.clone(),
        },
    ]
}

/// How many of those who came have ordered, in hundredths.
fn conversion(figures: &PeriodFigures) -> String {
    let customers = figures.customers;
    match (customers.ordered * 100).checked_div(customers.started) {
        Some(percent) => format!("{percent}\u{a0}%"),
        None => "—".to_owned(),
    }
}

fn growth(now: i64, before: i64) -> Option<i64> {
    let grown = (i128::from(now) - i128::from(before)) * 100;
    i64::try_from(grown.checked_div(i128::from(before))?).ok()
}

/// What sold best in these days.
pub(super) fn best_sellers(context: &Context, dashboard: &Dashboard, word: &str, named: &Named) -> Markup {
    let (words, (_, period)) = (context.words, chosen(dashboard, word));
    html! {
        section {
            h2 { (words.label("office-home-best")) }
            @if period.best_sellers.is_empty() { (parts::empty(&words.label("office-home-best-none"))) }
            @else {
                table .list {
                    thead { tr {
                        th { (words.label("office-order-product")) }
                        th .number { (words.label("office-home-pieces")) }
                        th .number { (words.label("office-home-revenue")) }
                    } }
                    tbody { @for best in &period.best_sellers { tr {
                        td data-label=(words.label("office-order-product")) { a href={ "/office/products/" (best.product_id) } { (named.title(best.product_id, &best.title)) } }
                        td .number data-label=(words.label("office-home-pieces")) { (best.pieces) }
                        td .number data-label=(words.label("office-home-revenue")) { @if let Some(revenue) = best.revenue() { (money(words, revenue)) } }
                    } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::growth;

    #[test]
    fn growth_is_told_where_there_was_something_before() {
        assert_eq!((growth(3, 2), growth(1, 2), growth(2, 2)), (Some(50), Some(-50), Some(0)));
        assert_eq!((growth(0, 5), growth(5, 0), growth(i64::MAX, 1)), (Some(-100), None, None));
    }
}
