//! Lists of products for the shop's own systems: filtered, searched and sorted, along an index each.
//!
//! Every order has two indexes: over the whole shop, and within a category. Both end in what filters look at, so that
//! a filter is decided on the index and only what is listed is read. A search walks the index of words instead and
//! sorts what it finds, which are few.

use bson::{Bson, Document, doc, oid::ObjectId};
use domain::{CategoryId, Product, search};
use futures_util::TryStreamExt;
use mongodb::{IndexModel, options::Hint};

use super::Products;
use crate::{
    Page, Position, StoreError, categories,
    document::parse_all,
    documents::Documents,
    keyset::{Key, Keyset},
    migrate::index,
};

/// With more categories than this below the one that was asked for, the whole shop is walked and what lies elsewhere
/// left out, instead of merging so many walks.
const MOST_WALKS: usize = 50;

/// Which products, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductQuery {
    /// Those in this category and all below it.
    pub category: Option<CategoryId>,
    /// Those in which each of these words begins a word (see [`domain::search`]).
    pub text: Option<String>,
    /// Those with a discount, or those without.
    pub discounted: Option<bool>,
    /// Those in stock, or those out of stock.
    pub available: Option<bool>,
    /// The order.
    pub sort: ProductSort,
}

/// An order of products.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ProductSort {
    /// As they were created.
    #[default]
    Id,
    /// By title, alphabetically.
    Title,
    /// Cheapest first, before discounts.
    Price,
    /// Dearest first, before discounts.
    PriceDescending,
    /// Newest first.
    Newest,
}

impl ProductSort {
    const fn keyset(self) -> Keyset {
        match self {
            Self::Id => Keyset { field: None, descending: false },
            Self::Title => Keyset { field: Some("title_key"), descending: false },
            Self::Price => Keyset { field: Some("price.amount"), descending: false },
            Self::PriceDescending => Keyset { field: Some("price.amount"), descending: true },
            Self::Newest => Keyset { field: Some("created_at"), descending: true },
        }
    }

    fn position(self, product: &Product) -> Position {
        let key = match self {
            Self::Id => None,
            Self::Title => Some(Key::Text(search::sort_key(product.title.as_str()))),
            Self::Price | Self::PriceDescending => Some(product.price.amount().into()),
            Self::Newest => Some(product.created_at.into()),
        };
        Position::of(key, product.id.0)
    }

    /// The name of the index over the whole shop, and of the one within a category.
    const fn indexes(self) -> (&'static str, &'static str) {
        match self {
            Self::Id => ("by_id", "category_by_id"),
            Self::Title => ("by_title", "category_by_title"),
            Self::Price | Self::PriceDescending => ("by_price", "category_by_price"),
            Self::Newest => ("by_newest", "category_by_newest"),
        }
    }
}

pub(super) fn indexes() -> Vec<IndexModel> {
    let sorts = [ProductSort::Id, ProductSort::Title, ProductSort::Price, ProductSort::Newest];
    let both = |sort: ProductSort| {
        let (whole, within) = sort.indexes();
        let mut keys = sort.keyset().sort();
        keys.extend(doc! { "discount_percent": 1, "stock": 1 });
        let mut in_category = doc! { "category_id": 1 };
        in_category.extend(keys.clone());
        [index(whole, keys), index(within, in_category)]
    };
    sorts.into_iter().flat_map(both).collect()
}

impl Products {
    /// A page of products, from behind `after` on.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when `after` belongs to another order; [`StoreError::Driver`].
    pub async fn list(
        &self,
        query: &ProductQuery,
        after: Option<&Position>,
        limit: usize,
    ) -> Result<Page<Product>, StoreError> {
        let keyset = query.sort.keyset();
        let (whole, within_category) = query.sort.indexes();
        let mut conditions = vec![];
        conditions.extend(query.discounted.map(|yes| positive("discount_percent", yes)));
        conditions.extend(query.available.map(|yes| positive("stock", yes)));
        let within = match query.category {
            Some(category) => Some(self.subtree(category).await?),
            None => None,
        };
        let (filter, hint) = match (&query.text, within) {
            (Some(text), within) => {
                let words = search::words(text);
                if words.is_empty() {
                    return Ok(Page { items: vec![], next: None });
                }
                conditions.extend(words.into_iter().map(begins_a_word));
                conditions.extend(within.map(|within| doc! { "category_id": { "$in": within } }));
                (keyset.filter(after, &conditions)?, "words")
            }
            (None, Some(within)) if within.len() <= MOST_WALKS => {
                let places: Vec<_> = within.into_iter().map(|id| doc! { "category_id": id }).collect();
                (keyset.filter_in(after, &conditions, &places)?, within_category)
            }
            (None, within) => {
                conditions.extend(within.map(|within| doc! { "category_id": { "$in": within } }));
                (keyset.filter(after, &conditions)?, whole)
            }
        };
        let found = self.collection.find(filter).sort(keyset.sort()).hint(Hint::Name(hint.to_owned()));
        let found = found.projection(doc! { "words": 0, "title_key": 0 });
        let items = parse_all(found.limit(i64::try_from(limit + 1).unwrap_or(i64::MAX)).await?).await?;
        Ok(Page::of(items, limit, |product| query.sort.position(product)))
    }

    /// A category and all below it.
    async fn subtree(&self, root: CategoryId) -> Result<Vec<Bson>, StoreError> {
        let categories = Documents::of(&self.db, categories::COLLECTION);
        let below = categories.find(doc! { "ancestors": root }).projection(doc! { "_id": 1 }).await?;
        let below: Vec<ObjectId> = below
            .map_ok(|found| found.get_object_id("_id"))
            .try_collect::<Vec<_>>()
            .await?
            .into_iter()
            .collect::<Result<_, _>>()?;
        Ok(below.into_iter().chain([root.0]).map(Bson::from).collect())
    }
}

/// A range instead of a regular expression: nothing in a word can be taken for an operator.
fn begins_a_word(word: String) -> Document {
    let end = format!("{word}\u{10ffff}");
    doc! { "words": { "$elemMatch": { "$gte": word, "$lt": end } } }
}

fn positive(field: &str, yes: bool) -> Document {
    if yes {
        doc! { field: { "$gt": 0_i64 } }
    } else {
        doc! { field: 0_i64 }
    }
}
