//! A file is sent; what was imported last; files to take away.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{FileFormat, Import, ImportOrder, VariantArray};
use maud::{Markup, html};

use super::{PATH, status_key};
use crate::{
    change::{Action, Changed, Kind, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
    parts::{self, csrf, field, moment},
};

/// Imports that are listed.
const LATEST: i64 = 20;

pub(super) async fn show(context: Context) -> Result<Response, OfficeError> {
    let form = Form::of(context.words, [("create_categories", "yes".to_owned())]);
    page(&context, &form).await
}

async fn page(context: &Context, form: &Form) -> Result<Response, OfficeError> {
    let latest = context.store().imports.latest(LATEST).await?;
    let title = context.label("office-nav-import");
    let body = html! {
        h1 { (title) }
        div .columns {
            (upload(context, form))
            div .card {
                h2 { (context.label("office-import-export")) }
                p { (context.label("office-import-export-how")) }
                div .actions { @for format in FileFormat::VARIANTS {
                    a .button href={ "/office/export?format=" (format) } download { (format_name(*format)) }
                } }
            }
        }
        h2 { (context.label("office-import-latest")) }
        (list(context, &latest))
    };
    Ok(context.page(&title, &body))
}

const fn format_name(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Csv => "CSV",
        FileFormat::Xlsx => "XLSX",
        FileFormat::Yml => "YML",
    }
}

fn upload(context: &Context, form: &Form) -> Markup {
    let by_name = (String::new(), context.label("office-import-by-name"));
    let formats = FileFormat::VARIANTS.iter().map(|format| (format.to_string(), format_name(*format).to_owned()));
    let formats: Vec<_> = [by_name].into_iter().chain(formats).collect();
    let tick = |name: &str, label: String| {
        html! {
            label .tick { input type="checkbox" name=(name) value="yes" checked[form.is_ticked(name)]; (label) }
        }
    };
    html! {
        form .card.stack method="post" action=(PATH) enctype="multipart/form-data" {
            h2 { (context.label("office-import-title")) }
            p { (context.label("office-import-how")) }
            (csrf(context))
            div .field {
                label for="file" { (context.label("office-import-file")) }
                input #file type="file" name="file" required accept=".csv,.tsv,.txt,.xlsx,.yml,.xml"
                    aria-invalid=[form.error("file").map(|_| "true")] aria-describedby="file-help";
                @if let Some(wrong) = form.error("file") { p .wrong role="alert" { (wrong) } }
                p #file-help .muted { (context.label("office-import-file-how")) }
            }
            (field(form, "format", context.label("office-import-format")).choice(&formats))
            (tick("create_categories", context.label("office-import-create-categories")))
            (tick("hide_missing", context.label("office-import-hide-missing")))
            div { button type="submit" { (context.label("office-import-look")) } }
        }
    }
}

fn list(context: &Context, latest: &[Import]) -> Markup {
    let words = context.words;
    html! {
        @if latest.is_empty() { (parts::empty(&context.label("office-import-none"))) }
        @else {
            table .list {
                thead { tr {
                    th { (words.label("office-import-when")) } th { (words.label("office-import-kind")) }
                    th { (words.label("office-import-status")) } th .number { (words.label("office-import-rows")) }
                    th .number { (words.label("office-import-wrong-rows")) }
                } }
                tbody { @for import in latest {
                    tr data-href={ (PATH) "/" (import.id) } {
                        td data-label=(words.label("office-import-when")) { a href={ (PATH) "/" (import.id) } { (moment(words, import.created_at)) } }
                        td data-label=(words.label("office-import-kind")) { (format_name(import.order.format)) @if import.order.dry_run { " " span .badge { (words.label("office-import-dry")) } } }
                        td data-label=(words.label("office-import-status")) { span class={ "badge " (import.status.into_str()) } { (words.label(status_key(import.status))) } }
                        td .number data-label=(words.label("office-import-rows")) { (import.rows) }
                        td .number data-label=(words.label("office-import-wrong-rows")) { (import.tally.failed) }
                    }
                } }
            }
        }
    }
}

/// Keeps a file, to be looked through.
pub(super) async fn receive(context: Context, mut form: Form) -> Result<Response, OfficeError> {
    let file = form.files("file").next().cloned();
    let chosen: Option<FileFormat> = form.text("format").parse().ok();
    let format = chosen.or_else(|| file.as_ref().and_then(|file| FileFormat::of_name(&file.name)));
    let wrong = match (&file, format) {
        (None, _) => "office-import-no-file",
        (Some(file), _) if file.bytes.len() > files::MAX_BYTES => "office-error-too-large",
        (Some(_), None) => "office-import-no-format",
        (Some(file), Some(format)) => {
            let order = ImportOrder {
                format,
                dry_run: true,
                hide_missing: form.is_ticked("hide_missing"),
                create_categories: form.is_ticked("create_categories"),
            };
            let named = object(Kind::Import, "", file.name.as_str());
            let import = context.change(Action::Import, named, async {
                let import = context.store().imports.create(order, &file.bytes).await?;
                Ok(Changed::plain(import.id).with_id(import.id))
            });
            return Ok(see(&format!("{PATH}/{}", import.await?)));
        }
    };
    form.refuse("file", context.label(wrong));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&context, &form).await?).into_response())
}
