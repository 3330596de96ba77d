//! The chat: one function that takes Telegram's updates and replies to them.
//!
//! An update's way is forward only, file by file:
//!
//! ```text
//! http.rs       POST /telegram/webhook: secret, size, JSON
//! incoming.rs   Update → Incoming                                what was done, by whom and where
//! pipeline.rs   claims the update, loads what the event needs    one round trip
//! features/     handler.rs: loads a Request, replies to it; view.rs: data → Screen
//! delivery.rs   makes all calls but the last
//! response.rs   the last call of a reply is the body of the HTTP response
//! notes.rs      once that is written, the update is noted as handled
//! failure.rs    what passes (503, delivered again) and what does not (an apology)
//! ```
//!
//! Features never send. Every button under a message carries an [`action::Action`]: search for the variant to find the
//! button and its handler. The words stand in `shared/locales`.

mod action;
mod context;
mod delivery;
mod failure;
mod features;
mod http;
mod incoming;
mod notes;
mod openapi;
mod pipeline;
mod response;
mod settings;
mod step;

use std::time::Duration;

use domain::Locale;
use runtime::ShopSettings;
use screens::Words;
use store::{Store, StoreError};
use telegram::{Api, Chat, StaffSettings};
use tokio::time::timeout;
use url::Url;

use crate::notes::Notes;
pub use http::api;
pub use settings::CheckoutSettings;

/// What handling an update needs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Shop {
    store: Store,
    api: Api,
    settings: ShopSettings,
    staff: StaffSettings,
    checkout: CheckoutSettings,
    frozen_between_requests: bool,
    /// Where the staff reach the back office.
    public_url: Option<Url>,
    /// From 0 to 1: spreads those who wait for the same chat.
    random: fn() -> f64,
    /// Notes of updates whose responses were written.
    notes: Notes,
}

impl Shop {
    /// A shop with these data, spoken for by this bot.
    pub fn new(
        store: Store,
        api: Api,
        settings: ShopSettings,
        staff: StaffSettings,
        checkout: CheckoutSettings,
    ) -> Self {
        let notes = Notes::new();
        Self {
            store,
            api,
            settings,
            staff,
            checkout,
            frozen_between_requests: false,
            public_url: None,
            random: fastrand::f64,
            notes,
        }
    }

    /// Whether the platform stops the process's work when a response was sent (see
    /// [`runtime::is_frozen_between_requests`]). Then every call goes to the Bot API before the response, and updates are
    /// noted as handled before it, too.
    #[must_use]
    pub const fn frozen_between_requests(mut self, is_frozen: bool) -> Self {
        self.frozen_between_requests = is_frozen;
        self
    }

    /// The address at which the staff reach the back office.
    #[must_use]
    pub fn reached_at(mut self, public_url: Option<Url>) -> Self {
        self.public_url = public_url;
        self
    }

    const fn words(&self, locale: Locale) -> Words {
        Words { locale, shop_locale: self.settings.default_locale, time_zone: self.settings.time_zone }
    }

    /// The staff's chat by the id it has now, for an update of this chat. Telegram gives a group a new id when it becomes
    /// a supergroup; that is looked up only where it could matter.
    async fn staff_chat(&self, chat: Option<Chat>) -> Result<Option<Chat>, StoreError> {
        let configured = self.staff.chat;
        match (configured, chat) {
            (Some(staff), Some(chat)) if chat != staff && !chat.is_private() => {
                Ok(Some(Chat(self.store.chat_migrations.current(staff.0).await?)))
            }
            _ => Ok(configured),
        }
    }

    /// Waits until every update whose response was written is noted as handled.
    pub async fn settle(&self) {
        self.notes.settle().await;
    }

    /// The same when a process has stopped serving, which then has not long to live: claims that stay lapse by themselves.
    pub async fn stop(&self) {
        if timeout(Duration::from_secs(1), self.settle()).await.is_err() {
            tracing::warn!("not all handled updates are noted as handled");
        }
    }
}
