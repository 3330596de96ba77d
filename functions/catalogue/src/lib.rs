//! `/v1/catalogue` and `/feeds`: the catalogue in and out of files.
//!
//! ```text
//! import.rs     a file is kept, to be imported by the worker; how far that is
//! export.rs     the whole catalogue as a file
//! feed.rs       the price list for marketplaces, kept for some minutes
//! view.rs       the shop's types → JSON out
//! ```
//!
//! Files are written by `exporter`. Imports are carried out by `importer` in the worker, not here: this process may end with its
//! request.

mod export;
mod feed;
mod import;
mod view;

use std::{sync::Arc, time::Duration};

use axum::extract::{DefaultBodyLimit, FromRef};
use rest::ApiState;
use tokio::sync::Semaphore;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use exporter::{CatalogueSettings, FeedSettings};

/// How long a file may take to arrive, also over a slow line.
const UPLOAD: Duration = Duration::from_secs(120);
/// How long a workbook may take before its first byte.
const EXPORT: Duration = Duration::from_secs(300);
/// So many files are written at the same time.
const AT_ONCE: usize = 2;

/// What the handlers of files get.
#[derive(Debug, Clone)]
struct Catalogue {
    api: ApiState,
    settings: Arc<CatalogueSettings>,
    writers: Arc<Semaphore>,
    feed: feed::Feed,
}

impl FromRef<Catalogue> for ApiState {
    fn from_ref(catalogue: &Catalogue) -> Self {
        catalogue.api.clone()
    }
}

/// The handlers of this function.
pub fn api(state: &ApiState, settings: CatalogueSettings) -> OpenApiRouter<ApiState> {
    let import =
        OpenApiRouter::new().routes(routes!(import::import_catalogue)).layer(DefaultBodyLimit::max(files::MAX_BYTES));
    let catalogue = Catalogue {
        api: state.clone(),
        settings: Arc::new(settings),
        writers: Arc::new(Semaphore::new(AT_ONCE)),
        feed: feed::Feed::default(),
    };
    let files = OpenApiRouter::new().routes(routes!(export::export_catalogue)).routes(routes!(feed::get_products_feed));
    OpenApiRouter::new()
        .routes(routes!(import::get_import))
        .merge(rest::with_deadline(import, UPLOAD))
        .merge(rest::with_deadline(files.with_state(catalogue), EXPORT))
}
