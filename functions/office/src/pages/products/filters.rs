//! Which products a list shows, as its address says.

use domain::{Category, Languages};
use maud::{Markup, html};
use serde::Deserialize;
use store::{CategoryNode, ProductQuery, ProductSort};

use super::PATH;
use crate::{context::Context, form::Form, parts::field, query};

/// What the list's address asks for.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Filters {
    /// What is searched for.
    q: String,
    category: String,
    /// `in`, `low` or `out`.
    stock: String,
    /// `yes` or `no`.
    discount: String,
    sort: String,
    pub(super) after: String,
}

/// The longest search.
const MAX_SEARCH: usize = 256;

const STOCKS: [(&str, &str); 4] = [
    ("", "office-products-any"),
    ("in", "office-products-in-stock"),
    ("low", "office-products-low"),
    ("out", "office-products-out"),
];
const DISCOUNTS: [(&str, &str); 3] =
    [("", "office-products-any"), ("yes", "office-products-discounted"), ("no", "office-products-full-price")];
const SORTS: [(&str, &str); 5] = [
    ("", "office-products-sort-id"),
    ("title", "office-products-sort-title"),
    ("price", "office-products-sort-price"),
    ("-price", "office-products-sort-dearest"),
    ("-created_at", "office-products-sort-newest"),
];

impl Filters {
    pub(super) fn parameters(&self) -> [(&str, &str); 5] {
        [
            ("q", &self.q),
            ("category", &self.category),
            ("stock", &self.stock),
            ("discount", &self.discount),
            ("sort", &self.sort),
        ]
    }

    /// A path with these filters in its address.
    pub(super) fn address(&self, path: &str) -> String {
        query::address(path, &self.parameters())
    }

    /// The list, with a notice of what was just done.
    pub(super) fn list_with(&self, notice: &str) -> String {
        let parameters: Vec<_> = self.parameters().into_iter().chain([("notice", notice)]).collect();
        query::address(PATH, &parameters)
    }

    pub(super) fn query(&self) -> ProductQuery {
        let text: String = self.q.trim().chars().take(MAX_SEARCH).collect();
        ProductQuery {
            category: self.category.parse().ok(),
            text: Some(text).filter(|text| !text.is_empty()),
            discounted: match self.discount.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            available: match self.stock.as_str() {
                "in" => Some(true),
                "out" => Some(false),
                _ => None,
            },
            low_stock: self.stock == "low",
            sort: match self.sort.as_str() {
                "title" => ProductSort::Title,
                "price" => ProductSort::Price,
                "-price" => ProductSort::PriceDescending,
                "-created_at" => ProductSort::Newest,
                _ => ProductSort::Id,
            },
        }
    }

    /// The form that has the list show others.
    pub(super) fn form(&self, context: &Context, tree: &[CategoryNode]) -> Markup {
        let values = self.parameters().map(|(name, value)| (name, value.to_owned()));
        let form = Form::of(context.words, values);
        let options = |known: &[(&'static str, &'static str)]| {
            known.iter().map(|(value, key)| ((*value).to_owned(), context.label(key))).collect::<Vec<_>>()
        };
        let any = (String::new(), context.label("office-products-any"));
        let categories: Vec<_> = [any].into_iter().chain(category_options(context, tree)).collect();
        html! {
            form .filters method="get" action=(PATH) role="search" {
                (field(&form, "q", context.label("office-search")).kind("search").max(MAX_SEARCH).line())
                (field(&form, "category", context.label("office-products-category")).choice(&categories))
                (field(&form, "stock", context.label("office-products-stock")).choice(&options(&STOCKS)))
                (field(&form, "discount", context.label("office-products-discount")).choice(&options(&DISCOUNTS)))
                (field(&form, "sort", context.label("office-products-sort")).choice(&options(&SORTS)))
                button .plain type="submit" { (context.label("office-filter")) }
            }
        }
    }
}

/// Every category by its id, those below others set in.
pub(super) fn category_options(context: &Context, tree: &[CategoryNode]) -> impl Iterator<Item = (String, String)> {
    let languages = context.words.languages();
    tree.iter().map(move |node| (node.category.id.to_string(), indented(languages, &node.category)))
}

fn indented(languages: Languages, category: &Category) -> String {
    format!("{}{}", "\u{2003}".repeat(category.ancestors.len()), category.title_in(languages).as_str())
}
