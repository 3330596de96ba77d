//! The category tree: read and listed here, changed in `tree`, whose transactions keep it a tree; what a move means for
//! products is in `moved`. People who arrange it see it as a `whole`, and put siblings in `order`.

mod moved;
mod order;
mod tree;
pub(crate) mod upgrade;
mod whole;

use bson::doc;
use domain::{Category, CategoryId, Clock};
use futures_util::TryStreamExt;
use mongodb::{Database, IndexModel};
use serde::{Deserialize, Serialize};

pub use order::Beside;
pub use whole::CategoryNode;

use self::whole::Counts;
use crate::{
    Outbox, Page, PageRequest, Position, StoreError,
    documents::{Documents, all},
    index::{hint, index},
    keyset::{Key, Keyset},
    names::CATEGORIES,
};

const BY_ID: Keyset = Keyset { field: None, descending: false };
const BY_PLACE: Keyset = Keyset { field: Some("place"), descending: false };

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![
        index(SIBLINGS, doc! { "parent_id": 1, "place": 1, "_id": 1 }),
        index("subtree", doc! { "ancestors": 1, "_id": 1 }),
    ]
}

const SIBLINGS: &str = "siblings";

/// A category as it is stored: with what siblings are ordered by.
#[derive(Serialize)]
pub(crate) struct Stored<'a> {
    #[serde(flatten)]
    category: &'a Category,
    place: String,
}

impl<'a> Stored<'a> {
    pub(crate) fn new(category: &'a Category) -> Self {
        Self { category, place: category.place() }
    }
}

/// The collection `categories`.
#[derive(Clone, Debug)]
pub struct Categories {
    db: Database,
    collection: Documents,
    outbox: Outbox,
    clock: Clock,
    counts: Counts,
}

/// A category with what lies right below it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CategoryPage {
    pub category: Category,
    /// Its subcategories, by position and title.
    pub subcategories: Vec<Category>,
}

/// A category with those above it, in any order.
#[derive(Deserialize)]
struct Line {
    category: Category,
    above: Vec<Category>,
}

impl Line {
    fn in_order(self) -> Vec<Category> {
        let Self { category, mut above } = self;
        above.sort_by_key(|one| one.ancestors.len());
        above.into_iter().chain([category]).collect()
    }
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
        let collection = Documents::of(db, CATEGORIES);
        Self { db: db.clone(), collection, outbox: outbox.clone(), clock: clock.clone(), counts: Counts::default() }
    }

    /// The children of a category, or the roots, by position and title.
    pub async fn children(&self, parent_id: Option<CategoryId>) -> Result<Vec<Category>, StoreError> {
        self.first_children(parent_id, 0).await
    }

    /// The same, at most `limit`; with 0, all.
    pub async fn first_children(&self, parent_id: Option<CategoryId>, limit: i64) -> Result<Vec<Category>, StoreError> {
        let children = self.collection.typed();
        let children = children.find(doc! { "parent_id": parent_id }).sort(BY_PLACE.sort());
        all(children.limit(limit).hint(hint(SIBLINGS))).await
    }

    /// Those behind one of them, at most `limit`; from the beginning, if that is no child any more. All siblings are read:
    /// where one of them stands, only the one itself knows, and to ask it first would take a second round trip.
    pub async fn children_after(
        &self,
        parent_id: Option<CategoryId>,
        after: CategoryId,
        limit: usize,
    ) -> Result<Vec<Category>, StoreError> {
        let mut children = self.children(parent_id).await?;
        let behind = children.iter().position(|child| child.id == after).map_or(0, |index| index + 1);
        children.drain(..behind);
        children.truncate(limit);
        Ok(children)
    }

    /// A category with those above it, from the root down to itself; empty when it does not exist (any more).
    pub async fn line(&self, id: CategoryId) -> Result<Vec<Category>, StoreError> {
        let above = doc! { "$lookup": {
            "from": CATEGORIES, "localField": "ancestors", "foreignField": "_id", "as": "above",
        } };
        let pipeline = [
            doc! { "$match": { "_id": id } },
            doc! { "$project": { "_id": 0, "category": "$$ROOT", "ancestors": 1 } },
            above,
        ];
        let found = self.collection.aggregate(pipeline).with_type::<Line>().await?.try_next().await?;
        Ok(found.map_or_else(Vec::new, Line::in_order))
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

    /// A page of categories: all in the order they were created, siblings by position and title.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when the page begins at a position of another list; [`StoreError::Driver`].
    pub async fn list(&self, parent: Parent, request: &PageRequest) -> Result<Page<CategoryPage>, StoreError> {
        let (keyset, conditions, walked) = match parent {
            Parent::Any => (BY_ID, vec![], "_id_"),
            Parent::Root => (BY_PLACE, vec![doc! { "parent_id": null }], SIBLINGS),
            Parent::Of(id) => (BY_PLACE, vec![doc! { "parent_id": id }], SIBLINGS),
        };
        let pipeline = [
            doc! { "$match": keyset.filter(request, &conditions)? },
            doc! { "$sort": keyset.sort() },
            doc! { "$limit": request.read_limit() },
            doc! { "$project": { "_id": 0, "category": "$$ROOT" } },
            doc! { "$lookup": {
                "from": CATEGORIES, "localField": "category._id", "foreignField": "parent_id", "as": "subcategories",
                "pipeline": [{ "$sort": BY_PLACE.sort() }],
            } },
        ];
        let found = self.collection.aggregate(pipeline).hint(hint(walked));
        let found = found.with_type::<CategoryPage>().await?.try_collect().await?;
        Ok(Page::of(found, request, |page: &CategoryPage| {
            let key = keyset.field.map(|_| Key::Text(page.category.place()));
            Position::of(key, page.category.id.0)
        }))
    }

    /// Whether there are none.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.collection.find_one(doc! {}).await?.is_none())
    }
}
