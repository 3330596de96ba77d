//! The first page of the back office: how the shop is doing, and what waits for somebody.

use std::collections::BTreeMap;

use bson::doc;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use domain::{Currency, Day, Money, Order, ProductId, Stock, Title};
use serde::Deserialize;

use super::{BestSeller, NewCustomers, changes::Sums};
use crate::{
    Sales, Store, StoreError,
    documents::{Documents, all},
    index::hint,
    names::PRODUCTS,
    products::stock,
};

/// So many orders that wait are read.
const WAITING: i64 = 5;
/// So many products of which there is little are read.
const LOW: i64 = 10;
/// Sold-out products are counted no further.
const MOST_SOLD_OUT: u64 = 1_000;

/// How the shop is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dashboard {
    pub today: Period,
    pub yesterday: Period,
    /// Seven days, today included.
    pub week: Period,
    /// Thirty days, today included.
    pub month: Period,
    /// Each of the thirty days, oldest first.
    pub days: Vec<DashboardDay>,
    /// Orders that have waited longest: for being accepted, then for being shipped.
    pub waiting: Vec<Order>,
    /// Products of which there is little, least first.
    pub low_stock: Vec<LowStock>,
    /// How many products are sold out; counted up to a thousand.
    pub sold_out: u64,
}

/// Days that follow one another, and as many before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    pub figures: PeriodFigures,
    /// Of the days before.
    pub before: PeriodFigures,
    /// What sold best, by pieces. Of today and yesterday as far as the worker has counted, of weeks and months as it was
    /// within the last ten minutes.
    pub best_sellers: Vec<BestSeller>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodFigures {
    /// By the day orders were placed.
    pub sales: Sales,
    /// By the day they became customers.
    pub customers: NewCustomers,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DashboardDay {
    pub date: NaiveDate,
    pub figures: PeriodFigures,
}

/// A product of which there is little.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LowStock {
    #[serde(rename = "_id")]
    pub id: ProductId,
    pub title: Title,
    pub stock: Stock,
}

/// What is known of each day.
struct Table {
    sales: BTreeMap<NaiveDate, Sums>,
    customers: BTreeMap<NaiveDate, NewCustomers>,
    currency: Currency,
}

/// So many days, the last of them `last`.
pub(super) fn span(last: NaiveDate, days: u64) -> impl Iterator<Item = NaiveDate> {
    (0..days).rev().filter_map(move |ago| last.checked_sub_days(Days::new(ago)))
}

impl Table {
    fn between(&self, from: NaiveDate, to: NaiveDate) -> Result<PeriodFigures, StoreError> {
        let (mut sums, mut customers) = (Sums::default(), NewCustomers::default());
        self.sales.range(from..=to).for_each(|(_, day)| sums.add(*day));
        self.customers.range(from..=to).for_each(|(_, day)| customers.add(*day));
        let Sums { orders, sold, cancelled, revenue } = sums;
        let revenue = Money::total(revenue, self.currency).ok_or(StoreError::Inconsistent("revenue below nothing"))?;
        Ok(PeriodFigures { sales: Sales { orders, cancelled, sold, revenue }, customers })
    }

    fn period(&self, to: NaiveDate, days: u64, best_sellers: Vec<BestSeller>) -> Result<Period, StoreError> {
        let ago = |days| to.checked_sub_days(Days::new(days)).unwrap_or(to);
        let from = ago(days - 1);
        let before = self.between(ago(2 * days - 1), ago(days))?;
        Ok(Period { from, to, figures: self.between(from, to)?, before, best_sellers })
    }
}

impl Store {
    /// How the shop is doing, by the days of its time zone and in its currency.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn dashboard(&self, zone: Tz, currency: Currency) -> Result<Dashboard, StoreError> {
        let now = self.clock.now();
        let today = Day::date_of(now, zone);
        let yesterday = today.pred_opt().unwrap_or(today);
        let figures = &self.figures;
        let summary = async {
            match figures.stored_summary().await? {
                Some(summary) => Ok(summary),
                None => Box::pin(figures.summary(now, zone)).await,
            }
        };
        let last_days = [yesterday, today];
        let first = today.checked_sub_days(Days::new(59)).unwrap_or(today);
        let (sales, summary, newest, best_today, best_yesterday, waiting, low_stock, sold_out) = tokio::try_join!(
            Box::pin(figures.by_day([first, today], zone, currency)),
            summary,
            Box::pin(figures.customers_of_days(&last_days, zone)),
            Box::pin(figures.best_of_day(today, currency)),
            Box::pin(figures.best_of_day(yesterday, currency)),
            Box::pin(self.orders.waiting(WAITING)),
            Box::pin(self.low_stock()),
            self.sold_out(),
        )?;
        let mut customers = summary.customers();
        customers.extend(newest);
        let table = Table { sales, customers, currency };
        let day = |date| Ok::<_, StoreError>(DashboardDay { date, figures: table.between(date, date)? });
        Ok(Dashboard {
            today: table.period(today, 1, best_today)?,
            yesterday: table.period(yesterday, 1, best_yesterday)?,
            week: table.period(today, 7, summary.week)?,
            month: table.period(today, 30, summary.month)?,
            days: span(today, 30).map(day).collect::<Result<_, _>>()?,
            waiting,
            low_stock,
            sold_out,
        })
    }

    async fn low_stock(&self) -> Result<Vec<LowStock>, StoreError> {
        let products = Documents::of(&self.db, PRODUCTS).typed::<LowStock>();
        let low = products.find(stock::low()).sort(doc! { "stock": 1, "_id": 1 }).hint(hint(stock::LOW_STOCK));
        all(low.projection(doc! { "title": 1, "stock": 1 }).limit(LOW)).await
    }

    async fn sold_out(&self) -> Result<u64, StoreError> {
        let products = Documents::of(&self.db, PRODUCTS);
        let sold_out = products.count_documents(doc! { "stock": 0_i64 }).hint(hint(stock::LOW_STOCK));
        Ok(sold_out.limit(MOST_SOLD_OUT).await?)
    }
}
