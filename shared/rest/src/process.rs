//! The process of a REST function, the same for all of them.

use std::{error::Error, process::ExitCode};

use runtime::{Env, MongoSettings, RestSettings, ShopSettings};
use utoipa_axum::router::OpenApiRouter;

use crate::{ApiState, service};

/// Serves `handlers` and health, until told to stop.
pub async fn run(name: &'static str, about: &'static str, handlers: OpenApiRouter<ApiState>) -> ExitCode {
    runtime::command(name, about).get_matches();
    runtime::exit_on_error(serve(name, handlers)).await
}

async fn serve(name: &str, handlers: OpenApiRouter<ApiState>) -> Result<(), Box<dyn Error>> {
    let env = Env::of_process();
    runtime::init_logs(&env)?;
    let (shop, settings) = (ShopSettings::read(&env)?, RestSettings::read(&env)?);
    let store = runtime::open_store(&MongoSettings::read(&env)?, name).await?;
    let port = runtime::port(&env)?;
    store.check(shop.currency).await?;
    let router = service(ApiState::new(store.clone(), shop, &settings), handlers).merge(runtime::health(store));
    Ok(runtime::serve(router, port).await?)
}
