//! Photos, in the GridFS bucket `photos`.

use bson::{doc, oid::ObjectId};
use domain::{Image, ImageId};
use futures_util::AsyncWriteExt;
use mongodb::{Database, gridfs::GridFsBucket, options::GridFsBucketOptions};

use crate::StoreError;

const BUCKET: &str = "photos";
/// The collection of the bucket's pieces, joined by [`crate::Products`] to photos that are still to be uploaded.
pub(crate) const CHUNKS: &str = "photos.chunks";

/// The shop's photos.
#[derive(Clone, Debug)]
pub struct Photos {
    bucket: GridFsBucket,
}

impl Photos {
    pub(crate) fn new(db: &Database) -> Self {
        Self { bucket: db.gridfs_bucket(GridFsBucketOptions::builder().bucket_name(BUCKET.to_owned()).build()) }
    }

    /// Stores a photo. It belongs to no product yet: see [`crate::Products::set_image`].
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn put(&self, content_type: &str, bytes: &[u8]) -> Result<Image, StoreError> {
        let id = ObjectId::new();
        let metadata = doc! { "content_type": content_type };
        let mut upload = self.bucket.open_upload_stream(id.to_hex()).id(id.into()).metadata(metadata).await?;
        upload.write_all(bytes).await.map_err(mongodb::error::Error::from)?;
        upload.close().await.map_err(mongodb::error::Error::from)?;
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        Ok(Image { id: ImageId(id), content_type: content_type.to_owned(), size, telegram: None })
    }

    /// Deletes a photo and all its pieces; one that is gone already is no error.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete(&self, id: ImageId) -> Result<(), StoreError> {
        match self.bucket.delete(id.into()).await {
            Err(error) if matches!(*error.kind, mongodb::error::ErrorKind::GridFs(_)) => Ok(()),
            result => Ok(result?),
        }
    }
}
