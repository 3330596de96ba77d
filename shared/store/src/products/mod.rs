//! Products: found, created, changed and deleted here; walked as cards by the chat (`cards`), as lists by the shop's
//! own systems (`list`, `search`); their photos come and go in `photo`. People change one value at a time in `cell`, many products
//! at once in `bulk`, and delete them in `deletion`, where they may think better of it. Every walk goes along an index. What
//! documents hold beside the product itself says `stored`.

pub(crate) mod bulk;
mod cards;
mod cell;
pub(crate) mod deletion;
mod duplicate;
mod export;
pub(crate) mod indexes;
mod list;
mod photo;
mod search;
pub(crate) mod skus;
pub(crate) mod stock;
mod stored;
pub(crate) mod upgrade;

use bson::{Bson, doc};
use domain::{Clock, ImageId, Product, ProductId, Sku};
use futures_util::FutureExt;
use mongodb::{ClientSession, Database};

pub use bulk::{Bulk, BulkPreview, BulkRow, Selection};
pub use cards::{Card, DealsFrom};
pub use cell::{Cell, CellOutcome};
pub use deletion::{Deletion, Undo};
pub use export::AttributeNames;
pub use list::{LOW_STOCK, ProductQuery, ProductSort};
pub use photo::Album;
pub use search::{FoundCards, SearchPosition};
pub(crate) use stored::{Stored, product_alone, words_of};

use crate::{
    Outbox, Photos, Precondition, StoreError, alerts,
    documents::{Documents, all},
    index::hint,
    membership::hold,
    names::PRODUCTS,
    stamp, transaction,
    vocabulary::Vocabulary,
};

/// The index of SKUs.
pub(crate) const SKU: &str = "with_sku";

/// The collection `products`.
#[derive(Clone, Debug)]
pub struct Products {
    db: Database,
    collection: Documents,
    photos: Photos,
    vocabulary: Vocabulary,
    outbox: Outbox,
    clock: Clock,
}

impl Products {
    pub(crate) fn new(db: &Database, photos: &Photos, outbox: &Outbox, clock: &Clock) -> Self {
        Self {
            db: db.clone(),
            collection: Documents::of(db, PRODUCTS),
            photos: photos.clone(),
            vocabulary: Vocabulary::new(db),
            outbox: outbox.clone(),
            clock: clock.clone(),
        }
    }

    pub(crate) const fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub(crate) const fn photos(&self) -> &Photos {
        &self.photos
    }

    /// A product, if it exists.
    pub async fn find(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        self.collection.typed().get(id).await
    }

    /// The product with this SKU, if it exists.
    pub async fn with_sku(&self, sku: &Sku) -> Result<Option<Product>, StoreError> {
        let with_sku = self.collection.typed();
        Ok(all(with_sku.find(doc! { "sku": sku.as_str() }).hint(hint(SKU)).limit(-1)).await?.pop())
    }

    /// Those of `ids` that exist, in any order.
    pub async fn find_many(&self, ids: impl IntoIterator<Item = ProductId>) -> Result<Vec<Product>, StoreError> {
        let ids: Vec<Bson> = ids.into_iter().map(Bson::from).collect();
        if ids.is_empty() {
            return Ok(vec![]);
        }
        all(self.collection.typed().find(doc! { "_id": { "$in": ids } })).await
    }

    /// Adds a product.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCategory`]; [`StoreError::SkuTaken`]; [`StoreError::Driver`].
    pub async fn create(&self, product: Product) -> Result<Product, StoreError> {
        self.vocabulary.learn(stored::words_of(&product)).await?;
        transaction::run(&self.db, (self.clone(), product), |session, (products, product)| {
            async move {
                let line = hold(&products.db, product.category_id, session).await?;
                let document = Stored::new(product, &line).document()?;
                skus::take(&products.db, [product], session).await?;
                products.collection.insert_one(document).session(session).await.map_err(skus::taken)?;
                Ok(product.clone())
            }
            .boxed()
        })
        .await
    }

    /// Changes a product.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when the precondition fails; [`StoreError::NoSuchCategory`];
    /// [`StoreError::SkuTaken`]; [`StoreError::Driver`].
    pub async fn change(
        &self,
        id: ProductId,
        change: impl Fn(&mut Product) + Send + Sync,
        precondition: Precondition<Product>,
    ) -> Result<Product, StoreError> {
        let edit = (self.clone(), id, change, precondition, self.clock.now());
        let changed = transaction::run(&self.db, edit, |session, (products, id, change, precondition, now)| {
            async move {
                let collection = &products.collection;
                let before = precondition.verify(collection.typed().read(*id, session).await?)?;
                let mut after = before.clone();
                change(&mut after);
                // Of what stays where it is, the line is not read: it is the same in both
                let line = if after.category_id == before.category_id {
                    vec![]
                } else {
                    hold(&products.db, after.category_id, session).await?
                };
                let (from, to) = (Stored::new(&before, &[]), Stored::new(&after, &line));
                let has_new_words = from.words != to.words;
                if stamp::write_difference(session, collection, *id, *now, &from, &to).await.map_err(skus::taken)? {
                    after.modified_at = *now;
                    skus::change(&products.db, [(&before, &after)], session).await?;
                    alerts::tell(&products.db, &products.outbox, &[(&before, &after)], *now, session).await?;
                }
                Ok((after, has_new_words))
            }
            .boxed()
        });
        let (product, has_new_words) = changed.await?;
        if has_new_words {
            self.vocabulary.learn(stored::words_of(&product)).await?;
        }
        Ok(product)
    }

    /// Deletes a product and its photos. Carts that hold it say so to their owners; orders keep their copy.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when the precondition fails; [`StoreError::Driver`].
    pub async fn delete(&self, id: ProductId, precondition: Precondition<Product>) -> Result<(), StoreError> {
        let delete = (self.clone(), id, precondition);
        let shown = transaction::run(&self.db, delete, |session, (products, id, precondition)| {
            async move {
                let product = precondition.verify(products.collection.typed::<Product>().read(*id, session).await?)?;
                products.remove(product, session).await
            }
            .boxed()
        })
        .await?;
        self.delete_photos_of(id, shown).await
    }

    /// Says which photos it showed.
    async fn remove(&self, product: Product, session: &mut ClientSession) -> Result<Vec<ImageId>, StoreError> {
        self.collection.delete_one(doc! { "_id": product.id }).session(&mut *session).await?;
        skus::leave(&self.db, [&product], session).await?;
        alerts::forget_product(&self.db, product.id, session).await?;
        deletion::forget(&self.db, product.id, session).await?;
        Ok(product.images.into_iter().map(|image| image.id).collect())
    }

    /// Those photos of a product that is gone which nothing else shows.
    async fn delete_photos_of(&self, id: ProductId, shown: Vec<ImageId>) -> Result<(), StoreError> {
        let left_behind = self.photos.left_behind(id, true, self.clock.now()).await?;
        self.photos.delete_unused(shown.into_iter().chain(left_behind)).await
    }

    /// Whether there are none.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.collection.find_one(doc! {}).await?.is_none())
    }
}
