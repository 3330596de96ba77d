//! Writes the whole catalogue into a file, page by page, for whoever serves it: the REST API, the price list for marketplaces and
//! the back office.
//!
//! ```text
//! writing.rs    products out of the database into a file
//! settings.rs   what a price list calls things
//! ```

mod settings;
mod writing;

use domain::FileFormat;
use files::Written;
use rest::{Pieces, WriteError};
use store::Store;

pub use settings::{CatalogueSettings, FeedSettings};
pub use writing::Writing;

/// Writes the catalogue to where a download is read from.
///
/// # Errors
/// [`WriteError`].
pub async fn write(
    store: &Store,
    settings: &CatalogueSettings,
    format: FileFormat,
    pieces: Pieces,
) -> Result<(), WriteError> {
    let mut writing = Writing::begin(store, settings, format, store.now()).await?;
    while let Some(piece) = writing.next().await? {
        pieces.send(piece).await?;
    }
    match writing.finish().await? {
        Written::Rest(rest) => pieces.send(rest).await?,
        Written::Whole(file) => pieces.send_file(file).await?,
    }
    Ok(())
}
