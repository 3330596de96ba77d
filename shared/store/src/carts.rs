//! Carts: each is a part of its customer's document.
//!
//! A change is written with the claim of the update it belongs to, and notes that update in the same write: the same
//! update again changes nothing. Lines are computed by the database from the cart as it is, never from a copy read
//! before. How many of a product there are is not known to that write: where a change took more, or its product is gone,
//! the feature corrects the line while it holds the claim ([`Carts::set_quantity`]).
//!
//! What an order held is not known to the claim either. Its lines are put in by a second write ([`Carts::refill`]), under
//! the same claim: nobody else changes the cart meanwhile, so it still is what the claim found.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use bson::{Document, doc};
use domain::{Cart, CartLine, Product, ProductId, UserId};
use futures_util::TryStreamExt;
use lru::LruCache;
use mongodb::Database;
use serde::{Deserialize, Serialize};

use crate::{
    CartChange, Claimed, LineBefore, Products, StoreError,
    cart_change::REMEMBERED,
    documents::Documents,
    names::{PRODUCTS, USERS},
};

/// Of how many carts a process remembers the products.
const RECENT: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();

/// Carts, in the collection `users`.
#[derive(Clone, Debug)]
pub struct Carts {
    users: Documents,
    products: Products,
    recent: RecentCarts,
}

/// Which products the carts had that this process saw last. It may be out of date: other processes change carts, too.
#[derive(Clone, Debug)]
pub(crate) struct RecentCarts(Arc<Mutex<LruCache<UserId, Vec<ProductId>>>>);

/// The field `cart` of a customer's document.
#[derive(Default, Deserialize)]
pub(crate) struct CartDocument {
    #[serde(default)]
    pub(crate) lines: Vec<CartLine>,
    #[serde(default)]
    applied: Vec<i64>,
    last: Option<LastChange>,
}

#[derive(Deserialize)]
struct LastChange {
    update_id: i64,
    before: Option<LineBefore>,
    /// The cart's lines before an order's were put in.
    lines: Option<Vec<CartLine>>,
}

#[derive(Deserialize)]
struct WithCart {
    #[serde(default)]
    cart: CartDocument,
}

/// The products of a cart that is read at the same time, perhaps in the moment before it changed.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct CartProducts {
    /// The lines whose products were looked up.
    looked_up: Vec<ProductId>,
    /// Those that exist.
    products: Vec<Product>,
}

impl RecentCarts {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(RECENT))))
    }

    pub(crate) fn products_of(&self, user_id: UserId) -> Option<Vec<ProductId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&user_id).cloned()
    }

    fn put(&self, cart: &Cart) {
        let ids = cart.lines.iter().map(|line| line.product_id).collect();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(cart.user_id, ids);
    }
}

impl CartDocument {
    /// What the change of this update found, unless another change came after it.
    pub(crate) fn before(&self, update_id: i64, change: CartChange) -> Option<LineBefore> {
        let last = self.last.as_ref().filter(|last| last.update_id == update_id)?;
        last.before.or_else(|| self.before_one_more(change.product_id()?))
    }

    /// The lines before this update put an order's in, if it has: none where another change came after it.
    pub(crate) fn before_refill(&self, update_id: i64) -> Option<Vec<CartLine>> {
        match &self.last {
            Some(last) if last.update_id == update_id => last.lines.clone(),
            _ => self.applied.contains(&update_id).then(Vec::new),
        }
    }

    /// A change that notes nothing of its line put one more into it.
    fn before_one_more(&self, product_id: ProductId) -> Option<LineBefore> {
        let (index, line) = self.lines.iter().enumerate().find(|(_, line)| line.product_id == product_id)?;
        Some(LineBefore { quantity: line.quantity.get().checked_sub(1)?, index: i32::try_from(index).ok()? })
    }
}

impl Carts {
    pub(crate) fn new(db: &Database, products: &Products, recent: RecentCarts) -> Self {
        Self { users: Documents::of(db, USERS), products: products.clone(), recent }
    }

