//! Lists of products for the shop's own systems: filtered and sorted, along an index each.
//!
//! Every order has one index. It begins with what a list may ask for, a place (a category with all below it, or the whole
//! shop) and the two filters, and goes on in the list's order, so that a page is read from where it begins and costs the
//! same whatever is asked and however many products there are. A filter that is not asked for means both of its values:
//! MongoDB walks each of the (at most four) parts of the index and merges them. The list that is asked for most often,
//! without filters and order, has an index of its own instead, and so one walk.
//!
//! Products that run low are few. They have an index of their own, in the order of their stock; the other filters are decided
//! on the documents, and another order is made of them all.

use bson::{Bson, Document, doc};
use domain::{CategoryId, Product, search};
use mongodb::IndexModel;

use super::{Products, stock, stored};
use crate::{
    Page, PageRequest, Position, StoreError,
    documents::all,
    index::{hint, index},
    keyset::{Key, Keyset},
    membership::SHOP,
};

/// Which products, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductQuery {
    /// Those in this category and all below it.
    pub category: Option<CategoryId>,
    /// Those in which each of these words begins a word, or what they may have meant (see [`domain::search`]).
    pub text: Option<String>,
    /// Those with a discount, or those without.
    pub discounted: Option<bool>,
    /// Those in stock, or those out of stock.
    pub available: Option<bool>,
    /// Those of which there are still some, but no more than [`LOW_STOCK`].
    pub low_stock: bool,
    pub sort: ProductSort,
}

/// Of a product that runs low there are at most so many.
pub const LOW_STOCK: i64 = 5;

/// An order of products.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ProductSort {
    /// As they were created; of a search, the best first; of those that run low, the fewest first.
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
    pub(super) const fn keyset(self) -> Keyset {
        match self {
            Self::Id => Keyset { field: None, descending: false },
            Self::Title => Keyset { field: Some("title_key"), descending: false },
            Self::Price => Keyset { field: Some("price.amount"), descending: false },
            Self::PriceDescending => Keyset { field: Some("price.amount"), descending: true },
            Self::Newest => Keyset { field: Some("created_at"), descending: true },
        }
    }

    pub(super) fn position(self, product: &Product) -> Position {
        let key = match self {
            Self::Id => None,
            Self::Title => Some(Key::Text(search::sort_key(product.title.as_str()))),
            Self::Price | Self::PriceDescending => Some(product.price.amount().into()),
            Self::Newest => Some(product.created_at.into()),
        };
        Position::of(key, product.id.0)
    }

    const fn index(self) -> &'static str {
        match self {
            Self::Id => "list_by_id",
            Self::Title => "list_by_title",
            Self::Price | Self::PriceDescending => "list_by_price",
            Self::Newest => "list_by_newest",
        }
    }
}

const PLAIN: &str = "list";

pub(super) fn indexes() -> impl Iterator<Item = IndexModel> {
    let plain = index(PLAIN, doc! { "within": 1, "_id": 1 });
    let sorted =
        [ProductSort::Id, ProductSort::Title, ProductSort::Price, ProductSort::Newest].into_iter().map(|sort| {
            let mut keys = doc! { "within": 1, "available": 1, "discounted": 1 };
            keys.extend(sort.keyset().sort());
            index(sort.index(), keys)
        });
    [plain].into_iter().chain(sorted)
}

impl ProductQuery {
    /// What a product fulfils that is listed, but for the words that are searched for.
    pub(super) fn conditions(&self) -> Vec<Document> {
        let mut conditions = vec![doc! { "within": self.category.map_or_else(|| SHOP.into(), Bson::from) }];
        conditions.extend(self.available.map(|yes| doc! { "available": yes }));
        conditions.extend(self.discounted.map(|yes| doc! { "discounted": yes }));
        conditions.extend(self.low_stock.then(|| doc! { "stock": { "$gte": 1_i64, "$lte": LOW_STOCK } }));
        conditions
    }

    pub(super) fn keyset(&self) -> Keyset {
        match self.sort {
            ProductSort::Id if self.low_stock => Keyset { field: Some("stock"), descending: false },
            sort => sort.keyset(),
        }
    }

    fn position(&self, product: &Product) -> Position {
        match self.sort {
            ProductSort::Id if self.low_stock => Position::of(Some(i64::from(product.stock).into()), product.id.0),
            sort => sort.position(product),
        }
    }

    /// The index of the list, and the same with a condition on everything that it begins with.
    pub(super) fn walk(&self) -> (&'static str, Vec<Document>) {
        let mut conditions = self.conditions();
        if self.low_stock {
            return (stock::LOW_STOCK, conditions);
        }
        if (self.sort, self.available, self.discounted) == (ProductSort::Id, None, None) {
            return (PLAIN, conditions);
        }
        for (field, wanted) in [("available", self.available), ("discounted", self.discounted)] {
            if wanted.is_none() {
                conditions.push(doc! { field: { "$in": [false, true] } });
            }
        }
        (self.sort.index(), conditions)
    }
}

impl Products {
    /// A page of products. Of what is searched for, the first few thousand are looked at, and the best of them come first where no
    /// order is asked for; see [`search`](super::search).
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when the page begins at a position of another order; [`StoreError::Driver`].
    pub async fn list(&self, query: &ProductQuery, request: &PageRequest) -> Result<Page<Product>, StoreError> {
        if let Some(text) = &query.text {
            return self.search(text, query, request).await;
        }
        let items = self.walk(query, request).await?;
        Ok(Page::of(items, request, |product| query.position(product)))
    }

    async fn walk(&self, query: &ProductQuery, request: &PageRequest) -> Result<Vec<Product>, StoreError> {
        let keyset = query.keyset();
        let (index, conditions) = query.walk();
        let products = self.collection.typed();
        let found = products.find(keyset.filter(request, &conditions)?).sort(keyset.sort());
        let found = found.hint(hint(index)).projection(stored::product_alone());
        all(found.limit(request.read_limit())).await
    }
}
