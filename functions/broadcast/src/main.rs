//! The process of the function `broadcast`.

use std::{error::Error, process::ExitCode};

use broadcast::{Settings, Worker};
use rest::ApiState;
use runtime::{BotSettings, DeliverySettings, Env, MongoSettings, RestSettings, ShopSettings};

#[tokio::main]
async fn main() -> ExitCode {
    let about = "Tells people what they should hear: /v1/broadcasts, the outbox, and the delivery worker";
    runtime::command("broadcast", about).get_matches();
    runtime::exit_on_error(run()).await
}

async fn run() -> Result<(), Box<dyn Error>> {
    let env = Env::of_process();
    runtime::init_logs(&env)?;
    let bot = BotSettings::read(&env)?;
    let shop = ShopSettings::read(&env)?;
    let settings = Settings::new(DeliverySettings::read(&env)?, shop);
    let rest = RestSettings::read(&env)?;
    let store = runtime::open_store(&MongoSettings::read(&env)?, "broadcast").await?;
    let worker = Worker::new(store.clone(), bot.api()?, settings, fastrand::f64);
    let port = runtime::port(&env)?;
    store.check_version().await?;
    let router = rest::service(ApiState::new(store.clone(), shop, &rest), broadcast::api(worker.clone()));
    Ok(broadcast::serve_and_deliver(router.merge(runtime::health(store)), port, worker).await?)
}
