//! The whole catalogue as a file.

use axum::{extract::State, response::Response};
use domain::FileFormat;
use rest::{Allowed, CatalogueRead, HttpError, Params, Pieces, WriteError, download};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{Catalogue, view::Format};

/// What kind of file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportParams {
    /// The file's format.
    #[param(inline, value_type = Format)]
    format: FileFormat,
}

/// Export the catalogue
///
/// All products, in the columns that an import reads: imported again, the file changes nothing. Text that a spreadsheet would
/// take for a formula stands behind an apostrophe.
#[utoipa::path(
    get, path = "/v1/catalogue/export", params(ExportParams), security(("key" = ["catalogue:read"])),
    responses((
        status = 200, description = "The file",
        content(
            (String = "text/csv"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "application/xml"),
        ),
    )),
)]
pub(crate) async fn export_catalogue(
    _: Allowed<CatalogueRead>,
    State(catalogue): State<Catalogue>,
    Params(params): Params<ExportParams>,
) -> Result<Response, HttpError> {
    let name = format!("catalogue.{}", params.format.extension());
    Ok(download(params.format.content_type(), &name, |pieces| write(catalogue, params.format, pieces)))
}

async fn write(catalogue: Catalogue, format: FileFormat, pieces: Pieces) -> Result<(), WriteError> {
    let _one_of_few = catalogue.writers.acquire().await;
    exporter::write(&catalogue.api.store, &catalogue.settings, format, pieces).await
}
