//! The process of the function `broadcast`.

use std::process::ExitCode;

use broadcast::{Settings, Worker};
use runtime::{BotSettings, DeliverySettings, Env, MongoSettings, RuntimeError, ShopSettings};
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> ExitCode {
    runtime::command("broadcast", "Tells people what they should hear: notices and broadcasts").get_matches();
    runtime::exit_on_error(run()).await
}

async fn run() -> Result<(), RuntimeError> {
    let env = Env::of_process();
    runtime::init_logs(&env)?;
    let bot = BotSettings::read(&env)?;
    let settings = Settings::new(DeliverySettings::read(&env)?, ShopSettings::read(&env)?);
    let store = runtime::open_store(&MongoSettings::read(&env)?, "broadcast").await?;
    let worker = Worker::new(store.clone(), bot.api()?, settings, fastrand::f64);
    store.check_version().await?;
    let stop = CancellationToken::new();
    tokio::join!(worker.run(stop.clone()), async {
        runtime::told_to_stop().await;
        stop.cancel();
    });
    Ok(())
}
