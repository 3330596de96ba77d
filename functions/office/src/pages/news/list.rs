//! The list of news.

use axum::response::Response;
use domain::News;
use maud::{Markup, html};
use serde::Deserialize;

use crate::{
    context::Context,
    error::OfficeError,
    parts::{self, moment},
    query::{self, Query},
};

const PATH: &str = "/office/news";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filters {
    after: String,
}

pub(super) async fn show(context: Context, Query(filters): Query<Filters>) -> Result<Response, OfficeError> {
    let list = context.store().news.list(true, &query::page_request(Some(&filters.after))?).await?;
    let title = context.label("office-nav-news");
    let body = html! {
        div .between {
            h1 { (title) }
            a .button.first href="/office/news/new" { (context.label("office-news-new")) }
        }
        @if list.items.is_empty() { (parts::empty(&context.label("office-news-none"))) }
        @else {
            table .list {
                thead { tr {
                    th { (context.label("office-news-title")) }
                    th { (context.label("office-news-published")) }
                    th { (context.label("office-news-languages")) }
                } }
                tbody { @for news in &list.items { (row(&context, news)) } }
            }
            (parts::next_page(&context, PATH, &[], list.next.as_ref()))
        }
    };
    Ok(context.page(&title, &body))
}

fn row(context: &Context, news: &News) -> Markup {
    let words = context.words;
    html! {
        tr data-href={ (PATH) "/" (news.id) } {
            td data-label=(words.label("office-news-title")) { a href={ (PATH) "/" (news.id) } { (news.title_in(words.languages())) } }
            td data-label=(words.label("office-news-published")) {
                span {
                    (moment(words, news.published_at))
                    @if news.published_at > context.store().now() { " " span .badge.warm { (words.label("office-news-to-come")) } }
                }
            }
            td data-label=(words.label("office-news-languages")) {
                (words.shop_locale.into_str()) @for (locale, _) in news.translations.iter().filter(|(locale, _)| *locale != words.shop_locale) { ", " (locale.into_str()) }
            }
        }
    }
}
