//! The order of siblings, as people arrange them: a category is put before or behind another one.

use bson::doc;
use chrono::{DateTime, Utc};
use domain::{Category, CategoryId, CategoryPosition};
use futures_util::{FutureExt, TryStreamExt};
use mongodb::ClientSession;

use super::{BY_PLACE, Categories, Stored};
use crate::{Precondition, StoreError, documents::update_all, index::hint, names::CATEGORIES, stamp, transaction};

/// A place among siblings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Right before this category.
    Before(CategoryId),
    /// Right behind it.
    Behind(CategoryId),
}

impl Beside {
    const fn anchor(self) -> CategoryId {
        match self {
            Self::Before(id) | Self::Behind(id) => id,
        }
    }
}

impl Categories {
    /// Puts a category beside another one, and says in which order the siblings are then. Below another parent it takes its subtree
    /// along first; broken off in between, it lies there in the place it had.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when one of them does not exist; [`StoreError::Cycle`] when the other lies below it;
    /// [`StoreError::Stale`] when one of them is moved meanwhile; [`StoreError::Driver`].
    pub async fn put_beside(&self, id: CategoryId, beside: Beside) -> Result<Vec<Category>, StoreError> {
        let (found, anchor) = tokio::try_join!(self.find(id), self.find(beside.anchor()))?;
        let (category, anchor) = found.zip(anchor).ok_or(StoreError::NotFound)?;
        if category.parent_id != anchor.parent_id {
            let moved = move |category: &mut Category| category.parent_id = anchor.parent_id;
            self.change(id, moved, Precondition::none()).await?;
        }
        let context = (self.clone(), id, beside, self.clock.now());
        transaction::run(&self.db, context, |session, (categories, id, beside, now)| {
            async move { categories.arrange(*id, *beside, *now, session).await }.boxed()
        })
        .await
    }

    /// Gives each sibling the number of its place, so that there is room for one more everywhere.
    async fn arrange(
        &self,
        id: CategoryId,
        beside: Beside,
        now: DateTime<Utc>,
        session: &mut ClientSession,
    ) -> Result<Vec<Category>, StoreError> {
        let category: Category = self.collection.typed().read(id, session).await?;
        let siblings = self.collection.typed::<Category>();
        let siblings = siblings.find(doc! { "parent_id": category.parent_id }).sort(BY_PLACE.sort());
        let mut siblings = siblings.hint(hint(super::SIBLINGS)).session(&mut *session).await?;
        let before: Vec<Category> = siblings.stream(&mut *session).try_collect().await?;
        if beside.anchor() == id {
            return Ok(before);
        }
        let mut order: Vec<&Category> = before.iter().filter(|sibling| sibling.id != id).collect();
        let anchor = order.iter().position(|sibling| sibling.id == beside.anchor()).ok_or(StoreError::Stale)?;
        order.insert(if matches!(beside, Beside::Before(_)) { anchor } else { anchor + 1 }, &category);
        let (mut updates, mut after) = (vec![], vec![]);
        for (place, sibling) in (0_i64..).zip(order) {
            let mut placed = Category { position: CategoryPosition::new(place)?, ..sibling.clone() };
            let update = stamp::difference(now, &Stored::new(sibling), &Stored::new(&placed))?;
            if let Some(update) = update {
                placed.modified_at = now;
                updates.push(doc! { "q": { "_id": sibling.id }, "u": update });
            }
            after.push(placed);
        }
        if !updates.is_empty() {
            update_all(&self.db, CATEGORIES, updates, Some(session)).await?;
        }
        Ok(after)
    }
}
