//! For tests: a database each, a Bot API double at the socket, customers who write and press, and products to sell.
//!
//! ```no_run
//! # #[tokio::main]
//! # async fn main() {
//! let db = testing::TestDb::new().await;            // dropped at the end of the test, also if it panics
//! let category = testing::category(&db.store, "Kettles", None).await;
//! testing::product(&db.store, &category).price(99_900).stock(3).create().await;
//!
//! let api = testing::BotApi::start().await;         // TELEGRAM_API_URL = api.url()
//! let olena = testing::Customer::new(7, "Олена").language("uk");
//! let update = olena.text("/start");                // the JSON Telegram would post
//! # let _ = (api, update);
//! # }
//! ```
#![expect(clippy::missing_panics_doc, reason = "test helpers panic: that is how a test fails")]

mod bot_api;
mod builders;
mod commands;
mod customer;
mod database;
mod http;
mod mongod;
mod orders;
mod otlp;
mod proxy;
mod seed;
mod serving;
mod settings;
mod transcript;
mod visits;

pub use bot_api::{BotApi, Fate, Record, Recorded, Rules};
pub use builders::{ProductBuilder, category, news, news_item, product};
pub use commands::Commands;
pub use customer::Customer;
pub use database::TestDb;
pub use http::{ADMIN_KEY, Answer, Asked, TestApi};
pub use mongod::Mongod;
pub use orders::{confirm, contact, order, summary};
pub use otlp::{Otlp, ReceivedSpan};
pub use proxy::{Fault, Proxy, host_of};
pub use seed::seed;
pub use serving::Serving;
pub use settings::shop_settings;
pub use transcript::transcript;
pub use visits::{Visited, add_to_cart, claim, claim_as, visit, visit_as};

use chrono::{DateTime, Utc};

/// An `insta` filter that shows every reading of a [`TestDb`]'s clock as its first one.
pub const TIMES: (&str, &str) = (r"2026-11-23T12:00:0\d\.\d{3}Z", "2026-11-23T12:00:00Z");

/// When tests happen: 23 November 2026, 12:00 UTC.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).expect("a valid time")
}
