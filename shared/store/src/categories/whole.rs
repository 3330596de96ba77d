//! The whole tree with the number of products in each category.
//!
//! Counting reads a key of every product: a tenth of a second for a hundred thousand, where all else of the tree takes a few
//! milliseconds. To count while products are written would have all that are created in one category wait for each other. So a
//! process keeps the numbers, and whoever asks says how old they may be.

use std::{collections::HashMap, sync::Arc};

use bson::{Bson, doc};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Category, CategoryId};
use futures_util::TryStreamExt;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{Categories, SIBLINGS};
use crate::{
    StoreError,
    documents::{Documents, all},
    index::hint,
    membership::IN_CATEGORY,
    names::PRODUCTS,
};

/// A category in its tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryNode {
    pub category: Category,
    /// How many products lie right in it.
    pub products: u64,
    /// How many lie in it and in all below it.
    pub all_products: u64,
}

/// How many products lie right in each category that has some.
type Numbers = Arc<HashMap<CategoryId, u64>>;

/// What was counted last. Whoever comes while it is counted waits for that.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts(Arc<Mutex<Option<Counted>>>);

#[derive(Debug)]
struct Counted {
    at: DateTime<Utc>,
    numbers: Numbers,
}

#[derive(Deserialize)]
struct Count {
    #[serde(rename = "_id")]
    category_id: CategoryId,
    products: i64,
}

impl Categories {
    /// All categories, each before those below it, siblings by position and title; with numbers of products that are not older
    /// than `max_age`.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn tree(&self, max_age: TimeDelta) -> Result<Vec<CategoryNode>, StoreError> {
        let (siblings, counts) = tokio::try_join!(self.siblings(), self.counted(max_age))?;
        Ok(in_order(siblings, &counts))
    }

    /// In the order of the index: those with the same parent by their places.
    async fn siblings(&self) -> Result<Vec<Category>, StoreError> {
        let categories = self.collection.typed();
        all(categories.find(doc! { "parent_id": { "$gte": Bson::MinKey } }).hint(hint(SIBLINGS))).await
    }

    async fn counted(&self, max_age: TimeDelta) -> Result<Numbers, StoreError> {
        let mut kept = self.counts.0.lock().await;
        let now = self.clock.now();
        if let Some(counted) = kept.as_ref().filter(|counted| now - counted.at <= max_age) {
            return Ok(counted.numbers.clone());
        }
        let group = [doc! { "$group": { "_id": "$category_id", "products": { "$sum": 1_i64 } } }];
        let counts = Documents::of(&self.db, PRODUCTS);
        let counts = counts.aggregate(group).hint(hint(IN_CATEGORY)).with_type::<Count>().await?;
        let counts: Vec<Count> = counts.try_collect().await?;
        let number = |count: Count| (count.category_id, count.products.unsigned_abs());
        let numbers: Numbers = Arc::new(counts.into_iter().map(number).collect());
        *kept = Some(Counted { at: now, numbers: numbers.clone() });
        Ok(numbers)
    }
}

fn in_order(categories: Vec<Category>, counts: &HashMap<CategoryId, u64>) -> Vec<CategoryNode> {
    let mut below: HashMap<CategoryId, u64> = HashMap::new();
    for category in &categories {
        let products = counts.get(&category.id).copied().unwrap_or_default();
        for id in category.line() {
            *below.entry(id).or_default() += products;
        }
    }
    let mut children: HashMap<Option<CategoryId>, Vec<Category>> = HashMap::new();
    // From the last to the first, as they are taken from the end
    for category in categories.into_iter().rev() {
        children.entry(category.parent_id).or_default().push(category);
    }
    let mut open = children.remove(&None).unwrap_or_default();
    let mut nodes = vec![];
    while let Some(category) = open.pop() {
        open.extend(children.remove(&Some(category.id)).unwrap_or_default());
        let number = |numbers: &HashMap<_, u64>| numbers.get(&category.id).copied().unwrap_or_default();
        let (products, all_products) = (number(counts), number(&below));
        nodes.push(CategoryNode { category, products, all_products });
    }
    nodes
}
