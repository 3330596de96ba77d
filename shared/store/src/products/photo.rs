//! A product's photo: put, read and taken away, without pieces left behind.
//!
//! A new photo is stored first, then the product points at it, then the old one is deleted. A process that dies in
//! between leaves a photo that no product points at; it goes with the product's next change of photo.

use bson::doc;
use chrono::{DateTime, Utc};
use domain::{Image, ImageId, Product, ProductId, TelegramFile};
use futures_util::FutureExt;

use super::Products;
use crate::{Precondition, StoreError, stamp, transaction};

impl Products {
    /// Gives a product a photo; whether it had one before is said with it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such product; [`StoreError::Stale`] when the precondition fails;
    /// [`StoreError::Driver`].
    pub async fn put_image(
        &self,
        id: ProductId,
        content_type: &str,
        bytes: &[u8],
        precondition: Precondition<Product>,
    ) -> Result<(Image, bool), StoreError> {
        let now = self.clock.now();
        let image = self.photos.put_at(now, id, content_type, bytes).await?;
        match self.set_image(id, Some(image.clone()), precondition, now).await {
            Ok(before) => {
                self.photos.delete_replaced(id, image.id, before, now).await?;
                Ok((image, before.is_some()))
            }
            Err(error) => {
                self.photos.delete(image.id).await?;
                Err(error)
            }
        }
    }

    /// Takes a product's photo away.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such product, or no photo; [`StoreError::Stale`] when the precondition fails;
    /// [`StoreError::Driver`].
    pub async fn delete_image(&self, id: ProductId, precondition: Precondition<Product>) -> Result<(), StoreError> {
        let before = self.set_image(id, None, precondition, self.clock.now()).await?.ok_or(StoreError::NotFound)?;
        self.photos.delete(before).await
    }

    /// Sets the photo and says which one was there.
    async fn set_image(
        &self,
        id: ProductId,
        image: Option<Image>,
        precondition: Precondition<Product>,
        now: DateTime<Utc>,
    ) -> Result<Option<ImageId>, StoreError> {
        let set = (self.clone(), id, image, precondition, now);
        transaction::run(&self.db, set, |session, (products, id, image, precondition, now)| {
            async move {
                let before = precondition.verify(products.collection.typed().read(*id, session).await?)?;
                if before.image.is_some() || image.is_some() {
                    let update = doc! { "$set": { "image": bson::serialize_to_bson(image)? } };
                    let update = stamp::modified(*now, update);
                    products.collection.update_one(doc! { "_id": *id }, update).session(session).await?;
                }
                Ok(before.image.map(|image| image.id))
            }
            .boxed()
        })
        .await
    }

    /// Notes where Telegram keeps a product's photo (or that it does not), unless the product has another photo by now.
    /// Not a change that anybody outside could see, hence not stamped.
    pub async fn set_telegram_file(
        &self,
        id: ProductId,
        image: ImageId,
        file: Option<&TelegramFile>,
    ) -> Result<(), StoreError> {
        let update = doc! { "$set": { "image.telegram": bson::serialize_to_bson(&file)? } };
        self.collection.update_one(doc! { "_id": id, "image.id": image }, update).await?;
        Ok(())
    }
}
