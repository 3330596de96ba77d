//! One broadcast: how it is coming along, and whom it did not come to.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use domain::{Broadcast, BroadcastId, BroadcastSource, BroadcastStatus, Locale, News, VariantArray};
use maud::{Markup, html};
use screens::Words;

use super::{is_for_later, news_of, status_key, title};
use crate::{
    change::{Action, Changed, Kind, field as changed, object},
    context::Context,
    error::{OfficeError, see},
    formatted::{bubble, typed},
    parts::{action_after_question, moment},
};

/// The key of what is said of a broadcast that was over before somebody called it off.
const OVER: &str = "office-broadcasts-over";

async fn find(context: &Context, id: &str) -> Result<Broadcast, OfficeError> {
    let id: BroadcastId = id.parse().map_err(|_| OfficeError::NotFound)?;
    context.store().broadcasts.find(id).await?.ok_or(OfficeError::NotFound)
}

/// The page; while the broadcast is under way, the page asks for its part that changes again and again.
pub(super) async fn show(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let broadcast = find(&context, &id).await?;
    if context.is_partial {
        return Ok(state(&context, &broadcast).into_response());
    }
    let news = news_of(&context, std::slice::from_ref(&broadcast)).await?;
    let title = title(&context, &broadcast, &news);
    let body = html! {
        h1 { (title) }
        div .columns.even {
            // What is replaced stands within what tells screen readers of it
            div aria-live="polite" { (state(&context, &broadcast)) }
            section .card {
                h2 { (context.label("office-news-preview")) }
                (said(&context, &broadcast, news.first()))
            }
        }
    };
    Ok(context.page(&title, &body))
}

fn state(context: &Context, broadcast: &Broadcast) -> Markup {
    let (words, progress) = (context.words, &broadcast.progress);
    let path = format!("/office/broadcasts/{}", broadcast.id);
    let is_live = !broadcast.status.is_over() && !is_for_later(context, broadcast);
    let (settled, total) = (progress.settled(), progress.total);
    html! {
        section #state .card hx-get=[is_live.then_some(&path)] hx-trigger=[is_live.then_some("every 2s")] hx-swap=[is_live.then_some("outerHTML")] {
            h2 { span class={ "badge " (broadcast.status.into_str()) } { (words.label(status_key(context, broadcast))) } }
            @if total > 0 {
                progress value=(settled) max=(total) aria-label=(words.label("office-broadcasts-progress")) {}
                p { (words.message("office-broadcasts-settled").number("settled", settled).number("total", total).plain()) }
            }
            (numbers(context, broadcast))
            (failures(context, broadcast))
            @if let Some(reason) = &broadcast.cancel_reason { p .notice.warm { (words.message("office-broadcasts-reason").text("reason", reason).plain()) } }
            @if is_live { p { a href=(path) { (words.label("office-broadcasts-reload")) } } }
            @if !broadcast.status.is_over() {
                (action_after_question(context, &format!("{path}/cancel"), &words.label("office-broadcasts-cancel"), &words.label("office-broadcasts-cancel-question")))
            }
        }
    }
}

fn numbers(context: &Context, broadcast: &Broadcast) -> Markup {
    let (words, progress) = (context.words, &broadcast.progress);
    html! {
        dl .facts {
            dt { (words.label("office-broadcasts-sent")) } dd { (progress.sent) }
            dt { (words.label("office-broadcasts-blocked")) } dd { (progress.blocked) }
            dt { (words.label("office-broadcasts-failed")) } dd { (progress.failed) }
            dt { (words.label("office-broadcasts-written")) } dd { (moment(words, broadcast.created_at)) }
            @if let Some(at) = broadcast.scheduled_at { dt { (words.label("office-broadcasts-begins")) } dd { (moment(words, at)) } }
            @if let Some(at) = broadcast.finished_at { dt { (words.label("office-broadcasts-ended")) } dd { (moment(words, at)) } }
        }
    }
}

fn failures(context: &Context, broadcast: &Broadcast) -> Markup {
    html! {
        @if !broadcast.failures.is_empty() {
            h3 { (context.label("office-broadcasts-why")) }
            ul { @for failure in &broadcast.failures { li { (failure.count) " × " (failure.reason) } } }
        }
    }
}

/// What customers see.
fn said(context: &Context, broadcast: &Broadcast, news: Option<&News>) -> Markup {
    match (&broadcast.source, news) {
        (BroadcastSource::Text { text }, _) => bubble(&typed(text.as_str(), None)),
        (BroadcastSource::Formatted { html }, _) => bubble(html.as_html()),
        (BroadcastSource::Copy { .. }, _) => html! { p .muted { (context.label("office-broadcasts-copy")) } },
        (BroadcastSource::News { .. }, None) => html! { p .muted { (context.label("office-broadcasts-news-gone")) } },
        (BroadcastSource::News { .. }, Some(news)) => html! {
            @for locale in Locale::VARIANTS {
                h3 { (locales::text(*locale, "language-name", &[])) }
                (bubble(screens::news::item(Words { locale: *locale, ..context.words }, news).text.as_str()))
            }
            p { a href={ "/office/news/" (news.id) } { (context.label("office-broadcasts-news")) } }
        },
    }
}

pub(super) async fn cancel(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let before = find(&context, &id).await?;
    if before.status.is_over() {
        return Err(OfficeError::Conflict(OVER));
    }
    let news = news_of(&context, std::slice::from_ref(&before)).await?;
    let named = object(Kind::Broadcast, before.id, title(&context, &before, &news));
    let cancelled = async {
        let after = context.store().broadcasts.cancel(before.id).await?;
        if after.status != BroadcastStatus::Cancelled {
            return Err(OfficeError::Conflict(OVER));
        }
        let status = changed("status", Some(before.status.into_str()), Some(after.status.into_str()));
        Ok(Changed::new((), vec![status]))
    };
    context.change(Action::Cancel, named, cancelled).await?;
    Ok(see(&format!("/office/broadcasts/{id}?notice=cancelled")))
}
