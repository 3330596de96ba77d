//! The category tree: read and listed here, changed in `tree`, whose transactions keep it a tree; what a move means for
//! products is in `moved`.

mod moved;
mod tree;

use bson::doc;
use domain::{Category, CategoryId, Clock};
use futures_util::TryStreamExt;
use mongodb::{Database, IndexModel};
use serde::Deserialize;

use crate::{
    Outbox, Page, PageRequest, Position, StoreError,
    documents::{Documents, all},
    index::{behind, hint, index},
    keyset::Keyset,
    names::CATEGORIES,
};

const BY_ID: Keyset = Keyset { field: None, descending: false };

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![index(CHILDREN, doc! { "parent_id": 1, "_id": 1 }), index("subtree", doc! { "ancestors": 1, "_id": 1 })]
}

const CHILDREN: &str = "children";

/// The collection `categories`.
#[derive(Clone, Debug)]
pub struct Categories {
    db: Database,
    collection: Documents,
    outbox: Outbox,
    clock: Clock,
}

/// A category with what lies right below it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CategoryPage {
    pub category: Category,
    /// Its subcategories, in the order they were created.
    pub subcategories: Vec<Category>,
}

/// Which categories a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Parent {
    /// All.
    #[default]
    Any,
    /// Those without a parent.
    Root,
    /// The children of this one.
    Of(CategoryId),
}

impl Categories {
    pub(crate) fn new(db: &Database, outbox: &Outbox, clock: &Clock) -> Self {
        Self { db: db.clone(), collection: Documents::of(db, CATEGORIES), outbox: outbox.clone(), clock: clock.clone() }
    }

    /// The children of a category, or the roots, in the order they were created.
    pub async fn children(&self, parent_id: Option<CategoryId>) -> Result<Vec<Category>, StoreError> {
        self.children_after(parent_id, None, 0).await
    }

    /// The same from behind `after` on, at most `limit`; with 0, all.
    pub async fn children_after(
        &self,
        parent_id: Option<CategoryId>,
        after: Option<CategoryId>,
        limit: i64,
    ) -> Result<Vec<Category>, StoreError> {
        let filter = doc! { "parent_id": parent_id, "_id": behind(after) };
        let children = self.collection.typed();
        let children = children.find(filter).sort(doc! { "_id": 1 }).limit(limit).hint(hint(CHILDREN));
        all(children).await
    }

    /// A category, if it exists.
    pub async fn find(&self, id: CategoryId) -> Result<Option<Category>, StoreError> {
        self.collection.typed().get(id).await
    }

    /// A category and its subcategories; `None` when it does not exist (any more).
    pub async fn open(&self, id: CategoryId) -> Result<Option<CategoryPage>, StoreError> {
        let (category, subcategories) = tokio::try_join!(self.find(id), self.children(Some(id)))?;
        Ok(category.map(|category| CategoryPage { category, subcategories }))
    }

    /// A page of categories in the order they were created.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when the page begins at a position of another list; [`StoreError::Driver`].
    pub async fn list(&self, parent: Parent, request: &PageRequest) -> Result<Page<CategoryPage>, StoreError> {
        let (conditions, walked) = match parent {
            Parent::Any => (vec![], "_id_"),
            Parent::Root => (vec![doc! { "parent_id": null }], CHILDREN),
            Parent::Of(id) => (vec![doc! { "parent_id": id }], CHILDREN),
        };
        let pipeline = [
            doc! { "$match": BY_ID.filter(request, &conditions)? },
            doc! { "$sort": BY_ID.sort() },
            doc! { "$limit": request.read_limit() },
            doc! { "$project": { "_id": 0, "category": "$$ROOT" } },
            doc! { "$lookup": {
                "from": CATEGORIES, "localField": "category._id", "foreignField": "parent_id", "as": "subcategories",
                "pipeline": [{ "$sort": { "_id": 1 } }],
            } },
        ];
        let found = self.collection.aggregate(pipeline).hint(hint(walked));
        let found = found.with_type::<CategoryPage>().await?.try_collect().await?;
        Ok(Page::of(found, request, |page: &CategoryPage| Position::of(None, page.category.id.0)))
    }

    /// Whether there are none.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.collection.find_one(doc! {}).await?.is_none())
    }
}
