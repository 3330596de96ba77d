//! One news item: written, tried out in the staff's chat, changed, deleted.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{BroadcastSource, News, NewsId};
use maud::html;
use store::Precondition;

use super::{
    draft::{self, Draft},
    editor::{self, Editor},
};
use crate::{
    change::{Action, Changed, Kind, difference, field as changed, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
};

/// A line above the form: its class and the key of what it says.
type Said = (&'static str, &'static str);

pub(super) async fn new(context: Context) -> Result<Response, OfficeError> {
    // Sent twice, a form makes one item: it carries its id
    let values = [("id", NewsId::fresh().to_string()), ("notify", "on".to_owned())];
    page(&context, &Form::of(context.words, values), None, None, None).await
}

pub(super) async fn show(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let item = find(&context, &id).await?;
    let form = Form::of(context.words, draft::values(&context, &item));
    page(&context, &form, Some(&item), Some(&item), None).await
}

async fn find(context: &Context, id: &str) -> Result<News, OfficeError> {
    let id: NewsId = id.parse().map_err(|_| OfficeError::NotFound)?;
    context.store().news.find(id).await?.ok_or(OfficeError::NotFound)
}

pub(super) async fn create(context: Context, mut form: Form) -> Result<Response, OfficeError> {
    let id: NewsId = form.text("id").parse().unwrap_or_else(|_| NewsId::fresh());
    let news = draft::read(&context, &mut form).map(|draft| draft.into_news(id, context.store().now()));
    if let Some(answer) = tried_out(&context, &form, None, news.as_ref()).await? {
        return Ok(answer);
    }
    let Some(news) = news else { return wrong(&context, &form, None).await };
    let notify = form.is_ticked("notify");
    let named = object(Kind::News, id, news.title.as_str());
    let written = async {
        let body = changed("content", None::<&str>, Some(news.content.as_str().to_owned()));
        let told = changed("notify", None::<&str>, Some(notify));
        let at = changed("published_at", None::<&str>, Some(news.published_at.to_rfc3339()));
        context.store().news.create(news, notify).await?;
        Ok(Changed::new((), vec![body, at, told]))
    };
    match context.change(Action::Create, named, written).await {
        // The same form, sent before
        Ok(()) | Err(OfficeError::Conflict("office-error-exists")) => Ok(see("/office/news?notice=created")),
        Err(error) => Err(error),
    }
}

pub(super) async fn change(context: Context, Path(id): Path<String>, mut form: Form) -> Result<Response, OfficeError> {
    let before = find(&context, &id).await?;
    let draft = draft::read(&context, &mut form);
    let after = draft.as_ref().map(|draft| applied(&context, draft, &before));
    if let Some(answer) = tried_out(&context, &form, Some(&before), after.as_ref()).await? {
        return Ok(answer);
    }
    let Some(draft) = draft else { return wrong(&context, &form, Some(&before)).await };
    let seen: i64 = form.text("seen").parse().map_err(|_| OfficeError::Malformed("not a moment"))?;
    let written = async {
        let seen = Precondition::new(move |news: &News| news.modified_at.timestamp_millis() == seen);
        let change = |news: &mut News| draft.apply(&context, news);
        let after = context.store().news.change(before.id, change, seen).await?;
        Ok(Changed::new((), difference(&before, &after)))
    };
    match context.change(Action::Change, object(Kind::News, before.id, before.title.as_str()), written).await {
        Ok(()) => Ok(see(&format!("/office/news/{id}?notice=saved"))),
        Err(OfficeError::Conflict("office-error-changed-meanwhile")) => meanwhile(&context, &form, &id).await,
        Err(error) => Err(error),
    }
}

fn applied(context: &Context, draft: &Draft, before: &News) -> News {
    let mut after = before.clone();
    draft.apply(context, &mut after);
    after
}

/// What a form asks for that changes nothing: to be shown as customers would see it, here or in the staff's chat.
async fn tried_out(
    context: &Context,
    form: &Form,
    item: Option<&News>,
    news: Option<&News>,
) -> Result<Option<Response>, OfficeError> {
    match (form.text("do"), news) {
        ("preview", news) if context.is_partial => Ok(Some(editor::preview(context, form, news).into_response())),
        ("preview", Some(news)) => Ok(Some(page(context, form, item, Some(news), None).await?)),
        ("test", Some(news)) => {
            let said = match (context.office.staff_chat, editor::of_shop(context, news)) {
                (None, _) => ("warm", "office-news-no-staff-chat"),
                (_, None) => ("bad", "office-wrong-value"),
                (Some(_), Some(html)) => {
                    context.store().broadcasts.show_to_staff(BroadcastSource::Formatted { html }).await?;
                    ("good", "office-news-test-sent")
                }
            };
            Ok(Some(page(context, form, item, Some(news), Some(said)).await?))
        }
        _ => Ok(None),
    }
}

async fn wrong(context: &Context, form: &Form, item: Option<&News>) -> Result<Response, OfficeError> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(context, form, item, None, None).await?).into_response())
}

/// What was typed, beside what somebody else has made of the item meanwhile. Saved once more, it replaces that.
async fn meanwhile(context: &Context, form: &Form, id: &str) -> Result<Response, OfficeError> {
    let item = find(context, id).await?;
    let said = Some(("bad", "office-news-meanwhile"));
    Ok((StatusCode::CONFLICT, page(context, form, Some(&item), Some(&item), said).await?).into_response())
}

async fn page(
    context: &Context,
    form: &Form,
    item: Option<&News>,
    shown: Option<&News>,
    said: Option<Said>,
) -> Result<Response, OfficeError> {
    let readers = context.store().audience.headcount().await?;
    let title = match item {
        Some(item) => item.title_in(context.words.languages()).to_string(),
        None => context.label("office-news-new"),
    };
    let body = html! {
        h1 { (title) }
        @if let Some((class, key)) = said { p class={ "notice " (class) } role="alert" { (context.words.label(key)) } }
        (Editor { form, item, shown, readers }.show(context))
    };
    Ok(context.page(&title, &body))
}

pub(super) async fn delete(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let item = find(&context, &id).await?;
    let deleted = async {
        context.store().news.delete(item.id, Precondition::none()).await?;
        Ok(Changed::plain(()))
    };
    context.change(Action::Delete, object(Kind::News, item.id, item.title.as_str()), deleted).await?;
    Ok(see("/office/news?notice=deleted"))
}
