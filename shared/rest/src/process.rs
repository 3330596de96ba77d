//! The process of a REST function, the same for all of them.

use std::{error::Error, process::ExitCode};

use clap::Args;
use runtime::{HttpSettings, LogSettings, ShopSettings};
use settings::Env;
use store::{MongoSettings, Store};
use utoipa_axum::router::OpenApiRouter;

use crate::{ApiState, RestSettings, service};

#[derive(Args)]
struct Settings {
    #[command(flatten)]
    mongo: MongoSettings,
    #[command(flatten)]
    http: HttpSettings,
    #[command(flatten)]
    rest: RestSettings,
    #[command(flatten)]
    shop: ShopSettings,
    #[command(flatten)]
    log: LogSettings,
}

/// Serves `handlers` and health, until told to stop.
pub async fn run(name: &'static str, about: &'static str, handlers: OpenApiRouter<ApiState>) -> ExitCode {
    settings::command::<Settings>(name, about).get_matches();
    runtime::exit_on_error(serve(name, handlers)).await
}

async fn serve(name: &str, handlers: OpenApiRouter<ApiState>) -> Result<(), Box<dyn Error>> {
    let settings: Settings = Env::of_process().read()?;
    runtime::init_logs(&settings.log);
    let (store, currency) = (Store::open(&settings.mongo, name).await?, settings.shop.currency);
    store.check(currency).await?;
    let router = service(ApiState::new(store.clone(), currency, &settings.rest), handlers);
    Ok(runtime::serve(router.merge(runtime::health(store)), settings.http.port).await?)
}
