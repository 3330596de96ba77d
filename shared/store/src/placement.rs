//! Placing an order: one transaction that empties the cart, writes the order, tells the staff and takes the stock.
//! Either all of it happens or none.
//!
//! What the customer saw is what the customer pays: the summary they confirmed is first compared with the cart and the
//! catalogue as they were read with the claim. If anything differs, nothing is begun. What was compared then stands in
//! the filters of the transaction's writes, so that what changes meanwhile is noticed without reading it again.
//!
//! Stock is taken last, by one command for all lines, which leaves alone what others hold and ends the customer's own
//! holds ([`crate::holds`]). The transaction holds its products, for which others may wait, for
//! no longer than that command and the commit.

use bson::{Document, doc};
use chrono::{DateTime, Utc};
use domain::{Basket, Cart, Currency, Order, OrderId, OrderNumber, Product, Summary, SummaryLine, UserId};
use futures_util::FutureExt;
use metrics::counter;
use mongodb::ClientSession;
use serde::Serialize;
use tokio::{sync::OnceCell, time::Instant};

use crate::{
    Claimed, Notice, Store, StoreError, counters,
    documents::{Documents, update_all},
    figures, holds,
    names::{PRODUCTS, USERS},
    orders,
    products::stock,
    stamp, transaction,
    turns::Turn,
};

/// How often placing is tried while the catalogue changes under it, without a change that the customer could see.
const ATTEMPTS: u32 = 5;

/// What a customer confirmed, and what was read with the claim of that update.
#[derive(Debug)]
pub struct Confirmation<'a, S> {
    pub claimed: Claimed,
    /// What the customer saw.
    pub shown: &'a Summary,
    pub cart: &'a Cart,
    /// The products in it that exist.
    pub products: Vec<Product>,
    /// What prices are in.
    pub currency: Currency,
    /// The question that is open once the order is placed.
    pub next_step: &'a S,
}

/// What became of a confirmed summary.
#[derive(Debug)]
pub enum Placement {
    /// It is an order now, or was already: the same update places one order only. The next step is stored.
    Placed(Box<Order>),
    /// Cart or catalogue changed since the summary was shown. Nothing was ordered.
    Changed(Basket),
    /// The claim had lapsed and somebody else took over. Nothing was ordered.
    ClaimLost,
}

struct Attempt {
    store: Store,
    claimed: Claimed,
    number: OnceCell<OrderNumber>,
    shown: Summary,
    products: Vec<Product>,
    step: bson::Bson,
    now: DateTime<Utc>,
}

impl Store {
    /// Places the order that a customer confirmed.
    ///
    /// # Errors
    /// [`StoreError::Timeout`], [`StoreError::Domain`] for a product in another currency, [`StoreError::Driver`].
    pub async fn place_order<S: Serialize + Sync>(
        &self,
        confirmation: Confirmation<'_, S>,
    ) -> Result<Placement, StoreError> {
        let Confirmation { claimed, shown, cart, products, currency, next_step } = confirmation;
        let now = self.clock.now();
        let mut attempt = Attempt {
            store: self.clone(),
            claimed,
            number: OnceCell::new(),
            shown: shown.clone(),
            products,
            step: bson::serialize_to_bson(next_step)?,
            now,
        };
        let ids = || cart.lines.iter().map(|line| line.product_id);
        let changed = |products: &[Product]| {
            let basket = Basket::new(cart, products, currency, now)?;
            Ok::<_, StoreError>((!shown.changes(&basket).is_empty()).then_some(basket))
        };
        if let Some(basket) = changed(&attempt.products)? {
            return Ok(Placement::Changed(basket));
        }
        let mut turn = self.placing.take(ids()).await;
        if turn.waited {
            attempt.products = match turn.read_meanwhile(ids()) {
                Some(products) => products,
                None => self.read_for_all(&mut turn, cart).await?,
            };
        }
        for _ in 0..ATTEMPTS {
            if let Some(basket) = changed(&attempt.products)? {
                return Ok(Placement::Changed(basket));
            }
            turn.forget();
            match transaction::run(&self.db, &attempt, |session, attempt| attempt.once(session).boxed()).await {
                Ok(order) => {
                    count(&order);
                    return Ok(Placement::Placed(Box::new(order)));
                }
                Err(StoreError::ClaimLost) => return Ok(Placement::ClaimLost),
                Err(StoreError::Stale) => attempt.products = self.read_for_all(&mut turn, cart).await?,
                Err(StoreError::Exists) => {
                    let placed = self.orders.placed_by(UserId(claimed.chat_id), claimed.update_id).await?;
                    return placed
                        .map(|order| Placement::Placed(Box::new(order)))
                        .ok_or(StoreError::Inconsistent("an order that exists is not found"));
                }
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Timeout)
    }

    /// The products in the cart as they are now, also for those who wait for this turn.
    pub(crate) async fn read_for_all(&self, turn: &mut Turn<'_>, cart: &Cart) -> Result<Vec<Product>, StoreError> {
        let ids = || cart.lines.iter().map(|line| line.product_id);
        let since = Instant::now();
        let products = self.products.find_many(ids()).await?;
        turn.remember(since, ids(), &products);
        Ok(products)
    }
}

/// Once for each order: whoever finds it placed already does not count it.
fn count(order: &Order) {
    let currency = order.total.currency().code();
    counter!("kiosk_orders_placed_total", "currency" => currency).increment(1);
    let total = u64::try_from(order.total.amount()).unwrap_or(0);
    counter!("kiosk_revenue_minor_units_total", "currency" => currency).increment(total);
}

impl Attempt {
    /// # Errors
    /// [`StoreError::ClaimLost`]; [`StoreError::Stale`] when a product is not what it was when it
    /// was read; [`StoreError::Exists`] when the update has placed its order; [`StoreError::Driver`].
    async fn once(&self, session: &mut ClientSession) -> Result<Order, StoreError> {
        // Beside the transaction: rivals never wait for one another's numbers
        let number = async { Ok(OrderNumber(counters::next(&self.store.db, "orders").await?)) };
        let number = self.number.get_or_try_init(|| number);
        let ((), number) = tokio::try_join!(self.empty_cart(session), number)?;
        let order = self.write_order(*number, session).await?;
        let notice = Notice::OrderPlaced { order_id: order.id };
        self.store.outbox.put(session, &notice, self.now, self.now).await?;
        self.take_stock(session).await?;
        Ok(order)
    }

