//! What staff watch while they look at orders: how many there are of each status, and whether anything has changed.

use bson::{Document, doc};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{OrderNumber, OrderStatus, VariantArray};
use futures_util::future::try_join_all;
use serde::Deserialize;

use crate::{
    Orders, StoreError,
    documents::all,
    index::hint,
    orders::{CHANGED, NEWEST_OF_STATUS, NUMBER},
    stamp,
};

/// A transaction that began before another may end after it, but not later than this: longer than any may take, and than
/// clocks of processes differ.
const OVERLAP: TimeDelta = TimeDelta::minutes(1);

/// How the orders are as a whole: two marks differ if an order was placed or changed in between.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrdersMark {
    /// The highest number; `None` if there is no order.
    pub newest: Option<OrderNumber>,
    /// When an order was last changed, or placed.
    changed_at: Option<DateTime<Utc>>,
    /// How many changes lie shortly before that: a transaction that ends late is among them.
    lately: u64,
}

#[derive(Deserialize)]
struct Numbered {
    number: OrderNumber,
}

#[derive(Deserialize)]
struct Changed {
    modified_at: bson::DateTime,
}

impl Orders {
    /// No number of orders is counted further.
    pub const MOST_COUNTED: u64 = 1_000;

    /// How many orders have come so far and no further, for each status; [`Self::MOST_COUNTED`] stands for that many or more.
    pub async fn count_by_status(&self) -> Result<Vec<(OrderStatus, u64)>, StoreError> {
        let count = async |status: &OrderStatus| {
            let of_status = doc! { "status": status.into_str() };
            Ok((*status, self.count(of_status, NEWEST_OF_STATUS).await?))
        };
        try_join_all(OrderStatus::VARIANTS.iter().map(count)).await
    }

    /// What to compare with an earlier mark, to see whether anything has changed.
    pub async fn mark(&self) -> Result<OrdersMark, StoreError> {
        let (numbered, changed) = (self.collection().typed::<Numbered>(), self.collection().typed::<Changed>());
        let newest = numbered.find(doc! {}).sort(doc! { "number": -1 }).hint(hint(NUMBER)).limit(-1);
        let changed = changed.find(doc! {}).sort(doc! { "modified_at": -1 }).hint(hint(CHANGED)).limit(-1);
        let newest = newest.projection(doc! { "_id": 0, "number": 1 });
        let (newest, changed) =
            tokio::try_join!(all(newest), all(changed.projection(doc! { "_id": 0, "modified_at": 1 })))?;
        let changed_at = changed.first().map(|Changed { modified_at }| modified_at.to_chrono());
        let lately = match changed_at {
            None => 0,
            Some(at) => self.count(doc! { "modified_at": { "$gte": stamp::date(at - OVERLAP) } }, CHANGED).await?,
        };
        Ok(OrdersMark { newest: newest.first().map(|Numbered { number }| *number), changed_at, lately })
    }

    async fn count(&self, filter: Document, index: &str) -> Result<u64, StoreError> {
        Ok(self.collection().count_documents(filter).hint(hint(index)).limit(Self::MOST_COUNTED).await?)
    }
}
