//! What orders change in the figures: computed here, for the worker that counts them and for whoever reads before it did.

use std::collections::BTreeMap;

use bson::{Document, doc, serde_helpers::datetime::FromChrono04DateTime};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::{Day, Money, OrderId, OrderStatus, ProductId, Quantity, Title, UserId, stored};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

/// An order that is marked, as far as figures go.
#[serde_as]
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Uncounted {
    #[serde(rename = "_id")]
    id: OrderId,
    user_id: UserId,
    #[serde(deserialize_with = "stored::or_fallback")]
    status: OrderStatus,
    #[serde(rename = "items")]
    lines: Vec<Line>,
    total: Money,
    #[serde_as(as = "FromChrono04DateTime")]
    created_at: DateTime<Utc>,
    /// How it was counted before.
    counted: Option<Counted>,
}

#[derive(Debug, Clone, Deserialize)]
struct Line {
    product_id: ProductId,
    title: Title,
    quantity: Quantity,
    #[serde(rename = "line_total")]
    total: Money,
}

/// How an order is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Counted {
    day: NaiveDate,
    outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    /// So far.
    Sold,
    Cancelled,
    Returned,
}

/// Sums over orders, in minor units of one currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Sums {
    pub(super) orders: i64,
    pub(super) sold: i64,
    pub(super) cancelled: i64,
    pub(super) revenue: i64,
}

/// A day and a currency's code.
pub(super) type Place = (NaiveDate, &'static str);

/// What becomes of the figures once these orders are counted.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) days: BTreeMap<Place, Sums>,
    products: BTreeMap<(Place, ProductId), ProductSums>,
    customers: BTreeMap<UserId, i64>,
    orders: BTreeMap<Counted, Vec<OrderId>>,
}

#[derive(Debug)]
struct ProductSums {
    title: Title,
    pieces: i64,
    revenue: i64,
}

impl From<OrderStatus> for Outcome {
    fn from(status: OrderStatus) -> Self {
        match status {
            OrderStatus::Cancelled => Self::Cancelled,
            OrderStatus::Returned => Self::Returned,
            OrderStatus::New | OrderStatus::Accepted | OrderStatus::Shipped | OrderStatus::Completed => Self::Sold,
        }
    }
}

impl Sums {
    pub(super) fn add(&mut self, other: Self) {
        self.orders += other.orders;
        self.sold += other.sold;
        self.cancelled += other.cancelled;
        self.revenue += other.revenue;
    }
}

impl Uncounted {
    pub(super) fn projection() -> Document {
        doc! {
            "user_id": 1, "status": 1, "total": 1, "created_at": 1, "counted": 1,
            "items.product_id": 1, "items.title": 1, "items.quantity": 1, "items.line_total": 1,
        }
    }
}

impl Changes {
    pub(super) fn of(orders: &[Uncounted], zone: Tz) -> Self {
        let mut changes = Self::default();
        for order in orders {
            let counted = Counted { day: Day::date_of(order.created_at, zone), outcome: Outcome::from(order.status) };
            match order.counted {
                Some(before) => changes.add(order, before, -1),
                None => *changes.customers.entry(order.user_id).or_default() += 1,
            }
            changes.add(order, counted, 1);
            changes.orders.entry(counted).or_default().push(order.id);
        }
        changes
    }

    /// Counts an order once, or minus once.
    fn add(&mut self, order: &Uncounted, counted: Counted, times: i64) {
        let place = (counted.day, order.total.currency().code());
        let sold = if counted.outcome == Outcome::Sold { times } else { 0 };
        let cancelled = if counted.outcome == Outcome::Cancelled { times } else { 0 };
        let sums = Sums { orders: times, sold, cancelled, revenue: sold * order.total.amount() };
        self.days.entry(place).or_default().add(sums);
        for line in order.lines.iter().filter(|_| sold != 0) {
            let none = || ProductSums { title: line.title.clone(), pieces: 0, revenue: 0 };
            let product = self.products.entry((place, line.product_id)).or_insert_with(none);
            product.pieces += sold * i64::from(line.quantity.get());
            product.revenue += sold * line.total.amount();
        }
    }

    /// Statements of the command `update` for each collection.
    pub(super) fn of_days(&self) -> Vec<Document> {
        let statement = |(&(day, currency), sums): (&Place, &Sums)| {
            let Sums { orders, sold, cancelled, revenue } = *sums;
            let added = doc! { "orders": orders, "sold": sold, "cancelled": cancelled, "revenue": revenue };
            let of = doc! { "day": day.to_string(), "currency": currency };
            upsert(&format!("{day} {currency}"), doc! { "$inc": added, "$setOnInsert": of })
        };
        self.days.iter().filter(|(_, sums)| **sums != Sums::default()).map(statement).collect()
    }

    pub(super) fn of_product_days(&self) -> Vec<Document> {
        let statement = |(&((day, currency), product_id), sums): (&(Place, ProductId), &ProductSums)| {
            let added = doc! { "pieces": sums.pieces, "revenue": sums.revenue };
            let title = doc! { "title": sums.title.as_str() };
            let of = doc! { "day": day.to_string(), "currency": currency, "product_id": product_id };
            let update = doc! { "$inc": added, "$set": title, "$setOnInsert": of };
            upsert(&format!("{day} {currency} {product_id}"), update)
        };
        self.products.iter().map(statement).collect()
    }

    /// How many orders customers have placed; of those who were erased, nothing is kept.
    pub(super) fn of_users(&self) -> Vec<Document> {
        let statement =
            |(&id, &orders): (&UserId, &i64)| doc! { "q": { "_id": id }, "u": { "$inc": { "orders": orders } } };
        self.customers.iter().map(statement).collect()
    }

    /// Not a change that anybody could see, hence not stamped.
    pub(super) fn of_orders(&self) -> Vec<Document> {
        let statement = |(counted, ids): (&Counted, &Vec<OrderId>)| {
            let counted = doc! { "day": counted.day.to_string(), "outcome": counted.outcome.code() };
            let update = doc! { "$set": { "counted": counted }, "$unset": { super::UNCOUNTED: "" } };
            doc! { "q": { "_id": { "$in": ids } }, "u": update, "multi": true }
        };
        self.orders.iter().map(statement).collect()
    }
}

impl Outcome {
    const fn code(self) -> &'static str {
        match self {
            Self::Sold => "sold",
            Self::Cancelled => "cancelled",
            Self::Returned => "returned",
        }
    }
}

fn upsert(id: &str, update: Document) -> Document {
    doc! { "q": { "_id": id }, "u": update, "upsert": true }
}
