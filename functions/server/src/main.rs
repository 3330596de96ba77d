//! `server`: every function in one process, and the shop's chores beside it (`server --help`).
//!
//! Without a word it serves. `server migrate` brings the database up to this release, `server demo` puts the demo
//! catalogue into an empty one, `server keys` makes, lists and revokes the API's keys, `server outbox` lists notices that
//! could not be delivered and has them tried again, `server database init` sets up MongoDB itself.

mod database;
mod demo;
mod keys;
mod outbox;

use std::{error::Error, process::ExitCode};

use broadcast::Worker;
use clap::{ArgMatches, Command};
use domain::Clock;
use rest::ApiState;
use runtime::ShopSettings;
use server::Settings;
use settings::Env;
use store::{MongoSettings, Store};
use utoipa_axum::router::OpenApiRouter;
use webhook::Shop;

#[tokio::main]
async fn main() -> ExitCode {
    let matches = settings::command::<Settings>("server", "A Telegram shop: serves every function in one process")
        .subcommand(Command::new("migrate").about("Creates collections and indexes; can be run again and again"))
        .subcommand(Command::new("demo").about("Puts the demo catalogue into an empty database"))
        .subcommand(keys::command())
        .subcommand(outbox::command())
        .subcommand(database::command())
        .get_matches();
    runtime::exit_on_error(run(&matches, &Env::of_process())).await
}

async fn run(matches: &ArgMatches, env: &Env) -> Result<(), Box<dyn Error>> {
    runtime::init_logs(&env.read()?);
    match matches.subcommand() {
        Some(("migrate", _)) => migrate(env).await,
        Some(("demo", _)) => load_demo(env).await,
        Some(("keys", words)) => Ok(keys::run(words, &open(env).await?).await?),
        Some(("database", words)) => Ok(database::run(words, &env.read()?).await?),
        Some(("outbox", words)) => Ok(outbox::run(words, &open(env).await?).await?),
        _ => serve(env).await,
    }
}

async fn serve(env: &Env) -> Result<(), Box<dyn Error>> {
    let settings: Settings = env.read()?;
    let store = Store::open(&settings.mongo, "server").await?;
    let api = settings.telegram.bot.api()?;
    let shop = Shop::new(store.clone(), api.clone(), settings.shop, settings.staff);
    let shop = shop.frozen_between_requests(runtime::is_frozen_between_requests());
    let delivery = broadcast::Settings::new(settings.delivery, settings.shop.default_locale, settings.staff.chat);
    let worker = Worker::new(store.clone(), api, delivery, fastrand::f64);
    let api_state = ApiState::new(store.clone(), settings.shop.currency, &settings.rest);
    store.check(settings.shop.currency).await?;
    let (router, document) = webhook::api(shop.clone(), settings.telegram.webhook_secret).split_for_parts();
    let rest = server::resources()
        .merge(broadcast::api(&api_state, worker.clone()))
        .merge(OpenApiRouter::with_openapi(document));
    let router = router.merge(rest::service(api_state, rest)).merge(runtime::health(store));
    let served = broadcast::serve_and_deliver(router, settings.http.port, worker).await;
    shop.stop().await;
    Ok(served?)
}

/// The shop's data, if this release can work with them.
async fn open(env: &Env) -> Result<Store, Box<dyn Error>> {
    let store = Store::open(&env.read::<MongoSettings>()?, "server").await?;
    store.check_version().await?;
    Ok(store)
}

async fn migrate(env: &Env) -> Result<(), Box<dyn Error>> {
    let store = Store::open(&env.read::<MongoSettings>()?, "server").await?;
    store.migrate().await?;
    println!("The database {} is ready.", store.name());
    Ok(())
}

async fn load_demo(env: &Env) -> Result<(), Box<dyn Error>> {
    let settings: ShopSettings = env.read()?;
    let store = open(env).await?;
    if store.products.is_empty().await? && store.categories.is_empty().await? {
        let (categories, products) = demo::load(&store, &Clock::system(), settings.currency).await?;
        println!("Loaded the demo catalogue: {categories} categories, {products} products.");
    } else {
        println!("The database {} has a catalogue: the demo stays out.", store.name());
    }
    Ok(())
}
