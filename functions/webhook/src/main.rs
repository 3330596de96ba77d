//! The process of the function `webhook`.

use std::error::Error;

use clap::Args;
use runtime::{HttpSettings, ShopSettings, StorefrontSettings, TelemetrySettings};
use settings::Env;
use store::MongoSettings;
use telegram::{StaffSettings, TelegramSettings};
use webhook::{CheckoutSettings, Shop};

#[derive(Args)]
struct Settings {
    #[command(flatten)]
    mongo: MongoSettings,
    #[command(flatten)]
    telegram: TelegramSettings,
    #[command(flatten)]
    http: HttpSettings,
    #[command(flatten)]
    shop: ShopSettings,
    #[command(flatten)]
    storefront: StorefrontSettings,
    #[command(flatten)]
    staff: StaffSettings,
    #[command(flatten)]
    checkout: CheckoutSettings,
    #[command(flatten)]
    telemetry: TelemetrySettings,
}

#[tokio::main]
async fn main() {
    settings::command::<Settings>("webhook", "The chat: Telegram's updates in, the shop's replies out").get_matches();
    runtime::exit_with(run()).await;
}

async fn run() -> Result<(), Box<dyn Error>> {
    let settings: Settings = Env::of_process().read()?;
    let telemetry = runtime::init_telemetry(&settings.telemetry, "webhook")?;
    let store = telemetry.open(&settings.mongo).await?;
    let api = settings.telegram.bot.api()?;
    let shop = Shop::new(store.clone(), api.clone(), settings.shop, settings.staff, settings.checkout);
    let shop = shop.reached_at(settings.storefront.public_url);
    let shop = shop.frozen_between_requests(runtime::is_frozen_between_requests());
    store.check(settings.shop.currency, settings.shop.time_zone).await?;
    telemetry.expose(&store, vec![Box::new(telegram::updates_waiting(api))]).await?;
    let (router, document) = webhook::api(shop.clone(), settings.telegram.webhook_secrets).split_for_parts();
    let router = router.merge(runtime::health(store)).merge(rest::docs(document));
    let served = runtime::serve(router, settings.http.port).await;
    shop.stop().await;
    Ok(served?)
}
