//! Alerts: which customers want to be told that a product is back in stock, or costs less.
//!
//! An event is noticed by whoever causes it: the transaction that changes the product puts one notice into the outbox, if
//! anybody wants to know. The worker tells one customer after the other and notes each in their alert, so that a death in
//! between repeats at most the message in flight.

use bson::{Document, doc, oid::ObjectId};
use chrono::{DateTime, Utc};
use domain::{Alert, AlertKind, Clock, Money, Product, ProductId, UserId};
use futures_util::TryStreamExt;
use mongodb::{ClientSession, Database, IndexModel};
use serde::Deserialize;

use crate::{
    Notice, Outbox, StoreError,
    documents::{Documents, all},
    index::{hint, index, unique_index},
    names::PRODUCTS,
    stamp,
};

pub(crate) const COLLECTION: &str = "alerts";
const OF_CUSTOMER: &str = "of_customer";
const OF_PRODUCT: &str = "of_product";

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![
        unique_index(OF_CUSTOMER, doc! { "user_id": 1, "product_id": 1, "kind": 1 }),
        index(OF_PRODUCT, doc! { "product_id": 1, "kind": 1, "_id": 1 }),
    ]
}

/// The collection `alerts`.
#[derive(Clone, Debug)]
pub struct Alerts {
    collection: Documents,
    clock: Clock,
}

/// What became of the wish for an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertAdded {
    /// The customer has it, since now or before.
    Added,
    /// The customer has [`Alert::MOST_OF_CUSTOMER`] others.
    TooMany,
}

/// A customer's alert, with the product it is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CustomersAlert {
    pub kind: AlertKind,
    pub product: Product,
}

impl Alerts {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// Has a customer told of a product, which costs so much at present. Doing it again changes nothing.
    pub async fn add(
        &self,
        user_id: UserId,
        product_id: ProductId,
        kind: AlertKind,
        price: Money,
    ) -> Result<AlertAdded, StoreError> {
        let key = key(user_id, product_id, kind);
        let most = u64::try_from(Alert::MOST_OF_CUSTOMER).unwrap_or(u64::MAX);
        let others = self.collection.count_documents(doc! { "user_id": user_id }).hint(hint(OF_CUSTOMER)).limit(most);
        let (others, known) =
            tokio::try_join!(others.into_future(), self.collection.find_one(key.clone()).into_future())?;
        if known.is_none() && others >= most {
            return Ok(AlertAdded::TooMany);
        }
        let set = doc! { "price": price.amount(), "created_at": stamp::date(self.clock.now()) };
        let added = self.collection.update_one(key, doc! { "$setOnInsert": set }).upsert(true).await;
        match added {
            // Somebody else did it meanwhile
            Err(error) if StoreError::is_duplicate_key(&error) => Ok(AlertAdded::Added),
            result => Ok(result.map(|_| AlertAdded::Added)?),
        }
    }

    /// Has a customer told no more. Doing it again changes nothing.
    pub async fn remove(&self, user_id: UserId, product_id: ProductId, kind: AlertKind) -> Result<(), StoreError> {
        self.collection.delete_one(key(user_id, product_id, kind)).await?;
        Ok(())
    }

    /// A customer's alerts with their products, those asked for first at the beginning.
    pub async fn of_customer(&self, user_id: UserId) -> Result<Vec<CustomersAlert>, StoreError> {
        let most = i64::try_from(Alert::MOST_OF_CUSTOMER).unwrap_or(i64::MAX);
        let pipeline = [
            doc! { "$match": { "user_id": user_id } },
            doc! { "$sort": { "_id": 1 } },
            doc! { "$limit": most },
            doc! { "$lookup": {
                "from": PRODUCTS, "localField": "product_id", "foreignField": "_id", "as": "product",
            } },
            doc! { "$unwind": "$product" },
        ];
        let found = self.collection.aggregate(pipeline).hint(hint(OF_CUSTOMER)).with_type::<CustomersAlert>().await?;
        Ok(found.try_collect().await?)
    }

