//! The process of the function `broadcast`.

use std::error::Error;

use broadcast::{DeliverySettings, Worker};
use clap::Args;
use rest::{ApiState, ProcessSettings};
use runtime::StorefrontSettings;
use settings::Env;
use telegram::{BotSettings, StaffSettings};

#[derive(Args)]
struct Settings {
    #[command(flatten)]
    process: ProcessSettings,
    #[command(flatten)]
    bot: BotSettings,
    #[command(flatten)]
    staff: StaffSettings,
    #[command(flatten)]
    storefront: StorefrontSettings,
    #[command(flatten)]
    delivery: DeliverySettings,
}

#[tokio::main]
async fn main() {
    let about =
        "Tells people what they should hear: /v1/broadcasts, the outbox, and the worker, which delivers and imports";
    settings::command::<Settings>("broadcast", about).get_matches();
    runtime::exit_with(run()).await;
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Settings { process, bot, staff, storefront, delivery } = Env::of_process().read()?;
    let telemetry = runtime::init_telemetry(&process.telemetry, "broadcast")?;
    let store = telemetry.open(&process.mongo).await?;
    let mut delivery = broadcast::Settings::new(delivery, process.shop, staff.chat);
    delivery.public_url = storefront.public_url;
    let api = bot.api()?;
    let worker = Worker::new(store.clone(), api.clone(), delivery, fastrand::f64);
    store.check_version().await?;
    telemetry.expose(&store, vec![Box::new(telegram::updates_waiting(api))]).await?;
    let state = ApiState::new(store.clone(), process.shop.currency, &process.rest);
    let handlers = broadcast::api(&state, worker.clone());
    let router = rest::service(state, handlers).merge(runtime::health(store));
    Ok(broadcast::serve_and_deliver(router, process.http.port, worker).await?)
}
