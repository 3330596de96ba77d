//! Photos that rows name by address. What is to be fetched is written with the products; when it has been, the product
//! remembers where each of its photos came from, so that the same address is not fetched again.

use bson::{Bson, Document, doc, oid::ObjectId};
use chrono::{DateTime, Utc};
use domain::{Image, ImageId, ImportFault, ImportId, Product, ProductId};
use futures_util::FutureExt;
use mongodb::IndexModel;
use serde::{Deserialize, Serialize};

use super::{Existing, Imports, push};
use crate::{
    StoreError,
    documents::{Documents, all},
    index::{hint, index},
    names::PRODUCTS,
    products::product_alone,
    stamp, transaction,
};

pub(crate) const COLLECTION: &str = "import_photos";
const OF_IMPORT: &str = "of_import";
/// The field of a product's document that says where its photos came from.
const SOURCES: &str = "photo_sources";

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![index(OF_IMPORT, doc! { "import_id": 1, "_id": 1 })]
}

/// A photo of a product, with the address it came from, if it came from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcedImage {
    pub image: Image,
    pub source: Option<String>,
}

/// A product as it is stored, with what is remembered of its photos.
#[derive(Debug, Deserialize)]
pub(crate) struct Sourced {
    #[serde(flatten)]
    product: Product,
    #[serde(default, rename = "photo_sources")]
    sources: Vec<Source>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Source {
    image: ImageId,
    url: String,
}

impl Sourced {
    /// A projection to what is read.
    pub(crate) fn fields() -> Document {
        let mut fields = product_alone();
        fields.insert(SOURCES, 1);
        fields
    }
}

impl From<Sourced> for Existing {
    fn from(Sourced { product, sources }: Sourced) -> Self {
        let sourced = |image: &Image| {
            let source = sources.iter().find(|source| source.image == image.id).map(|source| source.url.clone());
            SourcedImage { image: image.clone(), source }
        };
        Self { photos: product.images.iter().map(sourced).collect(), product }
    }
}

/// All photos of a product, as a row names them, some of which are to be fetched.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PhotoTask {
    #[serde(rename = "_id")]
    pub id: ObjectId,
    /// The row that names them.
    pub row: i64,
    pub product_id: ProductId,
    /// Addresses, and paths of photos that the product has.
    pub photos: Vec<String>,
}

impl PhotoTask {
    /// What this row says of a product's photos.
    pub fn new(row: i64, product_id: ProductId, photos: Vec<String>) -> Self {
        Self { id: ObjectId::new(), row, product_id, photos }
    }

    pub(super) fn document(&self, import: ImportId, now: DateTime<Utc>) -> Result<Document, StoreError> {
        let mut document = stamp::created(now, self)?;
        document.insert("import_id", import);
        Ok(document)
    }
}

impl Imports {
    /// What is still to be fetched for an import, from behind this task on.
    pub async fn photo_tasks(
        &self,
        import: ImportId,
        after: Option<ObjectId>,
        limit: i64,
    ) -> Result<Vec<PhotoTask>, StoreError> {
        let after = after.map_or(Bson::MinKey, Bson::from);
        let tasks = self.tasks.typed();
        let tasks = tasks.find(doc! { "import_id": import, "_id": { "$gt": after } }).sort(doc! { "_id": 1 });
        all(tasks.limit(limit).hint(hint(OF_IMPORT))).await
    }

    /// Stores a photo for a product, which does not show it yet.
    pub async fn store_photo(
        &self,
        product_id: ProductId,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Image, StoreError> {
        self.products.photos().put(product_id, content_type, bytes).await
    }

    /// Ends a task: the product shows these photos, in this order, with those it had behind them if `keep` says so. Of a
    /// product that is gone nothing is left.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn show_photos(
        &self,
        import: ImportId,
        task: &PhotoTask,
        photos: Vec<SourcedImage>,
        keep: bool,
        faults: &[ImportFault],
    ) -> Result<(), StoreError> {
        let shown = self.products.show_images(task.product_id, &photos, keep).await;
        match shown {
            Err(StoreError::NotFound) => {}
            result => result?,
        }
        let end = (self.clone(), import, task.id, push(faults)?, self.clock.now());
        transaction::run(&self.db, end, |session, (imports, import, task, push, now)| {
            async move {
                // Somebody else may have ended it
                if imports.tasks.delete_one(doc! { "_id": *task }).session(&mut *session).await?.deleted_count == 1 {
                    let update = doc! { "$inc": { "photos_left": -1_i64 }, "$push": { "errors": push.clone() } };
                    let update = stamp::modified(*now, update);
                    imports.collection.update_one(doc! { "_id": *import }, update).session(session).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// A product that a row names, with what is remembered of its photos.
    pub async fn sourced(&self, id: ProductId) -> Result<Option<Existing>, StoreError> {
        let products = Documents::of(&self.db, PRODUCTS).typed::<Sourced>();
        let found = products.find(doc! { "_id": id }).projection(Sourced::fields()).limit(-1);
        Ok(all(found).await?.pop().map(Existing::from))
    }
}

/// What a product remembers of its photos.
pub(crate) fn sources(photos: &[SourcedImage]) -> Result<Bson, StoreError> {
    let source = |photo: &SourcedImage| photo.source.clone().map(|url| Source { image: photo.image.id, url });
    Ok(bson::serialize_to_bson(&photos.iter().filter_map(source).collect::<Vec<_>>())?)
}
