//! What was sold, day by day, and what the first page of the back office shows of it.
//!
//! A day's figures are the sum of its orders, kept in `days` and `product_days`, so that they cost the same at a million
//! orders. A transaction that places an order, or takes one back, marks the order as not counted yet, in the very write it makes
//! anyway; hence it takes no round trip more and no two orders wait for each other's figures. The worker counts marked
//! orders in batches, each in one transaction with the marks. Whoever reads a day's sales reads what is counted and what is
//! marked in one snapshot, and so sees every order at once, exactly once, whether the worker runs or not.
//!
//! The database knows by which time zone's days it counts: another one has everything counted anew, by
//! [`Store::migrate`](crate::Store::migrate).

mod changes;
mod dashboard;
mod sales;
mod summary;

use bson::{Document, doc};
use chrono_tz::Tz;
use domain::Clock;
use futures_util::{FutureExt, TryStreamExt};
use mongodb::{ClientSession, Database, IndexModel, options::ReturnDocument};

use self::changes::{Changes, Uncounted};
use crate::{
    StoreError,
    documents::{Documents, all, update_all},
    index::{hint, index},
    names::USERS,
    orders, transaction,
    version::META,
};

pub use dashboard::{Dashboard, DashboardDay, LowStock, Period, PeriodFigures};
pub use summary::{BestSeller, NewCustomers};

pub(crate) const DAYS: &str = "days";
pub(crate) const PRODUCT_DAYS: &str = "product_days";
pub(crate) const SUMMARIES: &str = "summaries";

const UNCOUNTED: &str = "uncounted";
const BEST_OF_DAY: &str = "best_of_day";
/// So many orders are counted by one transaction.
const BATCH: i64 = 500;

/// What marks an order as not counted, or not as it is now.
pub(crate) fn to_count() -> Document {
    doc! { UNCOUNTED: true }
}

/// Of the collection `orders`: only those that are marked.
pub(crate) fn index_of_orders() -> IndexModel {
    let mut marked = index(UNCOUNTED, doc! { UNCOUNTED: 1, "created_at": 1 });
    if let Some(options) = &mut marked.options {
        options.partial_filter_expression = Some(to_count());
    }
    marked
}

pub(crate) fn product_day_indexes() -> Vec<IndexModel> {
    vec![index(BEST_OF_DAY, doc! { "day": 1, "currency": 1, "pieces": -1, "_id": 1 })]
}

/// The collections `days`, `product_days` and `summaries`.
#[derive(Clone, Debug)]
pub struct Figures {
    db: Database,
    clock: Clock,
}

impl Figures {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { db: db.clone(), clock: clock.clone() }
    }

    fn orders(&self) -> Documents {
        Documents::of(&self.db, orders::COLLECTION)
    }

    fn meta(&self) -> Documents {
        Documents::of(&self.db, META)
    }

    /// Counts orders that are marked, until there is none. Says how many.
    ///
    /// # Errors
    /// [`StoreError::Timeout`]; [`StoreError::Driver`]. What was counted stays counted.
    pub async fn count(&self) -> Result<usize, StoreError> {
        let mut total = 0;
        while self.is_behind().await? {
            let counted = transaction::run(&self.db, self.clone(), |session, figures| figures.batch(session).boxed());
            total += counted.await?;
        }
        Ok(total)
    }

    async fn is_behind(&self) -> Result<bool, StoreError> {
        let orders = self.orders();
        let one = orders.find(to_count()).hint(hint(UNCOUNTED)).projection(doc! { "_id": 1 }).limit(-1);
        let one: Vec<Document> = all(one).await?;
        Ok(!one.is_empty())
    }

    async fn batch(&self, session: &mut ClientSession) -> Result<usize, StoreError> {
        let orders = self.orders().typed::<Uncounted>();
        let marked = orders.find(to_count()).hint(hint(UNCOUNTED)).sort(doc! { UNCOUNTED: 1, "created_at": 1 });
        let marked = marked.limit(BATCH).projection(Uncounted::projection()).session(&mut *session).await?;
        let marked: Vec<Uncounted> = { marked }.stream(&mut *session).try_collect().await?;
        if marked.is_empty() {
            return Ok(0);
        }
        let zone = self.meta().find_one(doc! { "_id": Self::META_ID }).session(&mut *session).await?;
        let changes = Changes::of(&marked, zone_of(zone.as_ref())?);
        for (name, statements) in [
            (DAYS, changes.of_days()),
            (PRODUCT_DAYS, changes.of_product_days()),
            (USERS, changes.of_users()),
            (orders::COLLECTION, changes.of_orders()),
        ] {
            if !statements.is_empty() {
                update_all(&self.db, name, statements, Some(&mut *session)).await?;
            }
        }
        Ok(marked.len())
    }

    const META_ID: &str = "figures";

    /// Has the days of this time zone counted, and orders of earlier releases: those that lack the mark and are not counted as
    /// they are. Broken off, it goes on where it was.
    pub(crate) async fn upgrade(&self, zone: Tz) -> Result<(), StoreError> {
        let meta = self.meta();
        let wanted = doc! { "time_zone": zone.name() };
        let other = doc! { "$ne": ["$time_zone", zone.name()] };
        let recount = doc! { "$or": [other, { "$eq": ["$recount", true] }] };
        let update = vec![doc! { "$set": { "recount": recount } }, doc! { "$set": wanted }];
        let noted = meta
            .find_one_and_update(doc! { "_id": Self::META_ID }, update)
            .upsert(true)
            .return_document(ReturnDocument::After)
            .await?;
        if noted.is_none_or(|noted| !matches!(noted.get_bool("recount"), Ok(false))) {
            self.orders().update_many(doc! {}, doc! { "$set": to_count() }).await?;
            let done = doc! { "$set": { "recount": false } };
            meta.update_one(doc! { "_id": Self::META_ID, "time_zone": zone.name() }, done).await?;
        }
        let not_as = |status: &str| doc! { "status": status, "counted.outcome": { "$ne": status } };
        let wrong = doc! { UNCOUNTED: { "$ne": true }, "$or": [
            { "counted": { "$exists": false } }, not_as("cancelled"), not_as("returned"),
        ] };
        self.orders().update_many(wrong, doc! { "$set": to_count() }).await?;
        self.count().await?;
        self.summarize(zone).await
    }

    /// # Errors
    /// [`StoreError::WrongTimeZone`] when the days counted are those of another one.
    pub(crate) async fn check(&self, zone: Tz) -> Result<(), StoreError> {
        let meta = self.meta().find_one(doc! { "_id": Self::META_ID }).await?;
        let stored = zone_of(meta.as_ref())?;
        if stored == zone {
            Ok(())
        } else {
            Err(StoreError::WrongTimeZone { stored: stored.name().to_owned(), configured: zone })
        }
    }
}

fn zone_of(meta: Option<&Document>) -> Result<Tz, StoreError> {
    let name = meta.and_then(|meta| meta.get_str("time_zone").ok());
    name.and_then(|name| name.parse().ok()).ok_or(StoreError::Inconsistent("no time zone of figures"))
}