    /// Alerts of which the customer is still to be told by this notice, at most `limit`: of a price, those who have seen a higher
    /// one.
    pub async fn to_tell(
        &self,
        product_id: ProductId,
        kind: AlertKind,
        notice: ObjectId,
        price: Money,
        limit: i64,
    ) -> Result<Vec<Alert>, StoreError> {
        let mut filter = doc! { "product_id": product_id, "kind": kind.into_str(), "told": { "$ne": notice } };
        if kind == AlertKind::PriceDrop {
            filter.insert("price", doc! { "$gt": price.amount() });
        }
        let alerts = self.collection.typed();
        all(alerts.find(filter).sort(doc! { "_id": 1 }).limit(limit).hint(hint(OF_PRODUCT))).await
    }

    /// Notes that a customer was told by this notice, and of which price. That a product is back is told once.
    pub async fn mark_told(&self, alert: &Alert, notice: ObjectId, price: Money) -> Result<(), StoreError> {
        let id = doc! { "_id": alert.id };
        match alert.kind {
            AlertKind::BackInStock => {
                self.collection.delete_one(id).await?;
            }
            AlertKind::PriceDrop => {
                let told = doc! { "$set": { "told": notice, "price": price.amount() } };
                self.collection.update_one(id, told).await?;
            }
        }
        Ok(())
    }
}

fn key(user_id: UserId, product_id: ProductId, kind: AlertKind) -> Document {
    doc! { "user_id": user_id, "product_id": product_id, "kind": kind.into_str() }
}

/// What a change of a product is to those who have alerts.
fn events(before: &Product, after: &Product) -> impl Iterator<Item = AlertKind> {
    let is_back = before.stock.is_out() && !after.stock.is_out();
    let is_cheaper = after.final_price().amount() < before.final_price().amount();
    let back = is_back.then_some(AlertKind::BackInStock);
    back.into_iter().chain(is_cheaper.then_some(AlertKind::PriceDrop))
}

/// Puts notices into the outbox of what these changes, before and after, are to customers, as part of the session's
/// transaction.
pub(crate) async fn tell(
    db: &Database,
    outbox: &Outbox,
    changes: &[(&Product, &Product)],
    now: DateTime<Utc>,
    session: &mut ClientSession,
) -> Result<(), StoreError> {
    let of_change = |(before, after): &(&Product, &Product)| {
        let id = after.id;
        events(before, after).map(|event| (id, event)).collect::<Vec<_>>()
    };
    let events: Vec<_> = changes.iter().flat_map(of_change).collect();
    let notices = notices(db, &events, session).await?;
    if notices.is_empty() { Ok(()) } else { outbox.put_all(session, notices, now).await }
}

/// The notices of events, as part of the session's transaction: of those that anybody wants to know.
pub(crate) async fn notices(
    db: &Database,
    events: &[(ProductId, AlertKind)],
    session: &mut ClientSession,
) -> Result<Vec<Notice>, StoreError> {
    if events.is_empty() {
        return Ok(vec![]);
    }
    let event = |(id, kind): &(ProductId, AlertKind)| doc! { "product_id": id, "kind": kind.into_str() };
    let pipeline = [
        doc! { "$match": { "$or": events.iter().map(event).collect::<Vec<_>>() } },
        doc! { "$group": { "_id": { "product_id": "$product_id", "alert": "$kind" } } },
        doc! { "$replaceWith": "$_id" },
    ];
    let wanted = Documents::of(db, COLLECTION);
    let wanted = wanted.aggregate(pipeline).hint(hint(OF_PRODUCT)).with_type::<Wanted>().session(&mut *session);
    let wanted: Vec<Wanted> = wanted.await?.stream(session).try_collect().await?;
    Ok(wanted.into_iter().map(|Wanted { product_id, alert }| Notice::ProductAlert { product_id, alert }).collect())
}

#[derive(Deserialize)]
struct Wanted {
    product_id: ProductId,
    alert: AlertKind,
}

/// Nobody is told any more of a product that is deleted, as part of the session's transaction.
pub(crate) async fn forget_product(
    db: &Database,
    product_id: ProductId,
    session: &mut ClientSession,
) -> Result<(), StoreError> {
    let of_product = doc! { "product_id": product_id };
    Documents::of(db, COLLECTION).delete_many(of_product).hint(hint(OF_PRODUCT)).session(session).await?;
    Ok(())
}

/// Nothing is told any more to a customer who is erased, as part of the session's transaction.
pub(crate) async fn forget_customer(
    db: &Database,
    user_id: UserId,
    session: &mut ClientSession,
) -> Result<(), StoreError> {
    Documents::of(db, COLLECTION).delete_many(doc! { "user_id": user_id }).session(session).await?;
    Ok(())
}
