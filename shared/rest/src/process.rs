//! The process of a REST function, the same for all of them.

use std::error::Error;

use clap::Args;
use runtime::{HttpSettings, ShopSettings, TelemetrySettings};
use settings::Env;
use store::MongoSettings;
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
    pub telemetry: TelemetrySettings,
}

/// Serves `handlers` and health until told to stop, then ends the process.
pub async fn run(name: &'static str, about: &'static str, handlers: OpenApiRouter<ApiState>) -> ! {
    settings::command::<ProcessSettings>(name, about).get_matches();
    runtime::exit_with(serve(name, handlers)).await
}

async fn serve(name: &'static str, handlers: OpenApiRouter<ApiState>) -> Result<(), Box<dyn Error>> {
    let settings: ProcessSettings = Env::of_process().read()?;
    let telemetry = runtime::init_telemetry(&settings.telemetry, name)?;
    let (store, currency) = (telemetry.open(&settings.mongo).await?, settings.shop.currency);
    store.check(currency, settings.shop.time_zone).await?;
    telemetry.expose(&store, vec![]).await?;
    let router = service(ApiState::new(store.clone(), currency, &settings.rest), handlers);
    Ok(runtime::serve(router.merge(runtime::health(store)), settings.http.port).await?)
}
