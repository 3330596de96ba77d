//! What follows from the move of a category: every product below it lists the categories it lies in (`within`), and has to
//! learn its new line.
//!
//! Below a category may lie a hundred thousand products, more than one transaction should write. So the move itself is
//! one transaction, over categories alone, and the products follow in batches of their own. Whoever creates a product, and each
//! batch, keeps the tree as it is meanwhile ([`crate::tree_lock`]): all of them write the line as it is then, in whichever order they come. Until
//! the last batch, a list of a category *above* the moved one may show what has left already, or lack what has come. Lists
//! of the moved category and of those below it show the same at every moment.
//!
//! Whoever moves a category sees to its products before they are answered, as far as that takes them no more than
//! [`PATIENCE`]. A notice in the outbox, written with the move, has the worker do what is left, also after a death.

use std::time::{Duration, Instant};

use bson::{Bson, Document, doc};
use domain::{CategoryId, ProductId};
use futures_util::{FutureExt, TryStreamExt};
use mongodb::ClientSession;
use serde::Deserialize;

use super::Categories;
use crate::{
    StoreError,
    documents::Documents,
    index::hint,
    membership::{IN_CATEGORY, hold, within},
    names::PRODUCTS,
    transaction,
};

/// How long whoever moves a category waits for its products.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// The worker leaves a move alone for so long, to whoever made it. In seconds.
pub(super) const HEAD_START: i64 = 60;
/// Products of one transaction.
const BATCH: i64 = 500;

#[derive(Deserialize)]
struct Id<T> {
    #[serde(rename = "_id")]
    id: T,
}

impl Categories {
    /// Has every product below a category, and right in it, listed where it lies now. `false`: not all are, `patience`
    /// is over. Doing it again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Timeout`]; [`StoreError::Driver`].
    pub async fn list_products_anew(&self, id: CategoryId, patience: Duration) -> Result<bool, StoreError> {
        let began = Instant::now();
        for category in self.with_products(id).await? {
            let mut after = None;
            loop {
                let batch = Batch { categories: self.clone(), category, after };
                after = transaction::run(&self.db, batch, |session, batch| batch.step(session).boxed()).await?;
                if after.is_none() {
                    break;
                }
                if began.elapsed() >= patience {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Those of a subtree that hold products.
    async fn with_products(&self, id: CategoryId) -> Result<Vec<CategoryId>, StoreError> {
        let subtree = self.collection.typed::<Id<CategoryId>>();
        let subtree = subtree.find(doc! { "$or": [{ "_id": id }, { "ancestors": id }] }).projection(doc! { "_id": 1 });
        let subtree: Vec<_> = subtree.await?.map_ok(|category| category.id).try_collect().await?;
        let holding =
            [doc! { "$match": { "category_id": { "$in": subtree } } }, doc! { "$group": { "_id": "$category_id" } }];
        let products: Documents = Documents::of(&self.db, PRODUCTS);
        let holding = products.aggregate(holding).with_type::<Id<CategoryId>>().await?;
        Ok(holding.map_ok(|category| category.id).try_collect().await?)
    }
}

/// The next products of a category, behind `after`.
struct Batch {
    categories: Categories,
    category: CategoryId,
    after: Option<ProductId>,
}

impl Batch {
    /// Says which was the last one; `None` when there are no more.
    async fn step(&self, session: &mut ClientSession) -> Result<Option<ProductId>, StoreError> {
        let db = &self.categories.db;
        let line = match hold(db, self.category, session).await {
            // Deleted meanwhile: so it holds nothing
            Err(StoreError::NoSuchCategory) => return Ok(None),
            line => line?,
        };
        let products: Documents = Documents::of(db, PRODUCTS);
        let batch = products.typed::<Id<ProductId>>();
        let batch = batch.find(self.filter(None)).projection(doc! { "_id": 1 }).sort(doc! { "_id": 1 }).limit(BATCH);
        let mut batch = batch.hint(hint(IN_CATEGORY)).session(&mut *session).await?;
        let batch: Vec<_> = batch.stream(session).map_ok(|product| product.id).try_collect().await?;
        let Some(last) = batch.last().copied() else { return Ok(None) };
        // Not a change of the product, hence not stamped
        let set = doc! { "$set": { "within": within(&line) } };
        products.update_many(self.filter(Some(last)), set).session(session).await?;
        Ok(i64::try_from(batch.len()).is_ok_and(|count| count == BATCH).then_some(last))
    }

    fn filter(&self, last: Option<ProductId>) -> Document {
        let (after, last) = (self.after.map_or(Bson::MinKey, Bson::from), last.map_or(Bson::MaxKey, Bson::from));
        doc! { "category_id": self.category, "_id": { "$gt": after, "$lte": last } }
    }
}
