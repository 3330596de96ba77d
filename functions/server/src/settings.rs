//! The variables of `server`: every variable there is, as it is every function.

use broadcast::DeliverySettings;
use catalogue::FeedSettings;
use clap::Args;
use rest::RestSettings;
use runtime::{HttpSettings, ShopSettings, StorefrontSettings, TelemetrySettings};
use store::MongoSettings;
use telegram::{StaffSettings, TelegramSettings};
use webhook::CheckoutSettings;

#[derive(Args, Clone, Debug)]
pub struct Settings {
    #[command(flatten)]
    pub mongo: MongoSettings,
    #[command(flatten)]
    pub telegram: TelegramSettings,
    #[command(flatten)]
    pub http: HttpSettings,
    #[command(flatten)]
    pub rest: RestSettings,
    #[command(flatten)]
    pub shop: ShopSettings,
    #[command(flatten)]
    pub storefront: StorefrontSettings,
    #[command(flatten)]
    pub feed: FeedSettings,
    #[command(flatten)]
    pub staff: StaffSettings,
    #[command(flatten)]
    pub checkout: CheckoutSettings,
    #[command(flatten)]
    pub delivery: DeliverySettings,
    #[command(flatten)]
    pub telemetry: TelemetrySettings,
}
