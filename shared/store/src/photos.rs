//! Photos, in the GridFS bucket `photos`. Which product shows which photo is the matter of [`crate::Products`].

use bson::{Document, doc, oid::ObjectId};
use chrono::{DateTime, Duration, Utc};
use domain::{Clock, Image, ImageId, ProductId};
use futures_util::{AsyncRead, AsyncWriteExt};
use mongodb::{
    Database, IndexModel,
    error::{ErrorKind, GridFsErrorKind},
    gridfs::GridFsBucket,
    options::GridFsBucketOptions,
};

use crate::{
    StoreError,
    documents::{Documents, all},
    index::index,
};

const BUCKET: &str = "photos";
pub(crate) const FILES: &str = "photos.files";
/// The collection of the bucket's pieces, joined by [`crate::Products`] to photos that are still to be uploaded.
pub(crate) const CHUNKS: &str = "photos.chunks";

/// A photo younger than this may still be on its way to its product.
const IN_FLIGHT: Duration = Duration::hours(1);

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![index("of_product", doc! { "metadata.product_id": 1 })]
}

/// The shop's photos.
#[derive(Clone, Debug)]
pub struct Photos {
    bucket: GridFsBucket,
    files: Documents,
    clock: Clock,
}

impl Photos {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        let bucket = db.gridfs_bucket(GridFsBucketOptions::builder().bucket_name(BUCKET.to_owned()).build());
        Self { bucket, files: Documents::of(db, FILES), clock: clock.clone() }
    }

    /// Stores a photo for a product, which does not show it yet: see [`crate::Products::put_image`].
    pub async fn put(&self, of: ProductId, content_type: &str, bytes: &[u8]) -> Result<Image, StoreError> {
        self.put_at(self.clock.now(), of, content_type, bytes).await
    }

    /// The same within an operation that happens `now`.
    pub(crate) async fn put_at(
        &self,
        now: DateTime<Utc>,
        of: ProductId,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Image, StoreError> {
        let id = ObjectId::new();
        let stored_at = bson::DateTime::from(now);
        let metadata = doc! { "content_type": content_type, "product_id": of, "stored_at": stored_at };
        let mut upload = self.bucket.open_upload_stream(id.to_hex()).id(id.into()).metadata(metadata).await?;
        upload.write_all(bytes).await.map_err(mongodb::error::Error::from)?;
        upload.close().await.map_err(mongodb::error::Error::from)?;
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        Ok(Image { id: ImageId(id), content_type: content_type.to_owned(), size, telegram: None })
    }

    /// A photo's bytes, piece by piece; `None` when it is gone.
    pub async fn read(&self, id: ImageId) -> Result<Option<impl AsyncRead + Send + Unpin + 'static>, StoreError> {
        match self.bucket.open_download_stream(id.into()).await {
            Err(error) if is_missing(&error) => Ok(None),
            result => Ok(Some(result?)),
        }
    }

    /// Deletes a photo and all its pieces; one that is gone already is no error.
    pub async fn delete(&self, id: ImageId) -> Result<(), StoreError> {
        match self.bucket.delete(id.into()).await {
            Err(error) if is_missing(&error) => Ok(()),
            result => Ok(result?),
        }
    }

    /// Deletes all of a product's photos.
    pub(crate) async fn delete_of(&self, product_id: ProductId) -> Result<(), StoreError> {
        self.delete_where(doc! { "metadata.product_id": product_id }).await
    }

    /// After `new` took the place of `old`: deletes the old photo and what an interrupted change left behind.
    pub(crate) async fn delete_replaced(
        &self,
        product_id: ProductId,
        new: ImageId,
        old: Option<ImageId>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let left_behind = bson::DateTime::from(now - IN_FLIGHT);
        let leftovers = vec![doc! { "_id": old }, doc! { "metadata.stored_at": { "$lt": left_behind } }];
        self.delete_where(doc! { "metadata.product_id": product_id, "_id": { "$ne": new }, "$or": leftovers }).await
    }

    async fn delete_where(&self, filter: Document) -> Result<(), StoreError> {
        let found = all(self.files.find(filter).projection(doc! { "_id": 1 })).await?;
        for file in found {
            self.delete(ImageId(file.get_object_id("_id")?)).await?;
        }
        Ok(())
    }
}

fn is_missing(error: &mongodb::error::Error) -> bool {
    matches!(&*error.kind, ErrorKind::GridFs(GridFsErrorKind::FileNotFound { .. }))
}
