//! `/office`: the back office. The shop's people run the shop in a browser; pages are HTML that works without JavaScript, and is
//! quicker with it.
//!
//! ```text
//! routes.rs      every page: its method, path, the role it needs, its handler
//! gate.rs        session ─ membership ─ role ─ form and its csrf field ─ handler ─ error page
//! pages/         handler: store in, HTML out; one module per part of the shop
//! layout.rs      what surrounds a page: head, navigation, notices
//! parts.rs       what pages are made of: tables, fields, buttons
//! chart.rs       charts as SVG
//! form.rs        what a form sent, and what is wrong with it
//! formatted.rs   texts with Telegram's formatting: typed, and as they will look
//! when.rs        moments that are typed
//! sign_in.rs     one-time links and the shop's first key
//! membership.rs  who belongs to the staff's chat, and as what
//! change.rs      a change and its entry in the audit log
//! assets.rs      stylesheet and scripts, under names that change with them
//! ```
//!
//! A page is registered with the role it needs, and cannot be without: see [`routes`].

mod assets;
mod browser;
mod change;
mod chart;
mod context;
mod cookie;
mod error;
mod form;
mod formatted;
mod gate;
mod layout;
mod membership;
mod pages;
mod parts;
mod query;
pub mod routes;
mod settings;
mod sign_in;
mod when;

use std::{num::NonZeroU32, sync::Arc};

use ::settings::Given;
use axum::Router;
use exporter::FeedSettings;
use rest::{ApiState, Attempts};
use runtime::{ShopSettings, StorefrontSettings};
use telegram::{Api, Chat};

pub use self::settings::{OfficeSettings, ProcessSettings};

/// How often one address may try to sign in, in a minute.
const ATTEMPTS: NonZeroU32 = NonZeroU32::new(10).expect("not zero");

/// What the pages get. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Office {
    api: ApiState,
    /// The bot, which knows who belongs to the staff's chat.
    bot: Option<Api>,
    staff_chat: Option<Chat>,
    shop: ShopSettings,
    storefront: StorefrontSettings,
    feed: FeedSettings,
    attempts: Arc<Attempts>,
    /// What the environment says.
    given: Arc<[Given]>,
    /// 32 random bytes: a session is as safe as they are.
    random: fn() -> [u8; 32],
}

impl Office {
    /// The back office of the shop with these data and settings.
    pub fn new(api: ApiState, bot: Option<Api>, settings: OfficeSettings) -> Self {
        let OfficeSettings { staff, shop, storefront, feed, trusted_proxies, given } = settings;
        let attempts = Arc::new(Attempts::new(ATTEMPTS, trusted_proxies));
        Self {
            api,
            bot,
            staff_chat: staff.chat,
            shop,
            storefront,
            feed,
            attempts,
            given: given.into(),
            random: random_bytes,
        }
    }
}

/// # Panics
/// When the operating system has no random bytes: then nothing here is safe.
fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("random bytes of the operating system");
    bytes
}

/// The whole back office.
pub fn router(office: Office) -> Router {
    routes::all(office).into_router()
}
