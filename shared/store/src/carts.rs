//! Carts: each is a part of its customer's document.
//!
//! A change is written with the claim of the update it belongs to, and notes that update in the same write: the same
//! update again changes nothing. Lines are computed by the database from the cart as it is, never from a copy read
//! before. How many of a product there are is not known to that write: where a change took more, or its product is gone,
//! the feature corrects the line while it holds the claim ([`Carts::set_quantity`]).

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use bson::{Bson, Document, doc};
use domain::{Cart, CartLine, Product, ProductId, Quantity, UserId};
use futures_util::TryStreamExt;
use lru::LruCache;
use mongodb::Database;
use serde::{Deserialize, Serialize};

use crate::{Claimed, Products, StoreError, documents::Documents, products, users};

/// How many updates a cart remembers.
const REMEMBERED: i32 = 100;
/// Of how many carts a process remembers the products.
const RECENT: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();

/// Carts, in the collection `users`.
#[derive(Clone, Debug)]
pub struct Carts {
    users: Documents,
    products: Products,
    /// Which products the carts had that were read lately. It may be out of date; [`Carts::complete`] makes up for that.
    recent: Arc<Mutex<LruCache<UserId, Vec<ProductId>>>>,
}

/// A change of a cart, as the customer asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CartChange {
    /// One more of a product; a new line if there is none, unless the cart is full.
    Add(ProductId),
    /// One more of a line, if there is one.
    Plus(ProductId),
    /// One less of a line; the last one takes the line away.
    Minus(ProductId),
    /// A line less.
    Remove(ProductId),
    /// No lines any more.
    Clear,
}

/// A line as a change found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct LineBefore {
    /// How many were in the cart.
    pub quantity: u32,
    /// Which line it was, from 0; negative when there was none.
    pub index: i32,
}

/// The field `cart` of a customer's document.
#[derive(Default, Deserialize)]
pub(crate) struct CartDocument {
    #[serde(default)]
    pub(crate) lines: Vec<CartLine>,
    last: Option<LastChange>,
}

#[derive(Deserialize)]
struct LastChange {
    update_id: i64,
    before: Option<LineBefore>,
}

#[derive(Deserialize)]
struct WithCart {
    #[serde(default)]
    cart: CartDocument,
}

/// The products of a cart that is read at the same time, perhaps in the moment before it changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CartProducts {
    /// The lines whose products were looked up.
    looked_up: Vec<ProductId>,
    /// Those that exist.
    products: Vec<Product>,
}

#[derive(Deserialize)]
struct WithProducts {
    #[serde(default)]
    cart: LookedUp,
    products: Vec<Product>,
}

#[derive(Default, Deserialize)]
struct LookedUp {
    #[serde(default)]
    lines: Vec<LookedUpLine>,
}

#[derive(Deserialize)]
struct LookedUpLine {
    product_id: ProductId,
}

impl CartDocument {
    /// What the change of this update found, unless another change came after it.
    pub(crate) fn before(&self, update_id: i64) -> Option<LineBefore> {
        self.last.as_ref().filter(|last| last.update_id == update_id)?.before
    }
}

impl Carts {
    pub(crate) fn new(db: &Database, products: &Products) -> Self {
        let recent = Arc::new(Mutex::new(LruCache::new(RECENT)));
        Self { users: Documents::of(db, users::COLLECTION), products: products.clone(), recent }
    }

    /// A customer's cart; empty if there is none.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn of(&self, user_id: UserId) -> Result<Cart, StoreError> {
        let users = self.users.typed::<WithCart>();
        let found = users.find_one(doc! { "_id": user_id }).projection(doc! { "cart": 1 }).await?;
        Ok(Cart { user_id, lines: found.map(|found| found.cart.lines).unwrap_or_default() })
    }

    /// The products in a customer's cart as they are now, those that still exist: one round trip, to be made beside the
    /// one that reads the cart. Looked up by their ids where this process has seen the cart lately, which costs MongoDB
    /// half as much as to look them up through the cart.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn products(&self, user_id: UserId) -> Result<CartProducts, StoreError> {
        let seen = self.recent.lock().unwrap_or_else(PoisonError::into_inner).get(&user_id).cloned();
        match seen {
            Some(looked_up) => {
                let products = self.products.find_many(looked_up.iter().copied()).await?;
                Ok(CartProducts { looked_up, products })
            }
            None => self.products_where(doc! { "_id": user_id }).await,
        }
    }

    /// Remembers which products a cart has, for the next time it is read.
    pub fn remember(&self, cart: &Cart) {
        let ids = cart.lines.iter().map(|line| line.product_id).collect();
        self.recent.lock().unwrap_or_else(PoisonError::into_inner).put(cart.user_id, ids);
    }

    /// The same if one of these questions is open in the customer's chat; nothing otherwise.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn products_at<S: Serialize>(&self, user_id: UserId, steps: &[S]) -> Result<CartProducts, StoreError> {
        let steps = bson::serialize_to_bson(steps)?;
        self.products_where(doc! { "_id": user_id, "step": { "$in": steps } }).await
    }

    async fn products_where(&self, filter: Document) -> Result<CartProducts, StoreError> {
        let pipeline = [
            doc! { "$match": filter },
            doc! { "$lookup": {
                "from": products::COLLECTION, "localField": "cart.lines.product_id", "foreignField": "_id",
                "as": "products",
            } },
            doc! { "$project": { "cart.lines.product_id": 1, "products": 1 } },
        ];
        let mut found = self.users.aggregate(pipeline).with_type::<WithProducts>().await?;
        let Some(WithProducts { cart, products }) = found.try_next().await? else { return Ok(CartProducts::default()) };
        Ok(CartProducts { looked_up: cart.lines.into_iter().map(|line| line.product_id).collect(), products })
    }

    /// All products in `cart` that exist: those that were `found` beside it, and those that were put in meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn complete(&self, cart: &Cart, found: CartProducts) -> Result<Vec<Product>, StoreError> {
        self.remember(cart);
        let ids = cart.lines.iter().map(|line| line.product_id);
        let missing: Vec<_> = ids.filter(|id| !found.looked_up.contains(id)).collect();
        let mut products = found.products;
        if !missing.is_empty() {
            products.extend(self.products.find_many(missing).await?);
        }
        Ok(products)
    }

    /// Gives a line that a change left another quantity, while the claim of the change's update holds; with 0 the line
    /// goes. `false`: the claim had lapsed and somebody else took over, nothing was changed.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn set_quantity(
        &self,
        claimed: Claimed,
        product_id: ProductId,
        quantity: u32,
    ) -> Result<bool, StoreError> {
        let result = if quantity == 0 {
            let update = doc! { "$pull": { "cart.lines": { "product_id": product_id } } };
            self.users.update_one(claimed.filter(), update).await?
        } else {
            let update = doc! { "$set": { "cart.lines.$[line].quantity": i64::from(quantity) } };
            let update = self.users.update_one(claimed.filter(), update);
            update.array_filters([doc! { "line.product_id": product_id }]).await?
        };
        Ok(result.matched_count == 1)
    }
}

