//! How the shop is doing, today and yesterday.

use domain::{Currency, Day};
use store::{Headcount, Sales, Store, StoreError};

use crate::Shop;

/// How the shop is doing.
#[derive(Debug)]
pub(crate) struct Stats {
    pub(super) people: Headcount,
    /// Today and yesterday.
    pub(super) days: [DayStats; 2],
}

#[derive(Debug)]
pub(crate) struct DayStats {
    pub(super) day: Day,
    pub(super) sales: Sales,
    pub(super) new_customers: u64,
}

/// Reads it, by the shop's days.
pub(super) async fn load(shop: &Shop) -> Result<Stats, StoreError> {
    let (store, settings) = (&shop.store, shop.settings);
    let [today, yesterday] = Day::this_and_last(store.now(), settings.time_zone);
    let day = |day| load_day(store, day, settings.currency);
    let (people, today, yesterday) = tokio::try_join!(store.audience.headcount(), day(today), day(yesterday))?;
    Ok(Stats { people, days: [today, yesterday] })
}

async fn load_day(store: &Store, day: Day, currency: Currency) -> Result<DayStats, StoreError> {
    let (sales, new_customers) = tokio::try_join!(store.orders.sales(day, currency), store.audience.count_new(day))?;
    Ok(DayStats { day, sales, new_customers })
}
