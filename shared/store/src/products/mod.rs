//! Products: found, created, changed and deleted here; walked as cards by the chat (`cards`), as lists by the shop's
//! own systems (`list`, `search`); their photos come and go in `photo`. Every walk goes along an index. What documents hold
//! beside the product itself says `stored`.

mod cards;
pub(crate) mod indexes;
mod list;
mod photo;
mod search;
pub(crate) mod stock;
mod stored;
pub(crate) mod upgrade;

use bson::{Bson, doc};
use domain::{Clock, Product, ProductId};
use futures_util::FutureExt;
use mongodb::Database;

pub use cards::{Card, DealsFrom};
pub use list::{ProductQuery, ProductSort};
pub(crate) use stored::Stored;

use crate::{
    Photos, Precondition, StoreError,
    documents::{Documents, all},
    membership::hold,
    names::PRODUCTS,
    stamp, transaction,
};

/// The collection `products`.
#[derive(Clone, Debug)]
pub struct Products {
    db: Database,
    collection: Documents,
    photos: Photos,
    clock: Clock,
}

impl Products {
    pub(crate) fn new(db: &Database, photos: &Photos, clock: &Clock) -> Self {
        Self { db: db.clone(), collection: Documents::of(db, PRODUCTS), photos: photos.clone(), clock: clock.clone() }
    }

    /// A product, if it exists.
    pub async fn find(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        self.collection.typed().get(id).await
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
    /// [`StoreError::NoSuchCategory`]; [`StoreError::Driver`].
    pub async fn create(&self, product: Product) -> Result<Product, StoreError> {
        transaction::run(&self.db, (self.clone(), product), |session, (products, product)| {
            async move {
                let line = hold(&products.db, product.category_id, session).await?;
                let document = Stored::new(product, &line).document()?;
                products.collection.insert_one(document).session(session).await?;
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
    /// [`StoreError::Driver`].
    pub async fn change(
        &self,
        id: ProductId,
        change: impl Fn(&mut Product) + Send + Sync,
        precondition: Precondition<Product>,
    ) -> Result<Product, StoreError> {
        let edit = (self.clone(), id, change, precondition, self.clock.now());
        transaction::run(&self.db, edit, |session, (products, id, change, precondition, now)| {
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
                if stamp::write_difference(session, collection, *id, *now, &from, &to).await? {
                    after.modified_at = *now;
                }
                Ok(after)
            }
            .boxed()
        })
        .await
    }

    /// Deletes a product and its photo. Carts that hold it say so to their owners; orders keep their copy.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when the precondition fails; [`StoreError::Driver`].
    pub async fn delete(&self, id: ProductId, precondition: Precondition<Product>) -> Result<(), StoreError> {
        let delete = (self.clone(), id, precondition);
        transaction::run(&self.db, delete, |session, (products, id, precondition)| {
            async move {
                precondition.verify(products.collection.typed().read(*id, session).await?)?;
                products.collection.delete_one(doc! { "_id": *id }).session(session).await?;
                Ok(())
            }
            .boxed()
        })
        .await?;
        self.photos.delete_of(id).await
    }

    /// Whether there are none.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.collection.find_one(doc! {}).await?.is_none())
    }
}
