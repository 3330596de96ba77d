//! The photos of a product, as a row names them: those it has stay, the others are fetched.

use domain::{ImportFault, ImportId};
use files::PhotoRef;
use store::{PhotoTask, SourcedImage, Store, StoreError};
use url::Url;

use crate::{fetch::Fetcher, plan::known};

/// What pictures are fetched with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pictures<'a> {
    pub(crate) store: &'a Store,
    pub(crate) fetcher: &'a Fetcher,
    pub(crate) public_url: Option<&'a Url>,
}

impl Pictures<'_> {
    /// Has the product show its photos. What cannot be fetched is noted; then the photos that the product had are not taken
    /// from it.
    pub(crate) async fn show(self, import: ImportId, task: &PhotoTask) -> Result<(), StoreError> {
        let Some(product) = self.store.imports.sourced(task.product_id).await? else {
            return self.store.imports.show_photos(import, task, vec![], true, &[]).await;
        };
        let (mut photos, mut faults) = (vec![], vec![]);
        for name in &task.photos {
            let photo = match PhotoRef::parse(name, self.public_url) {
                Ok(photo) => self.photo(task, &photo, &product.photos).await?,
                Err(detail) => Err(detail),
            };
            match photo {
                // Two addresses may bring the same photo
                Ok(photo) if photos.iter().any(|known: &SourcedImage| known.image.id == photo.image.id) => {}
                Ok(photo) => photos.push(photo),
                Err(detail) => faults.push(ImportFault { row: task.row, column: "image_urls".to_owned(), detail }),
            }
        }
        let keep = !faults.is_empty();
        self.store.imports.show_photos(import, task, photos, keep, &faults).await
    }

    async fn photo(
        self,
        task: &PhotoTask,
        photo: &PhotoRef,
        shown: &[SourcedImage],
    ) -> Result<Result<SourcedImage, String>, StoreError> {
        let known = known(photo, shown).cloned();
        let url = match (photo, known) {
            (PhotoRef::Stored(_), Some(image)) => {
                let source =
                    shown.iter().find(|shown| shown.image.id == image.id).and_then(|shown| shown.source.clone());
                return Ok(Ok(SourcedImage { image, source }));
            }
            (PhotoRef::Stored(image), None) => return Ok(Err(format!("{image} is no photo of this product"))),
            (PhotoRef::Remote(url), Some(image)) => {
                return Ok(Ok(SourcedImage { image, source: Some(url.to_string()) }));
            }
            (PhotoRef::Remote(url), None) => url,
        };
        let fetched = match self.fetcher.fetch(url).await {
            Ok(fetched) => fetched,
            Err(error) => return Ok(Err(format!("{url}: {error}"))),
        };
        let image = self.store.imports.store_photo(task.product_id, fetched.content_type, &fetched.bytes).await?;
        Ok(Ok(SourcedImage { image, source: Some(url.to_string()) }))
    }
}
