//! The process of the function `office`.

use std::error::Error;

use office::{Office, OfficeSettings, ProcessSettings};
use rest::ApiState;
use settings::Env;

#[tokio::main]
async fn main() {
    settings::command::<ProcessSettings>("office", "The back office: /office").get_matches();
    runtime::exit_with(run()).await;
}

async fn run() -> Result<(), Box<dyn Error>> {
    let env = Env::of_process();
    let settings: ProcessSettings = env.read()?;
    let telemetry = runtime::init_telemetry(&settings.telemetry, "office")?;
    let store = telemetry.open(&settings.mongo).await?;
    store.check(settings.shop.currency, settings.shop.time_zone).await?;
    let api = ApiState::new(store.clone(), settings.shop.currency, &settings.rest);
    let bot = settings.bot.api()?;
    telemetry.expose(&store, vec![]).await?;
    let office = OfficeSettings {
        staff: settings.staff,
        shop: settings.shop,
        storefront: settings.storefront,
        feed: settings.feed,
        trusted_proxies: settings.rest.trusted_proxies,
        given: env.given::<ProcessSettings>(),
    };
    let router =
        office::router(Office::new(api, Some(bot), office)).merge(runtime::health(store)).merge(rest::no_docs());
    Ok(runtime::serve(router, settings.http.port).await?)
}
