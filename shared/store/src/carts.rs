//! Carts, one per customer.
//!
//! A change is one atomic write that also notes the update it belongs to in the same document: the same update again
//! changes nothing. Lines are computed by the database from the cart as it is, never from a copy read before.

use bson::{Bson, Document, doc};
use domain::{Cart, Clock, Product, ProductId, Quantity, UserId};
use futures_util::TryStreamExt;
use mongodb::{Database, options::ReturnDocument};
use serde::Deserialize;

use crate::{
    StoreError,
    document::{parse, parse_some},
    documents::Documents,
    products, stamp,
};

pub(crate) const COLLECTION: &str = "carts";
/// How many updates a cart remembers.
const REMEMBERED: i32 = 100;

/// The collection `carts`; `_id` is the customer's id.
#[derive(Clone, Debug)]
pub struct Carts {
    collection: Documents,
    clock: Clock,
}

/// A cart after a change, and what the change found: also of a repeated update, which changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartChange {
    /// The cart as it is now.
    pub cart: Cart,
    /// The line of the product before the change; `None` also where a repeated update is no longer the last one.
    pub before: Option<LineBefore>,
}

/// A line as a change found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct LineBefore {
    /// How many were in the cart.
    pub quantity: u32,
    /// Which line it was, from 0; negative when there was none.
    pub index: i32,
}

#[derive(Deserialize)]
struct Changed {
    #[serde(flatten)]
    cart: Cart,
    last: Option<LastChange>,
}

#[derive(Deserialize)]
struct LastChange {
    update_id: i64,
    before: Option<LineBefore>,
}

#[derive(Deserialize)]
struct WithProducts {
    #[serde(flatten)]
    cart: Cart,
    products: Vec<Product>,
}

