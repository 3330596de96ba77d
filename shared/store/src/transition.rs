//! An order's transitions: one transaction that gives stock back where that goes with it, changes the order, and puts the
//! notices to its customer and the staff into the outbox. Either all of it happens or none.
//!
//! [`domain::Transition`] lists those that are possible. The write filters by the present status, so of two concurrent
//! transitions one succeeds, and the other sees the order as that one left it.

use bson::{Document, doc};
use chrono::{DateTime, Utc};
use domain::{
    AlertKind, By, Order, OrderChange, OrderId, OrderLine, OrderNote, OrderStatus, ProductId, StaffCard, UserId,
};
use futures_util::{FutureExt, TryStreamExt};
use mongodb::ClientSession;

use crate::{
    Notice, Store, StoreError,
    documents::{Documents, update_all},
    figures,
    names::PRODUCTS,
    orders,
    products::stock,
    stamp, transaction,
};

/// What became of a transition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transitioned {
    /// It was made; the changed order.
    Done(Order),
    /// The transition is not possible from the present status, or not for this actor; the unchanged order.
    Refused(Order),
}

struct Step {
    store: Store,
    id: OrderId,
    of: Option<UserId>,
    change: OrderChange,
    /// The status that the caller saw; in another one, the transition is refused.
    seen: Option<OrderStatus>,
    /// The card that the caller brings up to date.
    card: Option<StaffCard>,
    now: DateTime<Utc>,
}

impl Store {
    /// Makes a transition of an order; with `of`, only of this customer's.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such order, or it is another customer's; [`StoreError::Driver`].
    pub async fn transition(
        &self,
        id: OrderId,
        of: Option<UserId>,
        change: OrderChange,
    ) -> Result<Transitioned, StoreError> {
        self.make_transition(Step { of, ..self.step(id, change) }).await
    }

    /// The same for a member of the staff who saw the order in this status: in another one it is refused, as what they
    /// decided on is no longer what there is.
    pub async fn transition_from(
        &self,
        id: OrderId,
        seen: OrderStatus,
        change: OrderChange,
    ) -> Result<Transitioned, StoreError> {
        self.make_transition(Step { seen: Some(seen), ..self.step(id, change) }).await
    }

    /// The same for a member of the staff, who asks for it in this card: the caller shows there what came of it.
    pub async fn transition_in_card(
        &self,
        id: OrderId,
        change: OrderChange,
        card: StaffCard,
    ) -> Result<Transitioned, StoreError> {
        self.make_transition(Step { card: Some(card), ..self.step(id, change) }).await
    }

    fn step(&self, id: OrderId, change: OrderChange) -> Step {
        Step { store: self.clone(), id, of: None, change, seen: None, card: None, now: self.clock.now() }
    }

    async fn make_transition(&self, step: Step) -> Result<Transitioned, StoreError> {
        transaction::run(&self.db, step, |session, step| step.once(session).boxed()).await
    }
}

impl Step {
    async fn once(&self, session: &mut ClientSession) -> Result<Transitioned, StoreError> {
        let orders = Documents::of(&self.store.db, orders::COLLECTION).typed::<Order>();
        let mut filter = doc! { "_id": self.id };
        if let Some(user_id) = self.of {
            filter.insert("user_id", user_id);
        }
        let before = orders.find_one(filter).session(&mut *session).await?.ok_or(StoreError::NotFound)?;
        if self.seen.is_some_and(|seen| seen != before.status) {
            return Ok(Transitioned::Refused(before));
        }
        let mut order = before.clone();
        let Ok(step) = order.apply(self.change.clone(), None, self.now) else {
            return Ok(Transitioned::Refused(before));
        };
        if step.returns_stock {
            let note = self.give_back(&order.lines, session).await?;
            if let Some(entry) = order.history.last_mut() {
                entry.note = note;
            }
        }
        let counted = if step.returns_stock { figures::to_count() } else { Document::new() };
        self.write(before.status, &order, counted, session).await?;
        let back = order.lines.iter().filter(|_| step.returns_stock);
        // Whoever waits for one of them waits because there were none
        let back = back.map(|line| Notice::ProductAlert { product_id: line.product_id, alert: AlertKind::BackInStock });
        self.store.outbox.put_all(session, self.notices(&order).chain(back), self.now).await?;
        Ok(Transitioned::Done(order))
    }

    /// To the customer, and to the staff if they do not see the change already.
    fn notices(&self, order: &Order) -> impl Iterator<Item = Notice> {
        let order_id = order.id;
        let told = Notice::OrderChanged { order_id, status: order.status };
        let card = (self.card.is_none() || self.card != order.staff_card).then_some(Notice::OrderCard { order_id });
        let is_theirs = self.change.by == By::Customer && order.status == OrderStatus::Cancelled;
        let cancelled = is_theirs.then_some(Notice::OrderCancelled { order_id });
        [told].into_iter().chain(card).chain(cancelled)
    }

    /// Puts the pieces back, in the order of the product ids, so that two transactions cannot wait for each other. Of
    /// products that are no longer in the catalogue, a note says how many pieces came back.
    async fn give_back(
        &self,
        lines: &[OrderLine],
        session: &mut ClientSession,
    ) -> Result<Option<OrderNote>, StoreError> {
        let mut sorted: Vec<&OrderLine> = lines.iter().collect();
        sorted.sort_by_key(|line| line.product_id);
        let statements: Vec<Document> = sorted.into_iter().map(|line| self.returning(line)).collect();
        let returned = update_all(&self.store.db, PRODUCTS, statements, Some(&mut *session)).await?;
        // Which products are gone is asked only if some are
        if returned == lines.len() as u64 { Ok(None) } else { self.note_of_gone(lines, session).await }
    }

    async fn note_of_gone(
        &self,
        lines: &[OrderLine],
        session: &mut ClientSession,
    ) -> Result<Option<OrderNote>, StoreError> {
        let products = Documents::of(&self.store.db, PRODUCTS);
        let ids: Vec<ProductId> = lines.iter().map(|line| line.product_id).collect();
        let found = products.find(doc! { "_id": { "$in": ids } }).projection(doc! { "_id": 1 });
        let found: Vec<Document> = found.session(&mut *session).await?.stream(&mut *session).try_collect().await?;
        let exists =
            |id: ProductId| found.iter().any(|product| product.get_object_id("_id").is_ok_and(|found| found == id.0));
        let gone = lines.iter().filter(|line| !exists(line.product_id));
        let gone: Vec<String> = gone.map(|line| format!("{} × {}", line.quantity.get(), line.title)).collect();
        Ok(OrderNote::shortened(&gone.join(", ")))
    }

    fn returning(&self, line: &OrderLine) -> Document {
        let pieces = i64::from(line.quantity.get());
        doc! { "q": { "_id": line.product_id }, "u": stock::add(pieces, self.now) }
    }

    async fn write(
        &self,
        from: OrderStatus,
        order: &Order,
        counted: Document,
        session: &mut ClientSession,
    ) -> Result<(), StoreError> {
        let mut set = doc! {
            "status": order.status.into_str(),
            "tracking_number": bson::serialize_to_bson(&order.tracking_number)?,
            "history": bson::serialize_to_bson(&order.history)?,
        };
        set.extend(counted);
        let update = stamp::modified(self.now, doc! { "$set": set });
        let filter = doc! { "_id": order.id, "status": from.into_str() };
        let orders = Documents::of(&self.store.db, orders::COLLECTION);
        let written = orders.update_one(filter, update).session(session).await?;
        if written.matched_count == 1 { Ok(()) } else { Err(StoreError::Inconsistent("an order's status")) }
    }
}
