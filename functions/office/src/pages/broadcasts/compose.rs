//! A broadcast that is written: tried out in the staff's chat, then sent at once or at a time.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use domain::{BroadcastId, BroadcastSource, Formatted};
use maud::{Markup, html};
use store::NewBroadcast;

use super::MOST_SHOWN;
use crate::{
    change::{Action, Changed, Kind, field as changed, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
    formatted::{self, bubble, buttons},
    parts::{csrf, field},
    when,
};

/// A line above the form: its class and the key of what it says.
type Said = (&'static str, &'static str);

pub(super) async fn new(context: Context) -> Result<Response, OfficeError> {
    // Sent twice, a form makes one broadcast: it carries its id
    let form = Form::of(context.words, [("id", BroadcastId::fresh().to_string())]);
    page(&context, &form, None, None).await
}

pub(super) async fn create(context: Context, mut form: Form) -> Result<Response, OfficeError> {
    let text = formatted::read(&context, &mut form, "text");
    let at = when::read(&context, &mut form, "at");
    if form.text("do") == "preview" {
        if context.is_partial {
            return Ok(preview(&context, &form, text.as_ref()).into_response());
        }
        if let (Some(text), Ok(_)) = (&text, at) {
            return page(&context, &form, Some(text), None).await;
        }
    }
    let (Some(text), Ok(at)) = (text, at) else {
        let page = page(&context, &form, None, None).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    if form.text("do") == "test" {
        return test(&context, &form, text).await;
    }
    let id: BroadcastId = form.text("id").parse().map_err(|_| OfficeError::Malformed("the form has no id"))?;
    send(&context, id, text, at).await
}

/// Has the staff see it in their chat, and nobody else.
async fn test(context: &Context, form: &Form, text: Formatted) -> Result<Response, OfficeError> {
    let said = if context.office.staff_chat.is_some() {
        let source = BroadcastSource::Formatted { html: text.clone() };
        context.store().broadcasts.show_to_staff(source).await?;
        ("good", "office-news-test-sent")
    } else {
        ("warm", "office-news-no-staff-chat")
    };
    page(context, form, Some(&text), Some(said)).await
}

async fn send(
    context: &Context,
    id: BroadcastId,
    text: Formatted,
    at: Option<DateTime<Utc>>,
) -> Result<Response, OfficeError> {
    let broadcasts = &context.store().broadcasts;
    let next = see(&format!("/office/broadcasts/{id}?notice=created"));
    if broadcasts.find(id).await?.is_some() {
        return Ok(next);
    }
    let now = context.store().now();
    let scheduled_at = at.filter(|at| *at > now);
    let named = object(Kind::Broadcast, id, telegram::shorten(text.plain(), MOST_SHOWN));
    let asked = async {
        let changes = vec![
            changed("text", None::<&str>, Some(text.as_html().to_owned())),
            changed("scheduled_at", None::<&str>, scheduled_at.map(|at| at.to_rfc3339())),
        ];
        let source = BroadcastSource::Formatted { html: text };
        broadcasts.create(NewBroadcast { id, scheduled_at, ..NewBroadcast::of(source) }).await?;
        Ok(Changed::new((), changes))
    };
    context.change(Action::Create, named, asked).await?;
    Ok(next)
}

async fn page(
    context: &Context,
    form: &Form,
    text: Option<&Formatted>,
    said: Option<Said>,
) -> Result<Response, OfficeError> {
    let readers = context.store().audience.headcount().await?;
    let count = readers.customers.saturating_sub(readers.blocked);
    let title = context.label("office-broadcasts-new");
    let body = html! {
        h1 { (title) }
        @if let Some((class, key)) = said { p class={ "notice " (class) } role="alert" { (context.words.label(key)) } }
        div .columns.even {
            (editor(context, form, count))
            div {
                h2 { (context.label("office-news-preview")) }
                div #preview aria-live="polite" hx-post="/office/broadcasts/new" hx-trigger="input delay:600ms from:form.stack" hx-include="form.stack" hx-vals=r#"{"do":"preview"}"# {
                    (preview(context, form, text))
                }
            }
        }
    };
    Ok(context.page(&title, &body))
}

fn editor(context: &Context, form: &Form, count: u64) -> Markup {
    let to = |key: &'static str| context.words.message(key).number("count", count).plain();
    html! {
        form .stack method="post" action="/office/broadcasts/new" {
            (csrf(context))
            input type="hidden" name="id" value=(form.text("id"));
            (buttons(context, "text"))
            (field(form, "text", context.label("office-broadcasts-text")).help(context.label("office-format-help")).required().lines(8))
            (field(form, "at", context.label("office-broadcasts-at")).kind("datetime-local").help(context.label("office-broadcasts-at-help")).line())
            div .actions {
                button .plain type="submit" name="do" value="preview" { (context.label("office-news-preview")) }
                button .plain type="submit" name="do" value="test" { (context.label("office-news-test")) }
                details .question {
                    summary .button.first { (context.label("office-broadcasts-send")) }
                    div .card {
                        p { (to("office-broadcasts-question")) }
                        button type="submit" name="do" value="send" { (to("office-broadcasts-send-to")) }
                    }
                }
            }
        }
    }
}

/// What customers will see; or what is wrong.
fn preview(context: &Context, form: &Form, text: Option<&Formatted>) -> Markup {
    html! {
        @for wrong in form.all_errors() { p .wrong { (wrong) } }
        @match text {
            None => p .muted { (context.label("office-news-preview-none")) },
            Some(text) => (bubble(text.as_html())),
        }
    }
}
