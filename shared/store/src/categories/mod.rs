//! The category tree.

use bson::{Document, doc, oid::ObjectId};
use domain::{Category, CategoryId, Clock, NewCategory};
use futures_util::TryStreamExt;
use mongodb::{Collection, Database, IndexModel};

use crate::{StoreError, migrate::index, stamp};

pub(crate) const COLLECTION: &str = "categories";

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![index("children", doc! { "parent_id": 1, "_id": 1 }), index("subtree", doc! { "ancestors": 1, "_id": 1 })]
}

/// The collection `categories`.
#[derive(Clone, Debug)]
pub struct Categories {
    collection: Collection<Category>,
    clock: Clock,
}

/// A category with what lies right below it.
#[derive(Debug, Clone)]
pub struct CategoryPage {
    /// The category.
    pub category: Category,
    /// Its subcategories, in the order they were created.
    pub subcategories: Vec<Category>,
}

impl Categories {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: db.collection(COLLECTION), clock: clock.clone() }
    }

    /// The children of a category, or the roots, in the order they were created.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn children(&self, parent_id: Option<CategoryId>) -> Result<Vec<Category>, StoreError> {
        let filter = doc! { "parent_id": parent_id };
        Ok(self.collection.find(filter).sort(doc! { "_id": 1 }).await?.try_collect().await?)
    }

    /// A category and its subcategories; `None` when it does not exist (any more).
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn open(&self, id: CategoryId) -> Result<Option<CategoryPage>, StoreError> {
        let category = async { Ok(self.collection.find_one(doc! { "_id": id }).await?) };
        let (category, subcategories) = tokio::try_join!(category, self.children(Some(id)))?;
        Ok(category.map(|category| CategoryPage { category, subcategories }))
    }

    /// Adds a category.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the parent does not exist; [`StoreError::Driver`].
    pub async fn create(&self, new: NewCategory) -> Result<Category, StoreError> {
        let ancestors = match new.parent_id {
            None => vec![],
            Some(parent_id) => {
                let parent = self.collection.find_one(doc! { "_id": parent_id }).await?.ok_or(StoreError::NotFound)?;
                parent.ancestors.into_iter().chain([parent_id]).collect()
            }
        };
        let now = self.clock.now();
        let category = Category {
            id: CategoryId(ObjectId::new()),
            title: new.title,
            description: new.description,
            parent_id: new.parent_id,
            ancestors,
            created_at: now,
            modified_at: now,
        };
        let document = stamp::created(&self.clock, &category)?;
        self.collection.clone_with_type::<Document>().insert_one(document).await?;
        Ok(category)
    }

    /// Whether there are none.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.collection.find_one(doc! {}).await?.is_none())
    }
}
