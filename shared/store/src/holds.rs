//! Holds: pieces that are kept for customers who have been asked to confirm an order, so that nobody loses the last one
//! between reading the summary and pressing Confirm.
//!
//! They are the field `holds` of the product's document, which is absent where there are none. So whoever reads a product
//! can tell how many a customer can have ([`domain::Product::available_to`]), and whoever takes some counts the holds of
//! others in the filter of the same write. A hold lapses by the shop's clock, wherever the process is that wrote it;
//! nobody has to clear it away, and the next write of the product's holds leaves it out.
//!
//! A cart is held by one command with a statement for each product. If one of them finds too few, what the others have
//! taken is released. That needs no transaction: it takes nothing from anybody but for a moment.

use bson::{Bson, Document, doc};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Basket, Cart, CartLine, Currency, ProductId, Quantity, UserId};
use mongodb::{ClientSession, Database, IndexModel, options::IndexOptions};

use crate::{
    Store, StoreError,
    documents::{Documents, update_all},
    names::PRODUCTS,
    stamp,
};

/// How often a cart is tried that others hold at one moment, and not at the next.
const ATTEMPTS: u32 = 5;
/// The most holds of a product, as they are read with it. Whoever comes after them is asked to confirm without one.
const MOST: i32 = 1_000;

/// What became of an attempt to hold a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holding {
    /// All of it is held.
    Held,
    /// Not all of it can be had. Nothing of it is held.
    Short(Basket),
}

/// Holders are found when they are erased. Products that nobody holds are not in the index.
pub(crate) fn index() -> IndexModel {
    let options = IndexOptions::builder().name("holders".to_owned()).sparse(true).build();
    IndexModel::builder().keys(doc! { "holds.user_id": 1 }).options(options).build()
}

impl Store {
    /// Holds what is in a cart for its customer, from now on for this `term`; what they held of it before is replaced.
    ///
    /// # Errors
    /// [`StoreError::Timeout`]; [`StoreError::Domain`] for a product in another currency; [`StoreError::Driver`].
    pub async fn hold(&self, cart: &Cart, currency: Currency, term: TimeDelta) -> Result<Holding, StoreError> {
        let now = self.clock.now();
        let ids = || cart.lines.iter().map(|line| line.product_id);
        let mut turn = self.placing.take(ids()).await;
        let mut products = turn.read_meanwhile(ids());
        for _ in 0..ATTEMPTS {
            if let Some(products) = &products {
                let basket = Basket::new(cart, products, currency, now)?;
                if !basket.is_orderable() {
                    return Ok(Holding::Short(basket));
                }
            }
            turn.forget();
            let holding = cart.lines.iter().map(|line| holding(cart.user_id, line, now, now + term)).collect();
            let held = update_all(&self.db, PRODUCTS, holding, None).await?;
            if held == cart.lines.len() as u64 {
                return Ok(Holding::Held);
            }
            if held > 0 {
                self.release(cart.user_id, ids()).await?;
            }
            products = Some(self.read_for_all(&mut turn, cart).await?);
        }
        Err(StoreError::Timeout)
    }

    /// Lets go of what a customer holds of these products.
    pub async fn release(
        &self,
        user_id: UserId,
        products: impl IntoIterator<Item = ProductId>,
    ) -> Result<(), StoreError> {
        let ids: Vec<Bson> = products.into_iter().map(Bson::from).collect();
        let filter = doc! { "_id": { "$in": ids }, "holds.user_id": user_id };
        let update = vec![without(user_id, self.clock.now())];
        Documents::of(&self.db, PRODUCTS).update_many(filter, update).await?;
        Ok(())
    }
}

/// Leaves no trace of a customer among the holds, not of lapsed ones either, within a transaction.
pub(crate) async fn forget(
    db: &Database,
    user_id: UserId,
    now: DateTime<Utc>,
    session: &mut ClientSession,
) -> Result<(), StoreError> {
    let filter = doc! { "holds.user_id": user_id };
    Documents::of(db, PRODUCTS).update_many(filter, vec![without(user_id, now)]).session(session).await?;
    Ok(())
}

/// The condition that a customer can have so many of a product: what [`domain::Product::available_to`] says.
pub(crate) fn enough(user_id: UserId, quantity: Quantity, now: DateTime<Utc>) -> Document {
    let held = doc! { "$map": { "input": of_others(user_id, now), "as": "hold", "in": "$$hold.quantity" } };
    doc! { "$expr": { "$gte": ["$stock", { "$add": [i64::from(quantity), { "$sum": held }] }] } }
}

/// A stage of an update that takes a customer out of the holds. Not a change that anybody outside could see, hence not
/// stamped.
pub(crate) fn without(user_id: UserId, now: DateTime<Utc>) -> Document {
    let left = doc! { "$cond": [{ "$eq": ["$$others", []] }, "$$REMOVE", "$$others"] };
    doc! { "$set": { "holds": { "$let": { "vars": { "others": of_others(user_id, now) }, "in": left } } } }
}

/// The statement that holds a line, if there is enough.
fn holding(user_id: UserId, line: &CartLine, now: DateTime<Utc>, until: DateTime<Utc>) -> Document {
    let hold = doc! { "user_id": user_id, "quantity": i64::from(line.quantity), "until": stamp::date(until) };
    let is_full = doc! { "$gte": [{ "$size": "$$others" }, MOST] };
    let with = doc! { "$cond": [is_full, "$$others", { "$concatArrays": ["$$others", [hold]] }] };
    let holds = doc! { "$let": { "vars": { "others": of_others(user_id, now) }, "in": with } };
    let filter: Document =
        doc! { "_id": line.product_id }.into_iter().chain(enough(user_id, line.quantity, now)).collect();
    doc! { "q": filter, "u": [{ "$set": { "holds": holds } }] }
}

/// The holds that keep pieces from a customer: an expression.
fn of_others(user_id: UserId, now: DateTime<Utc>) -> Document {
    let counts = doc! { "$and": [
        { "$ne": ["$$hold.user_id", user_id] },
        { "$gt": ["$$hold.until", stamp::date(now)] },
    ] };
    doc! { "$filter": { "input": { "$ifNull": ["$holds", []] }, "as": "hold", "cond": counts } }
}
