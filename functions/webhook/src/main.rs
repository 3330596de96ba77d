//! The process of the function `webhook`.

use std::process::ExitCode;

use runtime::{Env, MongoSettings, RuntimeError, ShopSettings, TelegramSettings};
use webhook::Shop;

#[tokio::main]
async fn main() -> ExitCode {
    runtime::command("webhook", "The chat: Telegram's updates in, the shop's replies out").get_matches();
    runtime::exit_on_error(run()).await
}

async fn run() -> Result<(), RuntimeError> {
    let env = Env::of_process();
    runtime::init_logs(&env)?;
    let telegram = TelegramSettings::read(&env)?;
    let settings = ShopSettings::read(&env)?;
    let store = runtime::open_store(&MongoSettings::read(&env)?, "webhook").await?;
    let shop = Shop { store: store.clone(), api: telegram.api()?, settings };
    let port = runtime::port(&env)?;
    store.check_version().await?;
    let router = webhook::router(shop, telegram.webhook_secret);
    let router = router.merge(runtime::health(store)).merge(rest::docs(webhook::openapi()));
    runtime::serve(router, port).await
}
