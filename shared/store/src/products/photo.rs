//! A product's photos: put, put in order and taken away, without pieces left behind.
//!
//! A new photo is stored first, then the product points at it, then what nothing shows any more is deleted. A process that
//! dies in between leaves a photo that no product shows; it goes with the product's next change of photos.

use bson::doc;
use chrono::{DateTime, Utc};
use domain::{Image, ImageId, Product, ProductId, TelegramFile};
use futures_util::FutureExt;

use super::Products;
use crate::{Precondition, SourcedImage, StoreError, imports::sources, stamp, transaction};

/// How often a photo is stored again that somebody deletes before the product shows it.
const ATTEMPTS: u32 = 3;

/// Where a new photo goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In place of the first.
    First,
    /// Behind the others.
    Last,
}

/// A product's photos, to be shown in the chat.
#[derive(Debug, Clone)]
pub struct Album {
    pub product: Product,
    /// Each photo, with its bytes if this bot has not sent it yet.
    pub photos: Vec<(Image, Option<Vec<u8>>)>,
}

impl Products {
    /// Gives a product its first photo, in place of the one that was; whether there was one is said with it.
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
        let (image, before) = self.insert_image(id, content_type, bytes, Place::First, precondition).await?;
        Ok((image, !before.is_empty()))
    }

    /// Gives a product one more photo, behind the others; `false`: it has that photo already, and nothing changes.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such product; [`StoreError::Stale`] when the precondition fails;
    /// [`StoreError::TooManyImages`]; [`StoreError::Driver`].
    pub async fn add_image(
        &self,
        id: ProductId,
        content_type: &str,
        bytes: &[u8],
        precondition: Precondition<Product>,
    ) -> Result<(Image, bool), StoreError> {
        let (image, before) = self.insert_image(id, content_type, bytes, Place::Last, precondition).await?;
        let is_new = before.iter().all(|known| known.id != image.id);
        Ok((image, is_new))
    }

    /// The new photo, and those that were there before.
    async fn insert_image(
        &self,
        id: ProductId,
        content_type: &str,
        bytes: &[u8],
        place: Place,
        precondition: Precondition<Product>,
    ) -> Result<(Image, Vec<Image>), StoreError> {
        let now = self.clock.now();
        for _ in 0..ATTEMPTS {
            let image = self.photos.put_at(now, id, content_type, bytes).await?;
            let with_it = |mut images: Vec<Image>| match images.iter().position(|known| known.id == image.id) {
                Some(index) if place == Place::First => {
                    let known = images.remove(index);
                    images.splice(..usize::from(index > 0), [known]);
                    Ok(images)
                }
                Some(_) => Ok(images),
                None if place == Place::First => {
                    images.splice(..images.len().min(1), [image.clone()]);
                    Ok(images)
                }
                None if images.len() >= Product::MAX_IMAGES => Err(StoreError::TooManyImages),
                None => Ok(images.into_iter().chain([image.clone()]).collect()),
            };
            match self.set_images(id, with_it, &precondition, now).await {
                Ok(Some((before, _))) => return Ok((image, before)),
                Ok(None) => {}
                Err(error) => {
                    self.photos.delete_unused([image.id]).await?;
                    return Err(error);
                }
            }
        }
        Err(StoreError::Timeout)
    }

    /// Puts a product's photos in this order, which must name each of them once.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such product; [`StoreError::Stale`] when the precondition fails;
    /// [`StoreError::OtherImages`]; [`StoreError::Driver`].
    pub async fn order_images(
        &self,
        id: ProductId,
        order: &[ImageId],
        precondition: Precondition<Product>,
    ) -> Result<Product, StoreError> {
        let in_order = |images: Vec<Image>| {
            let ordered = order.iter().map(|id| images.iter().find(|image| image.id == *id).cloned());
            let ordered = ordered.collect::<Option<Vec<_>>>().ok_or(StoreError::OtherImages)?;
            let each_once = order.iter().enumerate().all(|(index, id)| !order[..index].contains(id));
            if each_once && ordered.len() == images.len() { Ok(ordered) } else { Err(StoreError::OtherImages) }
        };
        let ordered = self.set_images(id, in_order, &precondition, self.clock.now()).await?;
        ordered.map(|(_, product)| product).ok_or(StoreError::Inconsistent("a product shows a photo that is gone"))
    }

    /// Has a product show these photos, with those it had behind them if `keep` says so, and remember where they came from.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such product; [`StoreError::Timeout`] when a photo was deleted before it was
    /// shown; [`StoreError::Driver`].
    pub(crate) async fn show_images(
        &self,
        id: ProductId,
        photos: &[SourcedImage],
        keep: bool,
    ) -> Result<(), StoreError> {
        let with_these = |before: Vec<Image>| {
            // What is known of a photo stays with it
            let known = |image: &Image| before.iter().find(|known| known.id == image.id).unwrap_or(image).clone();
            let mut images: Vec<Image> = photos.iter().map(|photo| known(&photo.image)).collect();
            let others = before.iter().filter(|image| keep && !ids(&images).any(|id| id == image.id)).cloned();
            let others: Vec<_> = others.collect();
            images.extend(others);
            images.truncate(Product::MAX_IMAGES);
            Ok(images)
        };
        let set = self.set_images(id, with_these, &Precondition::none(), self.clock.now()).await?;
        set.ok_or(StoreError::Timeout)?;
        // Not a change that anybody could see, hence not stamped
        let set = doc! { "$set": { "photo_sources": sources(photos)? } };
        self.collection.update_one(doc! { "_id": id }, set).await?;
        Ok(())
    }

    /// Takes a photo of a product away, or its first.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such product, or no such photo; [`StoreError::Stale`] when the precondition
    /// fails; [`StoreError::Driver`].
    pub async fn delete_image(
        &self,
        id: ProductId,
        image: Option<ImageId>,
        precondition: Precondition<Product>,
    ) -> Result<(), StoreError> {
        let without = |mut images: Vec<Image>| {
            let index = images.iter().position(|known| image.is_none_or(|image| known.id == image));
            images.remove(index.ok_or(StoreError::NotFound)?);
            Ok(images)
        };
        self.set_images(id, without, &precondition, self.clock.now()).await?;
        Ok(())
    }

    /// Changes a product's photos and deletes what nothing shows any more. Says which there were, and the product as it is;
    /// `None`: a photo it was to show is gone, and nothing changed.
    async fn set_images(
        &self,
        id: ProductId,
        change: impl Fn(Vec<Image>) -> Result<Vec<Image>, StoreError> + Send + Sync,
        precondition: &Precondition<Product>,
        now: DateTime<Utc>,
    ) -> Result<Option<(Vec<Image>, Product)>, StoreError> {
        let set = (self.clone(), id, change, precondition, now);
        let set = transaction::run(&self.db, set, |session, (products, id, change, precondition, now)| {
            async move {
                let mut product =
                    precondition.verify(products.collection.typed::<Product>().read(*id, session).await?)?;
                let after = change(product.images.clone())?;
                let before = std::mem::replace(&mut product.images, after);
                if before == product.images {
                    return Ok(Some((before, product)));
                }
                let new: Vec<_> = ids(&product.images).filter(|id| !ids(&before).any(|known| known == *id)).collect();
                if !products.photos.keep(&new, *now, session).await? {
                    return Ok(None);
                }
                let update = doc! { "$set": { "images": bson::serialize_to_bson(&product.images)? } };
                let update = stamp::modified(*now, update);
                products.collection.update_one(doc! { "_id": *id }, update).session(session).await?;
                product.modified_at = *now;
                Ok(Some((before, product)))
            }
            .boxed()
        })
        .await?;
        if let Some((before, product)) = &set
            && before != &product.images
        {
            let gone = ids(before).filter(|id| !ids(&product.images).any(|kept| kept == *id));
            let left_behind = self.photos.left_behind(id, false, now).await?;
            self.photos.delete_unused(gone.chain(left_behind)).await?;
        }
        Ok(set)
    }

    /// A product with all its photos that are there: the bytes of those that this bot has still to send, `None` of the others.
    pub async fn album(&self, id: ProductId, bot_id: i64) -> Result<Option<Album>, StoreError> {
        let Some(product) = self.find(id).await? else { return Ok(None) };
        let is_known = |image: &Image| image.telegram.as_ref().is_some_and(|file| file.bot_id == bot_id);
        let new: Vec<_> = product.images.iter().filter(|image| !is_known(image)).map(|image| image.id).collect();
        let mut uploads = self.photos.bytes_of(&new).await?;
        let photos = product.images.iter().filter_map(|image| {
            let upload = uploads.remove(&image.id);
            (upload.is_some() || is_known(image)).then(|| (image.clone(), upload))
        });
        let photos = photos.collect();
        Ok(Some(Album { product, photos }))
    }

    /// Notes where Telegram keeps a product's photo (or that it does not), if the product still shows it.
    /// Not a change that anybody outside could see, hence not stamped.
    pub async fn set_telegram_file(
        &self,
        id: ProductId,
        image: ImageId,
        file: Option<&TelegramFile>,
    ) -> Result<(), StoreError> {
        let update = doc! { "$set": { "images.$.telegram": bson::serialize_to_bson(&file)? } };
        self.collection.update_one(doc! { "_id": id, "images.id": image }, update).await?;
        Ok(())
    }
}

fn ids(images: &[Image]) -> impl Iterator<Item = ImageId> {
    images.iter().map(|image| image.id)
}
