//! A file is kept; the worker imports it.

use axum::{
    Json,
    extract::Request,
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_TYPE, LOCATION},
    },
    response::{IntoResponse, Response},
};
use domain::{FileFormat, ImportId, ImportOrder};
use rest::{Allowed, CatalogueWrite, HttpError, IdPath, Params, Shown, read_body};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::view::{Format, ImportView};

/// Media types of files; `application/octet-stream` for those who do not know.
const MEDIA_TYPES: [&str; 6] = [
    "text/csv",
    "text/tab-separated-values",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/xml",
    "text/xml",
    "application/octet-stream",
];

/// What becomes of products that have no row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Missing {
    /// They stay as they are.
    #[default]
    Keep,
    /// Their stock is 0.
    Hide,
}

const fn yes() -> bool {
    true
}

/// What is to be done with a file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportParams {
    /// The file's format.
    #[param(inline, value_type = Format)]
    format: FileFormat,
    /// Say what would become of every row, and write nothing.
    #[serde(default)]
    #[param(default = false, required = false, value_type = bool)]
    dry_run: bool,
    /// What becomes of products that have no row: unless given, they stay as they are.
    #[serde(default)]
    #[param(inline, required = false, value_type = Missing)]
    missing: Missing,
    /// Create categories that do not exist; otherwise their rows are refused.
    #[serde(default = "yes")]
    #[param(default = true, required = false, value_type = bool)]
    create_categories: bool,
}

// Raw bytes of a file, for OpenAPI
#[derive(Debug, ToSchema)]
#[schema(as = File, value_type = String, format = Binary)]
pub(crate) struct FileBytes(());

/// Import products from a file
///
/// At most 20 MiB and 50,000 rows. Products are matched by SKU: new ones are created, the others changed in what the file
/// says; the same file again changes nothing. The answer comes at once; `GET` of its `Location` says how far the import is.
#[utoipa::path(
    post, path = "/v1/catalogue/import", params(ImportParams), security(("key" = ["catalogue:write"])),
    request_body(content(
        (FileBytes = "text/csv"),
        (FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (FileBytes = "application/xml"),
        (FileBytes = "application/octet-stream"),
    )),
    responses((
        status = 202, description = "The import, not begun yet", body = ImportView,
        headers(("Location", description = "The import's path")),
    )),
)]
pub(crate) async fn import_catalogue(
    state: Allowed<CatalogueWrite>,
    Params(params): Params<ImportParams>,
    request: Request,
) -> Result<Response, HttpError> {
    check_media_type(request.headers())?;
    let file = read_body(request, &*state, files::MAX_BYTES).await?;
    let order = ImportOrder {
        format: params.format,
        dry_run: params.dry_run,
        hide_missing: params.missing == Missing::Hide,
        create_categories: params.create_categories,
    };
    let import = state.store.imports.create(order, &file).await?;
    let location = [(LOCATION, format!("/v1/catalogue/import/{}", import.id))];
    Ok((StatusCode::ACCEPTED, location, Json(ImportView::from(import))).into_response())
}

fn check_media_type(headers: &HeaderMap) -> Result<(), HttpError> {
    let essence = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()?.split(';').next());
    let essence = essence.map(|essence| essence.trim().to_ascii_lowercase());
    if essence.is_some_and(|essence| MEDIA_TYPES.contains(&essence.as_str())) {
        return Ok(());
    }
    Err(HttpError::UnsupportedMediaType(
        "the body must be text/csv, application/xml, application/octet-stream or a workbook",
    ))
}

/// Read an import
///
/// How far it is, and what came of it. It can be read for a month after its end.
#[utoipa::path(
    get, path = "/v1/catalogue/import/{id}", security(("key" = ["catalogue:write"])),
    responses((status = 200, description = "The import", body = ImportView)),
)]
pub(crate) async fn get_import(
    state: Allowed<CatalogueWrite>,
    IdPath(id): IdPath<ImportId>,
    headers: HeaderMap,
) -> Result<Shown<ImportView>, HttpError> {
    let import = state.store.imports.find(id).await?.ok_or(HttpError::NotFound)?;
    Ok(Shown(import.into(), headers))
}
