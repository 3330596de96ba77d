//! Photos, in the GridFS bucket `photos`. Each content is stored once, whatever shows it; a unique index over its hash sees
//! to that. Which product shows which photo is the matter of [`crate::Products`].
//!
//! A file may be deleted only while no product shows it, and shown only while it is there. So whoever makes a product show a
//! photo writes the file's document in the same transaction ([`Photos::keep`]), and whoever deletes it looks for products and
//! deletes that document in one, too: of two at the same time, one is repeated and sees what the other did.

use std::collections::HashMap;

use bson::{Binary, Document, doc, oid::ObjectId};
use chrono::{DateTime, Duration, Utc};
use domain::{Clock, Image, ImageId, ProductId};
use futures_util::{AsyncRead, AsyncWriteExt, FutureExt, TryStreamExt};
use mongodb::{
    ClientSession, Database, IndexModel,
    error::{ErrorKind, GridFsErrorKind},
    gridfs::GridFsBucket,
    options::{GridFsBucketOptions, IndexOptions},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{
    StoreError,
    documents::{Documents, all},
    index::{hint, index},
    names::PRODUCTS,
    transaction,
};

const BUCKET: &str = "photos";
pub(crate) const FILES: &str = "photos.files";
/// The collection of the bucket's pieces, joined by [`crate::Products`] to photos that are still to be uploaded.
pub(crate) const CHUNKS: &str = "photos.chunks";
/// The index of the products that show a photo.
pub(crate) const SHOWN_BY: &str = "shows";

/// A photo younger than this may still be on its way to its product.
const IN_FLIGHT: Duration = Duration::hours(1);

pub(crate) fn indexes() -> Vec<IndexModel> {
    let with_hash = doc! { "metadata.sha256": { "$exists": true } };
    let once = IndexOptions::builder().name("content".to_owned()).unique(true).partial_filter_expression(with_hash);
    vec![
        index("of_product", doc! { "metadata.product_id": 1 }),
        IndexModel::builder().keys(doc! { "metadata.sha256": 1 }).options(once.build()).build(),
    ]
}

/// The index that GridFS drivers agree on, by the name and with the options that this one gives it.
pub(crate) fn chunk_indexes() -> Vec<IndexModel> {
    // The driver makes it only when the first photo of all fills a piece: 255 KiB
    vec![index("files_id_1_n_1", doc! { "files_id": 1, "n": 1 })]
}

/// A piece of a photo, as GridFS stores it.
#[derive(Deserialize)]
struct Piece {
    files_id: ImageId,
    data: Binary,
}

/// The shop's photos.
#[derive(Clone, Debug)]
pub struct Photos {
    db: Database,
    bucket: GridFsBucket,
    files: Documents,
    clock: Clock,
}

impl Photos {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        let bucket = db.gridfs_bucket(GridFsBucketOptions::builder().bucket_name(BUCKET.to_owned()).build());
        Self { db: db.clone(), bucket, files: Documents::of(db, FILES), clock: clock.clone() }
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
        let sha256 = hex::encode(Sha256::digest(bytes));
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let image = |id| Image { id: ImageId(id), content_type: content_type.to_owned(), size, telegram: None };
        if let Some(id) = self.with_content(&sha256).await? {
            return Ok(image(id));
        }
        let id = ObjectId::new();
        let metadata = doc! {
            "content_type": content_type, "product_id": of, "stored_at": bson::DateTime::from(now), "sha256": &sha256,
        };
        let mut upload = self.bucket.open_upload_stream(id.to_hex()).id(id.into()).metadata(metadata).await?;
        upload.write_all(bytes).await.map_err(mongodb::error::Error::from)?;
        let Err(error) = upload.close().await else { return Ok(image(id)) };
        // Somebody else stored the same meanwhile, or the upload failed: its pieces belong to nothing
        self.delete_pieces(id).await?;
        let other = self.with_content(&sha256).await?.map(image);
        other.ok_or_else(|| mongodb::error::Error::from(error).into())
    }

    async fn with_content(&self, sha256: &str) -> Result<Option<ObjectId>, StoreError> {
        let found = self.files.find_one(doc! { "metadata.sha256": sha256 }).projection(doc! { "_id": 1 }).await?;
        Ok(found.map(|file| file.get_object_id("_id")).transpose()?)
    }

    /// Keeps photos from being deleted until the transaction ends; `false`: one of them is gone.
    pub(crate) async fn keep(
        &self,
        images: &[ImageId],
        now: DateTime<Utc>,
        session: &mut ClientSession,
    ) -> Result<bool, StoreError> {
        for image in images {
            let kept = doc! { "$set": { "metadata.kept_at": bson::DateTime::from(now) } };
            if self.files.update_one(doc! { "_id": image }, kept).session(&mut *session).await?.matched_count == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A photo's bytes, piece by piece; `None` when it is gone.
    pub async fn read(&self, id: ImageId) -> Result<Option<impl AsyncRead + Send + Unpin + 'static>, StoreError> {
        match self.bucket.open_download_stream(id.into()).await {
            Err(error) if is_missing(&error) => Ok(None),
            result => Ok(Some(result?)),
        }
    }

    /// Deletes those of these photos that no product shows, with all their pieces; one that is gone already is no error.
    pub(crate) async fn delete_unused(&self, images: impl IntoIterator<Item = ImageId>) -> Result<(), StoreError> {
        for image in images {
            let delete = (self.clone(), image);
            let is_deleted = transaction::run(&self.db, delete, |session, (photos, image)| {
                async move {
                    let shown = Documents::of(&photos.db, PRODUCTS);
                    let shown = shown.find_one(doc! { "images.id": *image }).projection(doc! { "_id": 1 });
                    if shown.hint(hint(SHOWN_BY)).session(&mut *session).await?.is_some() {
                        return Ok(false);
                    }
                    photos.files.delete_one(doc! { "_id": *image }).session(session).await?;
                    Ok(true)
                }
                .boxed()
            });
            if is_deleted.await? {
                self.delete_pieces(image.0).await?;
            }
        }
        Ok(())
    }

    /// Of the photos that were stored for a product: those that an interrupted change left behind; all, if the product is
    /// gone.
    pub(crate) async fn left_behind(
        &self,
        product_id: ProductId,
        is_gone: bool,
        now: DateTime<Utc>,
    ) -> Result<Vec<ImageId>, StoreError> {
        let mut filter = doc! { "metadata.product_id": product_id };
        if !is_gone {
            filter.insert("metadata.stored_at", doc! { "$lt": bson::DateTime::from(now - IN_FLIGHT) });
        }
        let found = all(self.files.find(filter).projection(doc! { "_id": 1 })).await?;
        found.iter().map(|file| Ok(ImageId(file.get_object_id("_id")?))).collect()
    }

    /// The bytes of those photos that are there.
    pub(crate) async fn bytes_of(&self, ids: &[ImageId]) -> Result<HashMap<ImageId, Vec<u8>>, StoreError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let of_them = doc! { "files_id": { "$in": ids } };
        let pieces = Documents::of(&self.db, CHUNKS);
        let mut pieces = pieces.typed::<Piece>().find(of_them).sort(doc! { "files_id": 1, "n": 1 }).await?;
        let mut bytes: HashMap<ImageId, Vec<u8>> = HashMap::new();
        while let Some(Piece { files_id, data }) = pieces.try_next().await? {
            bytes.entry(files_id).or_default().extend(data.bytes);
        }
        Ok(bytes)
    }

    async fn delete_pieces(&self, id: ObjectId) -> Result<(), StoreError> {
        let pieces = self.db.collection::<Document>(CHUNKS);
        pieces.delete_many(doc! { "files_id": id }).await?;
        Ok(())
    }
}

pub(crate) fn is_missing(error: &mongodb::error::Error) -> bool {
    matches!(&*error.kind, ErrorKind::GridFs(GridFsErrorKind::FileNotFound { .. }))
}
