//! The process of the function `catalogue`.

use std::error::Error;

use catalogue::CatalogueSettings;
use clap::Args;
use rest::{ApiState, ProcessSettings};
use runtime::StorefrontSettings;
use settings::Env;

#[derive(Args)]
struct Settings {
    #[command(flatten)]
    process: ProcessSettings,
    #[command(flatten)]
    storefront: StorefrontSettings,
    #[command(flatten)]
    feed: catalogue::FeedSettings,
}

#[tokio::main]
async fn main() {
    let about = "The catalogue in and out of files: /v1/catalogue, /feeds";
    settings::command::<Settings>("catalogue", about).get_matches();
    runtime::exit_with(run()).await;
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Settings { process, storefront, feed } = Env::of_process().read()?;
    let telemetry = runtime::init_telemetry(&process.telemetry, "catalogue")?;
    let store = telemetry.open(&process.mongo).await?;
    store.check(process.shop.currency, process.shop.time_zone).await?;
    telemetry.expose(&store, vec![]).await?;
    let state = ApiState::new(store.clone(), process.shop.currency, &process.rest);
    let handlers = catalogue::api(&state, CatalogueSettings { storefront, shop: process.shop, feed });
    let router = rest::service(state, handlers).merge(runtime::health(store));
    Ok(runtime::serve(router, process.http.port).await?)
}
