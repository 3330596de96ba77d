//! `/office/broadcasts`: one message to every customer.
//!
//! ```text
//! list.rs      newest first, with how many each came to
//! compose.rs   written, tried out in the staff's chat, sent at once or later
//! detail.rs    one broadcast: how it is coming along, whom it did not come to and why, called off
//! ```

mod compose;
mod detail;
mod list;

use domain::{Broadcast, BroadcastSource, BroadcastStatus, News, NewsId, Role};

use crate::{context::Context, error::OfficeError, routes::Routes};

/// The most of a text that lists and titles show.
const MOST_SHOWN: usize = 80;

pub(super) fn register(routes: Routes) -> Routes {
    routes
        .get(Role::Manager, "/office/broadcasts", list::show)
        .get(Role::Manager, "/office/broadcasts/new", compose::new)
        .post(Role::Manager, "/office/broadcasts/new", compose::create)
        .get(Role::Manager, "/office/broadcasts/{id}", detail::show)
        .post(Role::Manager, "/office/broadcasts/{id}/cancel", detail::cancel)
}

/// The news that broadcasts are about, as far as there still are any.
async fn news_of(context: &Context, broadcasts: &[Broadcast]) -> Result<Vec<News>, OfficeError> {
    let id = |broadcast: &Broadcast| match broadcast.source {
        BroadcastSource::News { news_id } => Some(news_id),
        _ => None,
    };
    let ids: Vec<NewsId> = broadcasts.iter().filter_map(id).collect();
    if ids.is_empty() {
        return Ok(vec![]);
    }
    Ok(context.store().news.find_all(&ids).await?)
}

/// What a broadcast says, in one line.
fn title(context: &Context, broadcast: &Broadcast, news: &[News]) -> String {
    let text = match &broadcast.source {
        BroadcastSource::Text { text } => text.to_string(),
        BroadcastSource::Formatted { html } => html.plain().to_owned(),
        BroadcastSource::Copy { .. } => context.label("office-broadcasts-copy"),
        BroadcastSource::News { news_id } => match news.iter().find(|news| news.id == *news_id) {
            Some(news) => news.title_in(context.words.languages()).to_string(),
            None => context.label("office-broadcasts-news-gone"),
        },
    };
    telegram::shorten(&text.split_whitespace().collect::<Vec<_>>().join(" "), MOST_SHOWN)
}

/// Whether it waits for its time.
fn is_for_later(context: &Context, broadcast: &Broadcast) -> bool {
    let now = context.store().now();
    broadcast.status == BroadcastStatus::Queued && broadcast.scheduled_at.is_some_and(|at| at > now)
}

/// The key of what a broadcast does.
fn status_key(context: &Context, broadcast: &Broadcast) -> &'static str {
    match broadcast.status {
        BroadcastStatus::Queued if is_for_later(context, broadcast) => "office-broadcasts-scheduled",
        BroadcastStatus::Queued => "office-broadcasts-queued",
        BroadcastStatus::Running => "office-broadcasts-running",
        BroadcastStatus::Done => "office-broadcasts-done",
        BroadcastStatus::Cancelled => "office-broadcasts-cancelled",
    }
}
