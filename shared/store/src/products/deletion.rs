//! A deletion that can be undone for a while. Until it is due the product is what it was, also to customers: an order of it
//! keeps a copy, as any order does.
//!
//! The deletion is a document here and a notice in the outbox, which the worker takes when it is due. Whoever undoes it and
//! the worker both take the document out, each in a transaction: of two at the same moment one is repeated, and finds it gone.

use bson::{doc, oid::ObjectId, serde_helpers::datetime::FromChrono04DateTime};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Product, ProductId};
use futures_util::FutureExt;
use mongodb::{ClientSession, Database};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use super::Products;
use crate::{
    Notice, Precondition, StoreError,
    documents::{Documents, all},
    transaction,
};

pub(crate) const COLLECTION: &str = "deletions";

/// A product that is going to be deleted.
#[serde_as]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    #[serde(rename = "_id")]
    pub product_id: ProductId,
    /// Until then it can be undone; afterwards, until the worker comes to it.
    #[serde_as(as = "FromChrono04DateTime")]
    pub due: DateTime<Utc>,
    /// What the worker takes.
    notice: ObjectId,
}

/// What became of the wish to keep a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undo {
    /// It stays, or was not to be deleted at all (any more).
    Kept,
    /// It is deleted.
    TooLate,
}

impl Products {
    /// Deletes a product after `delay`, unless that is undone before. One that is to be deleted already is not put off.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when the precondition fails; [`StoreError::Driver`].
    pub async fn delete_later(
        &self,
        id: ProductId,
        delay: TimeDelta,
        precondition: Precondition<Product>,
    ) -> Result<Deletion, StoreError> {
        let context = (self.clone(), id, delay, precondition, self.clock.now());
        transaction::run(&self.db, context, |session, (products, id, delay, precondition, now)| {
            async move {
                precondition.verify(products.collection.typed::<Product>().read(*id, session).await?)?;
                let deletions = deletions(&products.db).typed::<Deletion>();
                if let Some(known) = deletions.find_one(doc! { "_id": *id }).session(&mut *session).await? {
                    return Ok(known);
                }
                let (due, notice) = (*now + *delay, Notice::ProductDeleted { product_id: *id });
                let notice = products.outbox.put(session, &notice, due, *now).await?;
                let deletion = Deletion { product_id: *id, due, notice };
                deletions.insert_one(deletion).session(session).await?;
                Ok(deletion)
            }
            .boxed()
        })
        .await
    }

    /// Keeps a product that was to be deleted. Doing it again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn undo_deletion(&self, id: ProductId) -> Result<Undo, StoreError> {
        transaction::run(&self.db, (self.clone(), id), |session, (products, id)| {
            async move {
                let deletions = deletions(&products.db).typed::<Deletion>();
                let deletion = deletions.find_one_and_delete(doc! { "_id": *id }).session(&mut *session).await?;
                if let Some(deletion) = deletion {
                    products.outbox.take(session, deletion.notice).await?;
                }
                let product = products.collection.find_one(doc! { "_id": *id }).projection(doc! { "_id": 1 });
                let is_there = product.session(session).await?.is_some();
                Ok(if is_there { Undo::Kept } else { Undo::TooLate })
            }
            .boxed()
        })
        .await
    }

    /// Those of these products that are going to be deleted.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn deletions(&self, of: &[ProductId]) -> Result<Vec<Deletion>, StoreError> {
        all(deletions(&self.db).typed().find(doc! { "_id": { "$in": of } })).await
    }

    /// Deletes a product whose deletion is due, and takes the notice of it out of the outbox. Without the notice nothing
    /// happens: it was undone, or is done.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete_due(&self, notice: ObjectId, id: ProductId) -> Result<(), StoreError> {
        let shown = transaction::run(&self.db, (self.clone(), notice, id), |session, (products, notice, id)| {
            async move {
                if !products.outbox.take(session, *notice).await? {
                    return Ok(None);
                }
                match products.collection.typed::<Product>().read(*id, session).await {
                    Ok(product) => products.remove(product, session).await.map(Some),
                    Err(StoreError::NotFound) => {
                        forget(&products.db, *id, session).await?;
                        Ok(None)
                    }
                    Err(error) => Err(error),
                }
            }
            .boxed()
        });
        match shown.await? {
            Some(shown) => self.delete_photos_of(id, shown).await,
            None => Ok(()),
        }
    }
}

/// A product that is deleted is not going to be, as part of the session's transaction.
pub(super) async fn forget(db: &Database, id: ProductId, session: &mut ClientSession) -> Result<(), StoreError> {
    deletions(db).delete_one(doc! { "_id": id }).session(session).await?;
    Ok(())
}

fn deletions(db: &Database) -> Documents {
    Documents::of(db, COLLECTION)
}