    /// A customer's cart; empty if there is none.
    pub async fn of(&self, user_id: UserId) -> Result<Cart, StoreError> {
        let users = self.users.typed::<WithCart>();
        let found = users.find_one(doc! { "_id": user_id }).projection(doc! { "cart": 1 }).await?;
        Ok(Cart { user_id, lines: found.map(|found| found.cart.lines).unwrap_or_default() })
    }

    /// The products in a customer's cart as they are now, those that still exist: one round trip, to be made beside the
    /// one that reads the cart. Looked up by their ids where this process has seen the cart lately, which costs MongoDB
    /// half as much as to look them up through the cart.
    pub async fn products(&self, user_id: UserId) -> Result<CartProducts, StoreError> {
        match self.recent.products_of(user_id) {
            Some(looked_up) => {
                let products = self.products.find_many(looked_up.iter().copied()).await?;
                Ok(CartProducts { looked_up, products })
            }
            None => self.products_where(doc! { "_id": user_id }).await,
        }
    }

    /// Remembers which products a cart has, for the next time it is read.
    pub fn remember(&self, cart: &Cart) {
        self.recent.put(cart);
    }

    /// The same if one of these questions is open in the customer's chat; nothing otherwise.
    pub async fn products_at<S: Serialize>(&self, user_id: UserId, steps: &[S]) -> Result<CartProducts, StoreError> {
        let steps = bson::serialize_to_bson(steps)?;
        self.products_where(doc! { "_id": user_id, "step": { "$in": steps } }).await
    }

    async fn products_where(&self, filter: Document) -> Result<CartProducts, StoreError> {
        let pipeline = [
            doc! { "$match": filter },
            doc! { "$lookup": {
                "from": PRODUCTS, "localField": "cart.lines.product_id", "foreignField": "_id",
                "as": "products",
            } },
            doc! { "$project": { "looked_up": { "$ifNull": ["$cart.lines.product_id", []] }, "products": 1 } },
        ];
        let mut found = self.users.aggregate(pipeline).with_type::<CartProducts>().await?;
        Ok(found.try_next().await?.unwrap_or_default())
    }

    /// All products in `cart` that exist: those that were `found` beside it, and those that were put in meanwhile.
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
    /// goes. What the change found of the line stays what it was. `false`: the claim had lapsed and somebody else took over,
    /// nothing was changed.
    pub async fn set_quantity(
        &self,
        claimed: Claimed,
        product_id: ProductId,
        before: LineBefore,
        quantity: u32,
    ) -> Result<bool, StoreError> {
        let mut set = doc! { "cart.last.before": before.document() };
        let result = if quantity == 0 {
            let update = doc! { "$pull": { "cart.lines": { "product_id": product_id } }, "$set": set };
            self.users.update_one(claimed.filter(), update).await?
        } else {
            set.insert("cart.lines.$[line].quantity", i64::from(quantity));
            let update = doc! { "$set": set };
            let update = self.users.update_one(claimed.filter(), update);
            update.array_filters([doc! { "line.product_id": product_id }]).await?
        };
        Ok(result.matched_count == 1)
    }

    /// Gives a cart other lines, once per update, while the claim that found it as it is `before` holds. How many there
    /// were is noted, for a repeated update to be answered by. `false`: the claim had lapsed and somebody else took over,
    /// nothing was changed.
    pub async fn refill(&self, claimed: Claimed, before: &Cart, after: &Cart) -> Result<bool, StoreError> {
        let found = before.lines.iter().map(|line| {
            doc! { "product_id": line.product_id, "quantity": i64::from(line.quantity.get()) }
        });
        let found: Vec<Document> = found.collect();
        let update = doc! {
            "$set": {
                "cart.lines": bson::serialize_to_bson(&after.lines)?,
                "cart.last": { "update_id": claimed.update_id, "lines": found },
            },
            "$push": { "cart.applied": { "$each": [claimed.update_id], "$slice": -REMEMBERED } },
        };
        let mut filter = claimed.filter();
        filter.insert("cart.applied", doc! { "$ne": claimed.update_id });
        let result = self.users.update_one(filter, update).await?;
        self.remember(after);
        Ok(result.matched_count == 1)
    }
}
