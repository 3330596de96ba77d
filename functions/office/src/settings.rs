//! What the environment says about the back office.

use ::settings::Given;
use clap::Args;
use exporter::FeedSettings;
use rest::RestSettings;
use runtime::{HttpSettings, ShopSettings, StorefrontSettings, TelemetrySettings};
use store::MongoSettings;
use telegram::{BotSettings, StaffSettings};

/// What the back office goes by.
#[derive(Clone, Debug)]
pub struct OfficeSettings {
    pub staff: StaffSettings,
    pub shop: ShopSettings,
    pub storefront: StorefrontSettings,
    pub feed: FeedSettings,
    /// See [`RestSettings::trusted_proxies`].
    pub trusted_proxies: usize,
    /// What the environment says, to be shown.
    pub given: Vec<Given>,
}

/// What the process of the function `office` reads.
#[derive(Args, Clone, Debug)]
pub struct ProcessSettings {
    #[command(flatten)]
    pub mongo: MongoSettings,
    #[command(flatten)]
    pub http: HttpSettings,
    #[command(flatten)]
    pub rest: RestSettings,
    #[command(flatten)]
    pub bot: BotSettings,
    #[command(flatten)]
    pub staff: StaffSettings,
    #[command(flatten)]
    pub shop: ShopSettings,
    #[command(flatten)]
    pub storefront: StorefrontSettings,
    #[command(flatten)]
    pub feed: FeedSettings,
    #[command(flatten)]
    pub telemetry: TelemetrySettings,
}
