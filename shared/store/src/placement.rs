//! Placing an order: one transaction that takes the stock, writes the order, empties the cart and tells the staff.
//! Either all of it happens or none.
//!
//! What the customer saw is what the customer pays: the transaction first compares the summary they confirmed with the
//! cart and the catalogue as they are. If anything differs, nothing is written and the caller gets the present basket
//! to ask again.

use bson::{doc, oid::ObjectId};
use chrono::{DateTime, Utc};
use domain::{Basket, Cart, Currency, Order, OrderId, OrderNumber, Product, Summary, UserId};
use futures_util::FutureExt;
use mongodb::ClientSession;

use crate::{
    Notice, Store, StoreError, carts, counters,
    document::{parse_all, parse_some},
    documents::Documents,
    orders, products, stamp, transaction,
};

/// What became of a confirmed summary.
#[derive(Debug)]
pub enum Placement {
    /// It is an order now, or was already: the same update places one order only.
    Placed(Order),
    /// Cart or catalogue changed since the summary was shown. Nothing was ordered.
    Changed(Basket),
}

struct Attempt {
    store: Store,
    user_id: UserId,
    update_id: i64,
    number: OrderNumber,
    shown: Summary,
    currency: Currency,
    now: DateTime<Utc>,
}

impl Store {
    /// Places the order a customer confirmed by `update_id` on seeing `shown`.
    ///
    /// # Errors
    /// [`StoreError::Timeout`], [`StoreError::Domain`] for a product in another currency, [`StoreError::Driver`].
    pub async fn place_order(
        &self,
        user_id: UserId,
        update_id: i64,
        shown: Summary,
        currency: Currency,
    ) -> Result<Placement, StoreError> {
        let number = OrderNumber(counters::next(&self.db, "orders").await?);
        let now = self.clock.now();
        let attempt = Attempt { store: self.clone(), user_id, update_id, number, shown, currency, now };
        transaction::run(&self.db, attempt, |session, attempt| attempt.once(session).boxed()).await
    }
}

impl Attempt {
    fn collection(&self, name: &str) -> Documents {
        Documents::of(&self.store.db, name)
    }

    async fn once(&self, session: &mut ClientSession) -> Result<Placement, StoreError> {
        let placed = doc! { "user_id": self.user_id, "update_id": self.update_id };
        let placed = self.collection(orders::COLLECTION).find_one(placed).session(&mut *session).await?;
        if let Some(order) = parse_some(placed)? {
            return Ok(Placement::Placed(order));
        }
        let basket = self.basket(session).await?;
        if !self.shown.changes(&basket).is_empty() {
            return Ok(Placement::Changed(basket));
        }
        self.take_stock(session).await?;
        let order = self.write_order(session).await?;
        let emptied = stamp::modified(self.now, doc! { "$set": { "lines": [] } });
        let carts = self.collection(carts::COLLECTION);
        carts.update_one(doc! { "_id": self.user_id }, emptied).session(&mut *session).await?;
        let notice = Notice::OrderPlaced { order_id: order.id };
        self.store.outbox.put(session, &notice, self.now, self.now).await?;
        Ok(Placement::Placed(order))
    }

    async fn basket(&self, session: &mut ClientSession) -> Result<Basket, StoreError> {
        let carts = self.collection(carts::COLLECTION);
        let cart = carts.find_one(doc! { "_id": self.user_id }).session(&mut *session).await?;
        let cart: Cart = parse_some(cart)?.unwrap_or_else(|| Cart::empty(self.user_id));
        let ids: Vec<_> = cart.lines.iter().map(|line| line.product_id).collect();
        let products = self.collection(products::COLLECTION);
        let mut found = products.find(doc! { "_id": { "$in": ids } }).session(&mut *session).await?;
        let found: Vec<Product> = parse_all(found.stream(session)).await?;
        Ok(Basket::new(&cart, &found, self.currency)?)
    }

    /// In the order of the product ids, so that two orders cannot wait for each other.
    async fn take_stock(&self, session: &mut ClientSession) -> Result<(), StoreError> {
        let stocks = self.collection(products::COLLECTION);
        let mut lines: Vec<_> = self.shown.lines.iter().collect();
        lines.sort_by_key(|line| line.product_id);
        for line in lines {
            let quantity = i64::from(line.quantity.get());
            let enough = doc! { "_id": line.product_id, "stock": { "$gte": quantity } };
            let taken =
                stocks.update_one(enough, products::stock::add(-quantity, self.now)).session(&mut *session).await?;
            if taken.matched_count == 0 {
                // The snapshot this transaction reads had enough, so a rival's write would have been a conflict
                return Err(StoreError::NotFound);
            }
        }
        Ok(())
    }

    async fn write_order(&self, session: &mut ClientSession) -> Result<Order, StoreError> {
        let order = Order::new(OrderId(ObjectId::new()), self.number, self.user_id, &self.shown, self.now);
        let mut document = stamp::created(self.now, &order)?;
        document.insert("update_id", self.update_id);
        self.collection(orders::COLLECTION).insert_one(document).session(session).await?;
        Ok(order)
    }
}
