//! One import: how far it is, what is wrong in which row; imported after it was looked through.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use domain::{Import, ImportId, ImportStatus};
use maud::{Markup, html};
use screens::Words;

use super::{PATH, find, status_key};
use crate::{
    change::{Action, Changed, Kind, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
    parts::{csrf, moment},
};

pub(super) async fn show(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let import = find(&context, &id).await?;
    if context.is_partial {
        return Ok(state(&context, &import).into_response());
    }
    let key = if import.order.dry_run { "office-import-dry-title" } else { "office-import-result-title" };
    let title = context.words.label(key);
    let body = html! {
        h1 { (title) }
        p .muted { (moment(context.words, import.created_at)) }
        (state(&context, &import))
        p { a .button href=(PATH) { (context.label("office-import-back")) } }
    };
    Ok(context.page(&title, &body))
}

/// How far it is, which is asked for again until it is over.
fn state(context: &Context, import: &Import) -> Markup {
    let (words, path, goes_on) = (context.words, format!("{PATH}/{}", import.id), !import.is_over());
    html! {
        div #import aria-live="polite" hx-get=[goes_on.then_some(path.as_str())] hx-trigger=[goes_on.then_some("every 2s")] hx-swap="outerHTML" {
            p { span class={ "badge " (import.status.into_str()) } { (words.label(status_key(import.status))) } }
            @if goes_on {
                @if import.rows > 0 { progress max=(import.rows) value=(import.done) aria-label=(words.label("office-import-running")) {} }
                p { (words.label("office-import-going-on")) " " a href=(path) { (words.label("office-bulk-look-again")) } }
            }
            (counts(words, import))
            @if import.order.dry_run && import.status == ImportStatus::Done { (apply_form(context, import)) }
            (faults(words, import))
        }
    }
}

fn counts(words: Words, import: &Import) -> Markup {
    let tally = import.tally;
    let counts = [
        ("office-import-rows", import.rows),
        ("office-import-created", tally.created),
        ("office-import-changed", tally.changed),
        ("office-import-unchanged", tally.unchanged),
        ("office-import-wrong-rows", tally.failed),
        ("office-import-hidden", import.hidden),
        ("office-import-photos-left", import.photos_left),
    ];
    html! { dl .facts.card { @for (key, count) in counts { dt { (words.label(key)) } dd .number { (count) } } } }
}

fn apply_form(context: &Context, import: &Import) -> Markup {
    let writes = import.tally.created + import.tally.changed + import.hidden;
    html! {
        @if writes == 0 { p .notice { (context.label("office-import-nothing")) } }
        @else {
            form method="post" action={ (PATH) "/" (import.id) "/apply" } {
                (csrf(context))
                input type="hidden" name="import" value=(ImportId::fresh());
                @if import.tally.failed > 0 { p .notice.warm { (context.label("office-import-wrong-stay")) } }
                div .actions { button type="submit" { (context.label("office-import-apply")) } }
            }
        }
    }
}

fn faults(words: Words, import: &Import) -> Markup {
    html! {
        @if !import.errors.is_empty() {
            h2 { (words.label("office-import-faults")) }
            table .list {
                thead { tr {
                    th .number { (words.label("office-import-row")) } th { (words.label("office-import-column")) } th { (words.label("office-import-reason")) }
                } }
                tbody { @for fault in &import.errors {
                    tr {
                        td .number data-label=(words.label("office-import-row")) { (fault.row) }
                        td data-label=(words.label("office-import-column")) { code { (fault.column) } }
                        td data-label=(words.label("office-import-reason")) lang="en" { (fault.detail) }
                    }
                } }
            }
            @if import.errors.len() >= Import::MAX_FAULTS { p .muted { (words.label("office-import-first-faults")) } }
        }
    }
}

/// Imports the file that was looked through.
pub(super) async fn apply(context: Context, Path(id): Path<String>, form: Form) -> Result<Response, OfficeError> {
    let dry = find(&context, &id).await?;
    let id: ImportId = form.text("import").parse().map_err(|_| OfficeError::Malformed("not an id for the import"))?;
    let made = context.change(Action::Import, object(Kind::Import, id, ""), async {
        match context.store().imports.apply(dry.id, id).await {
            Err(store::StoreError::Stale) => Err(OfficeError::Conflict("office-import-too-late")),
            result => Ok(Changed::plain(result?).with_id(id)),
        }
    });
    Ok(see(&format!("{PATH}/{}", made.await?.id)))
}
