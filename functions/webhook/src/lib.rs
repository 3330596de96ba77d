//! The chat: one function that takes Telegram's updates and answers them.
//!
//! An update's way is forward only, file by file:
//!
//! ```text
//! http.rs       POST /telegram/webhook: secret, size, JSON
//! incoming.rs   Update → Incoming { event, who, where }          what the customer did
//! pipeline.rs   claims the update, loads what the event needs    one round trip
//! features/     handler.rs: store in, Answer out; view.rs: data → Screen
//! pipeline.rs   says all but the last call, notes the update as handled; the last rides in the HTTP answer
//! ```
//!
//! Features never send. Every button under a message carries an [`action::Action`]: search for the variant to find the
//! button and its handler. The words stand in `shared/locales`.

mod action;
mod context;
mod features;
mod http;
mod incoming;
mod openapi;
mod pipeline;
mod step;

use runtime::ShopSettings;
use store::Store;
use telegram::Api;

pub use http::router;
pub use openapi::openapi;

/// What handling an update needs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Shop {
    /// The shop's data.
    pub store: Store,
    /// The bot.
    pub api: Api,
    /// Currency, language and the staff chat.
    pub settings: ShopSettings,
}
