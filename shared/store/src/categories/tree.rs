//! Changes of the tree. Each is one transaction, so that whatever happens at the same time, every category has its
//! ancestors right, none lies below itself, and none that holds something is deleted.

use bson::{doc, oid::ObjectId};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Category, CategoryId};
use futures_util::{FutureExt, TryStreamExt};
use mongodb::ClientSession;

use super::{BY_PLACE, Categories, CategoryPage, Stored, moved};
use crate::{
    Notice, Precondition, StoreError,
    membership::{self, hold},
    stamp, transaction, tree_lock,
};

impl Categories {
    /// Adds a category, with the line that its parent has.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCategory`] when the parent does not exist; [`StoreError::Driver`].
    pub async fn create(&self, category: Category) -> Result<Category, StoreError> {
        transaction::run(&self.db, (self.clone(), category), |session, (categories, category)| {
            async move {
                let ancestors = match category.parent_id {
                    None => vec![],
                    Some(parent_id) => hold(&categories.db, parent_id, session).await?,
                };
                let category = Category { ancestors, ..category.clone() };
                let document = bson::serialize_to_document(&Stored::new(&category))?;
                categories.collection.insert_one(document).session(session).await?;
                Ok(category)
            }
            .boxed()
        })
        .await
    }

    /// Changes a category; a new parent takes its whole subtree along.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when the precondition fails; [`StoreError::NoSuchCategory`] when the new
    /// parent does not exist; [`StoreError::Cycle`] when it lies in the subtree; [`StoreError::Driver`].
    pub async fn change(
        &self,
        id: CategoryId,
        change: impl Fn(&mut Category) + Send + Sync,
        precondition: Precondition<CategoryPage>,
    ) -> Result<CategoryPage, StoreError> {
        let edit = Edit { categories: self.clone(), id, change, precondition, now: self.clock.now() };
        let closed = if self.is_moved_by(&edit).await? { Some(tree_lock::close(&self.db).await?) } else { None };
        let changed = transaction::run(&self.db, edit, |session, edit| edit.step(session).boxed()).await;
        if let Some(closed) = closed {
            closed.open().await;
        }
        let (page, notice) = changed?;
        if let Some(notice) = notice {
            let listed = match self.list_products_anew(id, moved::PATIENCE).await {
                Ok(true) => self.outbox.mark_delivered(notice).await,
                Ok(false) => Ok(()),
                Err(error) => Err(error),
            };
            // The category was moved all the same
            if let Err(error) = listed {
                tracing::warn!(%error, category.id = %id, "the worker lists what lies below it anew");
            }
        }
        Ok(page)
    }

    /// Deletes a category that holds nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when the precondition fails; [`StoreError::NotEmptyCategory`];
    /// [`StoreError::Driver`].
    pub async fn delete(&self, id: CategoryId, precondition: Precondition<CategoryPage>) -> Result<(), StoreError> {
        let delete = (self.clone(), id, precondition);
        let closed = tree_lock::close(&self.db).await?;
        let deleted = transaction::run(&self.db, delete, |session, (categories, id, precondition)| {
            async move {
                tree_lock::alone(&categories.db, session).await?;
                let page = precondition.verify(categories.read(*id, session).await?)?;
                if !page.subcategories.is_empty() || !membership::is_empty(&categories.db, *id, session).await? {
                    return Err(StoreError::NotEmptyCategory);
                }
                categories.collection.delete_one(doc! { "_id": *id }).session(session).await?;
                Ok(())
            }
            .boxed()
        })
        .await;
        closed.open().await;
        deleted
    }

    /// As it looks now; the transaction looks again.
    async fn is_moved_by<F: Fn(&mut Category)>(&self, edit: &Edit<F>) -> Result<bool, StoreError> {
        let Some(before) = self.find(edit.id).await? else { return Ok(false) };
        let mut after = before.clone();
        (edit.change)(&mut after);
        Ok(after.parent_id != before.parent_id)
    }

    async fn read(&self, id: CategoryId, session: &mut ClientSession) -> Result<CategoryPage, StoreError> {
        let category = self.collection.typed().read(id, session).await?;
        let below = self.collection.typed();
        let below = below.find(doc! { "parent_id": id }).sort(BY_PLACE.sort()).session(&mut *session);
        let subcategories = below.await?.stream(session).try_collect().await?;
        Ok(CategoryPage { category, subcategories })
    }
}

struct Edit<F> {
    categories: Categories,
    id: CategoryId,
    change: F,
    precondition: Precondition<CategoryPage>,
    now: DateTime<Utc>,
}

impl<F: Fn(&mut Category) + Send + Sync> Edit<F> {
    /// Says, of a move, which notice has its products follow.
    async fn step(&self, session: &mut ClientSession) -> Result<(CategoryPage, Option<ObjectId>), StoreError> {
        let Self { categories, id, change, precondition, now } = self;
        let page = precondition.verify(categories.read(*id, session).await?)?;
        let before = &page.category;
        let (mut after, mut notice) = (before.clone(), None);
        change(&mut after);
        if after.parent_id != before.parent_id {
            tree_lock::alone(&categories.db, session).await?;
            after.ancestors = match after.parent_id {
                None => vec![],
                Some(parent_id) => membership::line(&categories.db, parent_id, session).await?,
            };
            if after.ancestors.contains(id) {
                return Err(StoreError::Cycle);
            }
            self.take_subtree_along(before, &after, session).await?;
            let (moved, due) =
                (Notice::CategoryMoved { category_id: *id }, *now + TimeDelta::seconds(moved::HEAD_START));
            notice = Some(categories.outbox.put(session, &moved, due, *now).await?);
        }
        if stamp::write_difference(
            session,
            &categories.collection,
            *id,
            *now,
            &Stored::new(before),
            &Stored::new(&after),
        )
        .await?
        {
            after.modified_at = *now;
        }
        Ok((CategoryPage { category: after, ..page }, notice))
    }

    /// What lies below keeps its own line and gets a new beginning of it.
    async fn take_subtree_along(
        &self,
        before: &Category,
        after: &Category,
        session: &mut ClientSession,
    ) -> Result<(), StoreError> {
        let kept = i64::try_from(before.ancestors.len()).unwrap_or(i64::MAX);
        let tail = doc! { "$slice": ["$ancestors", kept, { "$size": "$ancestors" }] };
        let line = doc! { "ancestors": { "$concatArrays": [&after.ancestors, tail] } };
        let below = doc! { "ancestors": self.id };
        let update = stamp::computed(self.now, line);
        self.categories.collection.update_many(below, update).session(session).await?;
        Ok(())
    }
}
