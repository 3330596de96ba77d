//! The list of broadcasts.

use axum::response::Response;
use domain::{Broadcast, News};
use maud::{Markup, html};
use serde::Deserialize;

use super::{news_of, status_key, title};
use crate::{
    context::Context,
    error::OfficeError,
    parts::{self, moment},
    query::{self, Query},
};

const PATH: &str = "/office/broadcasts";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filters {
    after: String,
}

pub(super) async fn show(context: Context, Query(filters): Query<Filters>) -> Result<Response, OfficeError> {
    let list = context.store().broadcasts.list(&query::page_request(Some(&filters.after))?).await?;
    let news = news_of(&context, &list.items).await?;
    let heading = context.label("office-nav-broadcasts");
    let body = html! {
        div .between {
            h1 { (heading) }
            a .button.first href="/office/broadcasts/new" { (context.label("office-broadcasts-new")) }
        }
        @if list.items.is_empty() { (parts::empty(&context.label("office-broadcasts-none"))) }
        @else {
            table .list {
                thead { tr {
                    th { (context.label("office-broadcasts-text")) }
                    th { (context.label("office-orders-status")) }
                    th { (context.label("office-broadcasts-begins")) }
                    th .number { (context.label("office-broadcasts-sent")) }
                    th .number { (context.label("office-broadcasts-blocked")) }
                    th .number { (context.label("office-broadcasts-failed")) }
                } }
                tbody { @for broadcast in &list.items { (row(&context, broadcast, &news)) } }
            }
            (parts::next_page(&context, PATH, &[], list.next.as_ref()))
        }
    };
    Ok(context.page(&heading, &body))
}

fn row(context: &Context, broadcast: &Broadcast, news: &[News]) -> Markup {
    let (words, path, progress) = (context.words, format!("{PATH}/{}", broadcast.id), &broadcast.progress);
    html! {
        tr data-href=(path) {
            td data-label=(words.label("office-broadcasts-text")) { a href=(path) { (title(context, broadcast, news)) } }
            td data-label=(words.label("office-orders-status")) {
                span class={ "badge " (broadcast.status.into_str()) } { (words.label(status_key(context, broadcast))) }
            }
            td data-label=(words.label("office-broadcasts-begins")) { (moment(words, broadcast.scheduled_at.unwrap_or(broadcast.created_at))) }
            td .number data-label=(words.label("office-broadcasts-sent")) { (progress.sent) }
            td .number data-label=(words.label("office-broadcasts-blocked")) { (progress.blocked) }
            td .number data-label=(words.label("office-broadcasts-failed")) { (progress.failed) }
        }
    }
}
