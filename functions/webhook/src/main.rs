//! The process of the function `webhook`.

use std::{error::Error, process::ExitCode};

use runtime::{Env, MongoSettings, ShopSettings, TelegramSettings};
use webhook::Shop;

#[tokio::main]
async fn main() -> ExitCode {
    runtime::command("webhook", "The chat: Telegram's updates in, the shop's replies out").get_matches();
    runtime::exit_on_error(run()).await
}

async fn run() -> Result<(), Box<dyn Error>> {
    let env = Env::of_process();
    runtime::init_logs(&env)?;
    let telegram = TelegramSettings::read(&env)?;
    let settings = ShopSettings::read(&env)?;
    let store = runtime::open_store(&MongoSettings::read(&env)?, "webhook").await?;
    let shop = Shop::new(store.clone(), telegram.api()?, settings);
    let shop = shop.frozen_between_requests(runtime::is_frozen_between_requests());
    let port = runtime::port(&env)?;
    store.check(settings.currency).await?;
    let router = webhook::router(shop.clone(), telegram.webhook_secret);
    let router = router.merge(runtime::health(store)).merge(rest::docs(webhook::openapi()));
    let served = runtime::serve(router, port).await;
    shop.stop().await;
    Ok(served?)
}