    /// Also opens the next question. Nobody else changes the cart while the claim is this one.
    async fn empty_cart(&self, session: &mut ClientSession) -> Result<(), StoreError> {
        let now = bson::DateTime::from(self.now);
        let update = doc! { "$set": { "cart.lines": [], "step": self.step.clone(), "step_at": now } };
        let users = Documents::of(&self.store.db, USERS);
        let emptied = users.update_one(self.claimed.filter(), update).session(session).await?;
        if emptied.matched_count == 1 { Ok(()) } else { Err(StoreError::ClaimLost) }
    }

    async fn write_order(&self, number: OrderNumber, session: &mut ClientSession) -> Result<Order, StoreError> {
        let user_id = UserId(self.claimed.chat_id);
        let order = Order::new(OrderId::fresh(), number, user_id, &self.shown, self.now);
        let mut document = stamp::created(self.now, &order)?;
        document.insert("update_id", self.claimed.update_id);
        document.extend(figures::to_count());
        match Documents::of(&self.store.db, orders::COLLECTION).insert_one(document).session(session).await {
            Err(error) if StoreError::is_duplicate_key(&error) => Err(StoreError::Exists),
            result => Ok(result.map(|_| order)?),
        }
    }

    /// In the order of the product ids, so that two orders cannot wait for each other.
    async fn take_stock(&self, session: &mut ClientSession) -> Result<(), StoreError> {
        let mut lines: Vec<_> = self.shown.lines.iter().collect();
        lines.sort_by_key(|line| line.product_id);
        let statements: Option<Vec<_>> = lines.iter().map(|line| self.taking(line)).collect();
        let statements = statements.ok_or(StoreError::Stale)?;
        let taken = update_all(&self.store.db, PRODUCTS, statements, Some(session)).await?;
        if taken == lines.len() as u64 { Ok(()) } else { Err(StoreError::Stale) }
    }

    fn taking(&self, line: &SummaryLine) -> Option<Document> {
        let product = self.products.iter().find(|product| product.id == line.product_id)?;
        let user_id = UserId(self.claimed.chat_id);
        let mut filter = doc! {
            "_id": product.id,
            "title": product.title.as_str(),
            "price.amount": product.price.amount(),
            "price.currency": product.price.currency().code(),
            "discount_percent": i64::from(product.discount.get()),
        };
        filter.extend(holds::enough(user_id, line.quantity, self.now));
        let mut update = stock::add(-i64::from(line.quantity), self.now);
        update.push(holds::without(user_id, self.now));
        Some(doc! { "q": filter, "u": update })
    }
}
