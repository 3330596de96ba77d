//! The catalogue as a file.

use axum::response::Response;
use domain::FileFormat;
use exporter::CatalogueSettings;
use serde::Deserialize;

use crate::{context::Context, error::OfficeError, query::Query};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    format: String,
}

pub(super) async fn download(context: Context, Query(wanted): Query<Wanted>) -> Result<Response, OfficeError> {
    let format: FileFormat = wanted.format.parse().map_err(|_| OfficeError::Malformed("not a format of files"))?;
    let office = context.office;
    let settings = CatalogueSettings { storefront: office.storefront, shop: office.shop, feed: office.feed };
    let (store, name) = (office.api.store, format!("catalogue.{}", format.extension()));
    Ok(rest::download(format.content_type(), &name, |pieces| async move {
        exporter::write(&store, &settings, format, pieces).await
    }))
}
