//! What would be too slow to be read for every page: what sold best in weeks and months, and how many customers came. The
//! worker writes it down every ten minutes.

use std::collections::BTreeMap;

use bson::{Document, doc};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::{Currency, Day, Money, ProductId, Title};
use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};

use super::{Figures, PRODUCT_DAYS, SUMMARIES, dashboard::span, zone_of};
use crate::{StoreError, audience::STARTED, documents::Documents, index::hint, names::USERS, stamp};

/// How old a summary becomes.
const AGE: TimeDelta = TimeDelta::minutes(10);
const ID: &str = "dashboard";
/// The month that is shown, and the one it is compared with.
const CUSTOMER_DAYS: u64 = 60;

/// A product that sold well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BestSeller {
    pub product_id: ProductId,
    /// When it was last sold.
    pub title: Title,
    /// How many were sold and not given back.
    pub pieces: i64,
    /// What these cost together, in minor units of `currency`.
    revenue: i64,
    currency: String,
}

/// Who became a customer in some time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCustomers {
    /// All.
    pub started: i64,
    /// Of these, how many have ordered by now.
    pub ordered: i64,
}

/// As it is stored.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Stored {
    pub(super) week: Vec<BestSeller>,
    pub(super) month: Vec<BestSeller>,
    customers: Vec<StoredCustomers>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredCustomers {
    day: NaiveDate,
    #[serde(flatten)]
    customers: NewCustomers,
}

/// What falls between two boundaries.
#[derive(Deserialize)]
struct Bucket {
    #[serde(rename = "_id")]
    from: bson::DateTime,
    #[serde(flatten)]
    customers: NewCustomers,
}

impl BestSeller {
    pub(super) const MOST: i64 = 10;

    /// What the pieces cost together.
    pub fn revenue(&self) -> Option<Money> {
        Money::total(self.revenue, Currency::from_code(&self.currency)?)
    }
}

impl NewCustomers {
    pub(super) const fn add(&mut self, other: Self) {
        self.started += other.started;
        self.ordered += other.ordered;
    }
}

impl Stored {
    pub(super) fn customers(&self) -> BTreeMap<NaiveDate, NewCustomers> {
        self.customers.iter().map(|day| (day.day, day.customers)).collect()
    }
}

impl Figures {
    /// Writes the summary down anew if it is ten minutes old; of several processes, one does.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn refresh(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let old = doc! { "_id": ID, "refreshed_at": { "$lte": stamp::date(now - AGE) } };
        let mine = doc! { "$set": { "refreshed_at": stamp::date(now) } };
        let summaries = Documents::of(&self.db, SUMMARIES);
        if summaries.update_one(old, mine).await?.matched_count == 0 {
            return Ok(());
        }
        let meta = self.meta().find_one(doc! { "_id": Self::META_ID }).await?;
        self.summarize(zone_of(meta.as_ref())?).await
    }

    /// Writes the summary down, however old it is.
    pub(super) async fn summarize(&self, zone: Tz) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut fields = bson::serialize_to_document(&self.summary(now, zone).await?)?;
        fields.insert("refreshed_at", stamp::date(now));
        let summaries = Documents::of(&self.db, SUMMARIES);
        summaries.update_one(doc! { "_id": ID }, doc! { "$set": fields }).upsert(true).await?;
        Ok(())
    }

    pub(super) async fn stored_summary(&self) -> Result<Option<Stored>, StoreError> {
        Documents::of(&self.db, SUMMARIES).typed().get(ID).await
    }

    pub(super) async fn summary(&self, now: DateTime<Utc>, zone: Tz) -> Result<Stored, StoreError> {
        let today = Day::date_of(now, zone);
        let days: Vec<NaiveDate> = span(today, CUSTOMER_DAYS).collect();
        let (week, month, customers) = tokio::try_join!(
            self.best_since(today, 7),
            self.best_since(today, 30),
            self.customers_of_days(&days, zone),
        )?;
        let customers = customers.into_iter().map(|(day, customers)| StoredCustomers { day, customers }).collect();
        Ok(Stored { week, month, customers })
    }

    async fn best_since(&self, today: NaiveDate, days: u64) -> Result<Vec<BestSeller>, StoreError> {
        let from = today.checked_sub_days(Days::new(days - 1)).unwrap_or(today);
        let sums = doc! {
            "_id": { "product_id": "$product_id", "currency": "$currency" },
            "title": { "$last": "$title" },
            "pieces": { "$sum": "$pieces" },
            "revenue": { "$sum": "$revenue" },
        };
        let named = doc! {
            "product_id": "$_id.product_id", "currency": "$_id.currency", "title": 1, "pieces": 1, "revenue": 1,
        };
        let pipeline = [
            doc! { "$match": { "_id": { "$gte": from.to_string() } } },
            doc! { "$group": sums },
            doc! { "$match": { "pieces": { "$gt": 0_i64 } } },
            doc! { "$sort": { "pieces": -1, "_id": 1 } },
            doc! { "$limit": BestSeller::MOST },
            doc! { "$project": named },
        ];
        let products = Documents::of(&self.db, PRODUCT_DAYS);
        Ok(products.aggregate(pipeline).with_type().await?.try_collect().await?)
    }

    /// Customers by the day they came, of days that follow one another.
    pub(super) async fn customers_of_days(
        &self,
        days: &[NaiveDate],
        zone: Tz,
    ) -> Result<BTreeMap<NaiveDate, NewCustomers>, StoreError> {
        let mut days = days.iter().map(|day| Day::of(*day, zone));
        let mut boundaries: Vec<bson::DateTime> = days.clone().map(|day| day.from.into()).collect();
        boundaries.extend(days.next_back().map(|day| bson::DateTime::from(day.to)));
        // A day that the shop's clocks left out has no moments
        boundaries.dedup();
        let (Some(from), Some(to)) = (boundaries.first().copied(), boundaries.last().copied()) else {
            return Ok(BTreeMap::new());
        };
        let ordered = doc! { "$cond": [{ "$gt": ["$orders", 0_i64] }, 1_i64, 0_i64] };
        let pipeline = [
            doc! { "$match": { "created_at": { "$gte": from, "$lt": to } } },
            doc! { "$project": { "_id": 0, "created_at": 1, "orders": 1 } },
            doc! { "$bucket": {
                "groupBy": "$created_at", "boundaries": boundaries,
                "output": { "started": { "$sum": 1_i64 }, "ordered": { "$sum": ordered } },
            } },
        ];
        let users: Documents<Document> = Documents::of(&self.db, USERS);
        let buckets = users.aggregate(pipeline).hint(hint(STARTED)).with_type::<Bucket>().await?;
        let day = |bucket: Bucket| (Day::date_of(bucket.from.to_chrono(), zone), bucket.customers);
        Ok(buckets.map_ok(day).try_collect().await?)
    }
}