impl CartChange {
    /// The product whose line changes.
    pub const fn product_id(self) -> Option<ProductId> {
        match self {
            Self::Add(id) | Self::Plus(id) | Self::Minus(id) | Self::Remove(id) => Some(id),
            Self::Clear => None,
        }
    }

    /// The field `cart` after the change, once per update, with what the change found of its product's line: a repeated
    /// update is answered by what the first one found.
    pub(crate) fn document(self, update_id: i64) -> Document {
        let applied = doc! { "$ifNull": ["$cart.applied", []] };
        let lines = doc! { "$let": {
            "vars": { "lines": { "$ifNull": ["$cart.lines", []] } },
            "in": self.lines(),
        } };
        let changed = doc! {
            "lines": lines,
            "applied": { "$slice": [{ "$concatArrays": [applied.clone(), [update_id]] }, -REMEMBERED] },
            "last": { "update_id": update_id, "before": self.product_id().map(line_before) },
        };
        doc! { "$cond": [{ "$in": [update_id, applied] }, "$cart", changed] }
    }

    /// An expression over `$$lines`.
    fn lines(self) -> Bson {
        match self {
            Self::Add(id) => {
                let is_there = doc! { "$in": [id, "$$lines.product_id"] };
                doc! { "$cond": [is_there, Self::Plus(id).lines(), appended(id)] }.into()
            }
            Self::Plus(id) => {
                let raised = doc! { "$add": ["$$line.quantity", 1_i64] };
                with_quantity(id, doc! { "$min": [raised, i64::from(Quantity::MAX)] }).into()
            }
            Self::Minus(id) => {
                let lowered = with_quantity(id, doc! { "$subtract": ["$$line.quantity", 1_i64] });
                let is_left = doc! { "$gt": ["$$line.quantity", 0_i64] };
                doc! { "$filter": { "input": lowered, "as": "line", "cond": is_left } }.into()
            }
            Self::Remove(id) => {
                let others = doc! { "$ne": ["$$line.product_id", id] };
                doc! { "$filter": { "input": "$$lines", "as": "line", "cond": others } }.into()
            }
            Self::Clear => Bson::Array(vec![]),
        }
    }
}

/// The lines with one more, unless the cart is full. Its title is stored later: the write does not know it.
fn appended(product_id: ProductId) -> Document {
    let room = doc! { "$lt": [{ "$size": "$$lines" }, i32::try_from(Cart::MAX_LINES).unwrap_or(i32::MAX)] };
    let line = doc! { "product_id": product_id, "quantity": 1_i64 };
    doc! { "$cond": [room, { "$concatArrays": ["$$lines", [line]] }, "$$lines"] }
}

/// [`LineBefore`], from the cart as it is before the change.
fn line_before(product_id: ProductId) -> Document {
    let index = doc! { "$indexOfArray": [{ "$ifNull": ["$cart.lines.product_id", []] }, product_id] };
    let quantity = doc! { "$cond": [
        { "$lt": ["$$index", 0] }, 0_i64, { "$arrayElemAt": ["$cart.lines.quantity", "$$index"] },
    ] };
    doc! { "$let": { "vars": { "index": index }, "in": { "quantity": quantity, "index": "$$index" } } }
}

/// The lines with another quantity for one product.
fn with_quantity(product_id: ProductId, quantity: Document) -> Document {
    let changed = doc! { "$mergeObjects": ["$$line", { "quantity": quantity }] };
    let is_it = doc! { "$eq": ["$$line.product_id", product_id] };
    doc! { "$map": { "input": "$$lines", "as": "line", "in": { "$cond": [is_it, changed, "$$line"] } } }
}