impl Carts {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// A customer's cart; empty if there is none.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn of(&self, user_id: UserId) -> Result<Cart, StoreError> {
        let cart = parse_some(self.collection.find_one(doc! { "_id": user_id }).await?)?;
        Ok(cart.unwrap_or_else(|| Cart::empty(user_id)))
    }

    /// A customer's cart together with its products as they are now, those that still exist: one round trip.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn with_products(&self, user_id: UserId) -> Result<(Cart, Vec<Product>), StoreError> {
        let pipeline = [
            doc! { "$match": { "_id": user_id } },
            doc! { "$lookup": {
                "from": products::COLLECTION, "localField": "lines.product_id", "foreignField": "_id", "as": "products",
            } },
        ];
        let mut rows = self.collection.aggregate(pipeline).await?;
        let row: Option<WithProducts> = parse_some(rows.try_next().await?)?;
        Ok(row.map_or_else(|| (Cart::empty(user_id), vec![]), |row| (row.cart, row.products)))
    }

    /// One more of a product, but never more than there are, nor more lines than a cart holds.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn add_one(&self, user_id: UserId, update_id: i64, product: &Product) -> Result<CartChange, StoreError> {
        let most = i64::from(product.stock.get().min(Quantity::MAX));
        let new_line = doc! {
            "product_id": product.id,
            // $literal: a title such as "$lines" is a title, not a field
            "title": { "$literal": product.title.as_str() },
            "quantity": 1_i64,
        };
        let room = doc! { "$lt": [{ "$size": "$$lines" }, i32::try_from(Cart::MAX_LINES).unwrap_or(i32::MAX)] };
        let appended = doc! { "$cond": [room, { "$concatArrays": ["$$lines", [new_line]] }, "$$lines"] };
        let raised = with_quantity(product.id, doc! { "$min": [{ "$add": ["$$line.quantity", 1_i64] }, most] });
        let lines = if most == 0 {
            Bson::from("$$lines")
        } else {
            doc! { "$cond": [{ "$in": [product.id, "$$lines.product_id"] }, raised, appended] }.into()
        };
        self.change(user_id, update_id, Some(product.id), lines).await
    }

    /// One less of a product, and no more than there are; the last one takes the line away.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn take_one(&self, user_id: UserId, update_id: i64, product: &Product) -> Result<CartChange, StoreError> {
        let most = i64::from(product.stock.get());
        let lowered = doc! { "$min": [{ "$subtract": ["$$line.quantity", 1_i64] }, most] };
        let lines = doc! { "$filter": {
            "input": with_quantity(product.id, lowered),
            "as": "line",
            "cond": { "$gt": ["$$line.quantity", 0_i64] },
        } };
        self.change(user_id, update_id, Some(product.id), lines).await
    }

    /// Takes a line away.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn remove(
        &self,
        user_id: UserId,
        update_id: i64,
        product_id: ProductId,
    ) -> Result<CartChange, StoreError> {
        let others = doc! { "$ne": ["$$line.product_id", product_id] };
        let lines = doc! { "$filter": { "input": "$$lines", "as": "line", "cond": others } };
        self.change(user_id, update_id, Some(product_id), lines).await
    }

    /// Takes all lines away.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn clear(&self, user_id: UserId, update_id: i64) -> Result<CartChange, StoreError> {
        self.change(user_id, update_id, None, Bson::Array(vec![])).await
    }

    /// Applies an expression over `$$lines` once per update, and notes what it found of the product's line: a repeated
    /// update is answered by what the first one found.
    async fn change(
        &self,
        user_id: UserId,
        update_id: i64,
        product_id: Option<ProductId>,
        lines: impl Into<Bson>,
    ) -> Result<CartChange, StoreError> {
        let applied = doc! { "$ifNull": ["$applied", []] };
        let is_repeat = doc! { "$in": [update_id, applied.clone()] };
        let changed = doc! { "$let": {
            "vars": { "lines": { "$ifNull": ["$lines", []] } },
            "in": { "$cond": [is_repeat.clone(), "$$lines", lines.into()] },
        } };
        let noted = doc! { "$slice": [{ "$concatArrays": [applied, [update_id]] }, -REMEMBERED] };
        let before = product_id.map_or(Bson::Null, |product_id| line_before(product_id).into());
        let last = doc! { "update_id": update_id, "before": before };
        let fields = doc! {
            "lines": changed,
            "applied": { "$cond": [is_repeat.clone(), "$applied", noted] },
            "last": { "$cond": [is_repeat.clone(), "$last", last] },
        };
        let stage = stamp::upserted(self.clock.now(), fields, doc! { "$not": [is_repeat] });
        let changed = self.collection.find_one_and_update(doc! { "_id": user_id }, vec![stage]).upsert(true);
        let changed = changed.return_document(ReturnDocument::After).await?;
        let Changed { cart, last } = parse(changed.ok_or(StoreError::NotFound)?)?;
        let before = last.filter(|last| last.update_id == update_id).and_then(|last| last.before);
        Ok(CartChange { cart, before })
    }
}

/// [`LineBefore`], from the cart as it is before the change.
fn line_before(product_id: ProductId) -> Document {
    let index = doc! { "$indexOfArray": [{ "$ifNull": ["$lines.product_id", []] }, product_id] };
    let quantity = doc! { "$cond": [
        { "$lt": ["$$index", 0] }, 0_i64, { "$arrayElemAt": ["$lines.quantity", "$$index"] },
    ] };
    doc! { "$let": { "vars": { "index": index }, "in": { "quantity": quantity, "index": "$$index" } } }
}

/// The lines with another quantity for one product.
fn with_quantity(product_id: ProductId, quantity: Document) -> Document {
    let changed = doc! { "$mergeObjects": ["$$line", { "quantity": quantity }] };
    let is_it = doc! { "$eq": ["$$line.product_id", product_id] };
    doc! { "$map": { "input": "$$lines", "as": "line", "in": { "$cond": [is_it, changed, "$$line"] } } }
}
