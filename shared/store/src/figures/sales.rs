//! Sales by day: what is counted, and what is marked, in one snapshot.

use std::collections::BTreeMap;

use bson::doc;
use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::Currency;
use futures_util::TryStreamExt;
use serde::Deserialize;

use super::{
    BEST_OF_DAY, BestSeller, DAYS, Figures, PRODUCT_DAYS, UNCOUNTED,
    changes::{Changes, Sums, Uncounted},
    to_count,
};
use crate::{
    StoreError,
    documents::{Documents, all},
    index::hint,
};

#[derive(Deserialize)]
struct StoredDay {
    day: NaiveDate,
    currency: String,
    #[serde(flatten)]
    sums: Sums,
}

impl Figures {
    /// Sales in this currency of each day from `from` to `to`, both included, that has any.
    pub(super) async fn by_day(
        &self,
        [from, to]: [NaiveDate; 2],
        zone: Tz,
        currency: Currency,
    ) -> Result<BTreeMap<NaiveDate, Sums>, StoreError> {
        let mut session = self.db.client().start_session().snapshot(true).await?;
        // Ids begin with the day, and nothing that a day's id goes on with comes behind "~"
        let within = doc! { "_id": { "$gte": from.to_string(), "$lte": format!("{to}~") } };
        let days = Documents::of(&self.db, DAYS).typed::<StoredDay>();
        let days = days.find(within).session(&mut session).await?;
        let days: Vec<StoredDay> = { days }.stream(&mut session).try_collect().await?;
        let marked = self.orders().typed::<Uncounted>();
        let marked = marked.find(to_count()).hint(hint(UNCOUNTED)).projection(Uncounted::projection());
        let marked = marked.session(&mut session).await?;
        let marked: Vec<Uncounted> = { marked }.stream(&mut session).try_collect().await?;

        let mut sums: BTreeMap<NaiveDate, Sums> = BTreeMap::new();
        for StoredDay { day, currency: of, sums: counted } in days {
            if of == currency.code() {
                sums.entry(day).or_default().add(counted);
            }
        }
        for ((day, of), change) in Changes::of(&marked, zone).days {
            if of == currency.code() && (from..=to).contains(&day) {
                sums.entry(day).or_default().add(change);
            }
        }
        Ok(sums)
    }

    /// What sold best on a day, by pieces, as far as orders are counted.
    pub(super) async fn best_of_day(&self, day: NaiveDate, currency: Currency) -> Result<Vec<BestSeller>, StoreError> {
        let sold = doc! { "day": day.to_string(), "currency": currency.code(), "pieces": { "$gt": 0_i64 } };
        let products = Documents::of(&self.db, PRODUCT_DAYS).typed::<BestSeller>();
        let best = products.find(sold).sort(doc! { "pieces": -1, "_id": 1 }).hint(hint(BEST_OF_DAY));
        all(best.limit(BestSeller::MOST)).await
    }
}
