//! The worker that tells people what they should hear: notices out of the outbox, and broadcasts to every customer.
//!
//! ```text
//! worker.rs        takes the lease, then round after round: notices that are due, broadcasts that are not over
//! lease.rs         one worker at a time; whoever lost the lease sends nothing more
//! notices.rs       a new order to the staff, its transitions to its customer, a news item into a broadcast, …
//! delivery.rs      one broadcast: recipients page by page, several sends in flight, progress written as results come in
//! ledger.rs        who is settled and what became of them: the state that is written
//! sender.rs        makes calls in their turn, and knows how long to wait before one is made again
//! rate_limiter.rs  when the next message may go: the bot's rate, a chat's second, the pause Telegram asks for
//! content.rs       what a broadcast says, in each language
//! view.rs          what the staff and customers read
//! api/             /v1/broadcasts and the drain, over HTTP
//! process.rs       serving and delivering in one process
//! ```
//!
//! Nothing is delivered twice but what was in flight when a worker died, or when its process had to end before the Bot API
//! answered: sends whose results are not written yet never exceed [`Settings::in_flight`]. Any number of workers may run; a
//! lease in the database keeps one of them at work, because the rate belongs to the bot as a whole.
//!
//! ```no_run
//! # async fn example(store: store::Store, api: telegram::Api, settings: broadcast::Settings) {
//! use std::time::Duration;
//! use tokio_util::sync::CancellationToken;
//!
//! let worker = broadcast::Worker::new(store, api, settings, fastrand::f64);
//! // A function that a scheduler calls every minute:
//! let drained = worker.drain(Duration::from_secs(50)).await;
//! // Or a process that lives:
//! worker.run(CancellationToken::new()).await;
//! # let _ = drained;
//! # }
//! ```

mod alerts;
mod api;
mod content;
mod delivery;
mod lease;
mod ledger;
mod messages;
mod notices;
mod process;
mod rate_limiter;
mod sender;
mod settings;
mod view;
mod worker;

pub use self::settings::{DeliverySettings, Settings};
pub use api::api;
pub use process::serve_and_deliver;
pub use worker::{Drained, Worker};
