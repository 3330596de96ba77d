//! The process of the function `broadcast`.

use std::{error::Error, process::ExitCode};

use broadcast::{DeliverySettings, Worker};
use clap::Args;
use rest::{ApiState, RestSettings};
use runtime::{HttpSettings, LogSettings, ShopSettings};
use settings::Env;
use store::{MongoSettings, Store};
use telegram::{BotSettings, StaffSettings};

#[derive(Args)]
struct Settings {
    #[command(flatten)]
    mongo: MongoSettings,
    #[command(flatten)]
    bot: BotSettings,
    #[command(flatten)]
    http: HttpSettings,
    #[command(flatten)]
    rest: RestSettings,
    #[command(flatten)]
    shop: ShopSettings,
    #[command(flatten)]
    staff: StaffSettings,
    #[command(flatten)]
    delivery: DeliverySettings,
    #[command(flatten)]
    log: LogSettings,
}

#[tokio::main]
async fn main() -> ExitCode {
    let about = "Tells people what they should hear: /v1/broadcasts, the outbox, and the delivery worker";
    settings::command::<Settings>("broadcast", about).get_matches();
    runtime::exit_on_error(run()).await
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Settings { mongo, bot, http, rest, shop, staff, delivery, log } = Env::of_process().read()?;
    runtime::init_logs(&log);
    let store = Store::open(&mongo, "broadcast").await?;
    let delivery = broadcast::Settings::new(delivery, shop.default_locale, staff.chat);
    let worker = Worker::new(store.clone(), bot.api()?, delivery, fastrand::f64);
    store.check_version().await?;
    let state = ApiState::new(store.clone(), shop.currency, &rest);
    let handlers = broadcast::api(&state, worker.clone());
    let router = rest::service(state, handlers).merge(runtime::health(store));
    Ok(broadcast::serve_and_deliver(router, http.port, worker).await?)
}
