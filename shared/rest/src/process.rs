//! The process of a REST function, the same for all of them.

use std::error::Error;

use clap::Args;
use runtime::{HttpSettings, LogSettings, ShopSettings};
use settings::Env;
use store::{MongoSettings, Store};
use utoipa_axum::router::OpenApiRouter;

use crate::{ApiState, RestSettings, service};

/// What every process that serves the REST API reads.
#[derive(Args)]
pub struct ProcessSettings {
    #[command(flatten)]
    pub mongo: MongoSettings,
    #[command(flatten)]
    pub http: HttpSettings,
    #[command(flatten)]
    pub rest: RestSettings,
    #[command(flatten)]
    pub shop: ShopSettings,
    #[command(flatten)]
    pub log: LogSettings,
}

/// Serves `handlers` and health until told to stop, then ends the process.
pub async fn run(name: &'static str, about: &'static str, handlers: OpenApiRouter<ApiState>) -> ! {
    settings::command::<ProcessSettings>(name, about).get_matches();
    runtime::exit_with(serve(name, handlers)).await
}

async fn serve(name: &str, handlers: OpenApiRouter<ApiState>) -> Result<(), Box<dyn Error>> {
    let settings: ProcessSettings = Env::of_process().read()?;
    runtime::init_logs(&settings.log);
    let (store, currency) = (Store::open(&settings.mongo, name).await?, settings.shop.currency);
    store.check(currency, settings.shop.time_zone).await?;
    let router = service(ApiState::new(store.clone(), currency, &settings.rest), handlers);
    Ok(runtime::serve(router.merge(runtime::health(store)), settings.http.port).await?)
}
