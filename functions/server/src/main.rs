//! `server`: every function in one process, and the shop's chores beside it (`server --help`).
//!
//! Without a word it serves. `server migrate` brings the database up to this release, `server demo` puts the demo
//! catalogue into an empty one, `server keys` makes, lists and revokes the API's keys, `server outbox` lists notices that
//! could not be delivered and has them tried again, `server backup` and `server restore` copy everything into a file and
//! back, `server health` asks a running one how it is, `server database` sets up MongoDB itself.

mod backups;
mod database;
mod demo;
mod demo_orders;
mod health;
mod keys;
mod outbox;
mod sign_in;
mod table;

use std::{error::Error, path::PathBuf};

use backup::Place;
use broadcast::Worker;
use catalogue::CatalogueSettings;
use clap::{Parser, Subcommand};
use domain::Clock;
use office::{Office, OfficeSettings};
use rest::ApiState;
use runtime::{HttpSettings, ShopSettings};
use server::Settings;
use settings::Env;
use store::{MongoSettings, Store};
use utoipa_axum::router::OpenApiRouter;
use webhook::Shop;

/// A Telegram shop: serves every function in one process
#[derive(Parser)]
#[command(version, after_help = settings::help::<Settings>())]
struct Words {
    #[command(subcommand)]
    chore: Option<Chore>,
}

#[derive(Subcommand)]
enum Chore {
    /// Brings the database up to this release; can be run again and again
    Migrate {
        /// Writes a backup into this folder first, if data of an earlier release are going to change
        #[arg(long, value_name = "DIR")]
        backup: Option<PathBuf>,
    },
    /// Puts the demo catalogue into an empty database
    Demo,
    /// Makes, lists and revokes API keys
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Lists notices that could not be delivered, and has them tried again
    #[command(subcommand)]
    Outbox(outbox::OutboxCommand),
    /// Lets somebody into the back office
    #[command(subcommand)]
    Office(sign_in::OfficeCommand),
    /// Writes everything in the database into a new file, or an object of a bucket
    Backup {
        /// Such as `shop.tar.gz`, `s3://bucket/shop.tar.gz` or `gs://bucket/shop.tar.gz`; in a folder, by the time it is made
        file: Place,
        /// Leaves only so many in the folder, the newest
        #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
        keep: Option<u32>,
    },
    /// Puts everything in a backup into the database; no process of the shop may run meanwhile
    Restore {
        /// What `server backup` wrote
        file: Place,
        /// Replaces what is in the database
        #[arg(long)]
        force: bool,
    },
    /// Succeeds when the server on this machine's PORT is ready
    Health,
    /// Sets up MongoDB itself
    #[command(subcommand)]
    Database(database::DatabaseCommand),
}

#[tokio::main]
async fn main() {
    runtime::exit_with(run(Words::parse(), &Env::of_process())).await;
}

async fn run(words: Words, env: &Env) -> Result<(), Box<dyn Error>> {
    let Some(chore) = words.chore else { return serve(env).await };
    runtime::init_logs(&env.read()?);
    match chore {
        Chore::Migrate { backup } => migrate(env, backup).await,
        Chore::Demo => load_demo(env).await,
        Chore::Keys(command) => keys::run(command, &open(env).await?).await,
        Chore::Outbox(command) => outbox::run(command, &open(env).await?).await,
        Chore::Office(command) => sign_in::run(command, &open(env).await?, &env.read()?).await,
        Chore::Backup { file, keep } => backups::write(&unchecked(env).await?, &file, keep).await,
        Chore::Restore { file, force } => backups::restore(&unchecked(env).await?, &file, force).await,
        Chore::Health => health::ask(env.read::<HttpSettings>()?.port).await,
        Chore::Database(command) => database::run(command, &env.read()?).await,
    }
}

async fn serve(env: &Env) -> Result<(), Box<dyn Error>> {
    let settings: Settings = env.read()?;
    let telemetry = runtime::init_telemetry(&settings.telemetry, "server")?;
    let store = telemetry.open(&settings.mongo).await?;
    let api = settings.telegram.bot.api()?;
    let shop = Shop::new(store.clone(), api.clone(), settings.shop, settings.staff, settings.checkout);
    let shop = shop.reached_at(settings.storefront.public_url.clone());
    let shop = shop.frozen_between_requests(runtime::is_frozen_between_requests());
    let mut delivery = broadcast::Settings::new(settings.delivery, settings.shop, settings.staff.chat);
    delivery.public_url = settings.storefront.public_url.clone();
    let worker = Worker::new(store.clone(), api.clone(), delivery, fastrand::f64);
    let api_state = ApiState::new(store.clone(), settings.shop.currency, &settings.rest);
    store.check(settings.shop.currency, settings.shop.time_zone).await?;
    telemetry.expose(&store, vec![Box::new(telegram::updates_waiting(api.clone()))]).await?;
    let office = OfficeSettings {
        staff: settings.staff,
        shop: settings.shop,
        storefront: settings.storefront.clone(),
        feed: settings.feed,
        trusted_proxies: settings.rest.trusted_proxies,
        given: env.given::<Settings>(),
    };
    let office = office::router(Office::new(api_state.clone(), Some(api.clone()), office));
    let Settings { storefront, shop: of_shop, feed, .. } = settings.clone();
    let catalogue = CatalogueSettings { storefront, shop: of_shop, feed };
    let (router, document) = webhook::api(shop.clone(), settings.telegram.webhook_secrets).split_for_parts();
    let rest = server::resources()
        .merge(broadcast::api(&api_state, worker.clone()))
        .merge(catalogue::api(&api_state, catalogue))
        .merge(OpenApiRouter::with_openapi(document));
    let router = router.merge(rest::service(api_state, rest)).merge(office).merge(runtime::health(store));
    let served = broadcast::serve_and_deliver(router, settings.http.port, worker).await;
    shop.stop().await;
    Ok(served?)
}

/// The shop's data, if this release can work with them.
async fn open(env: &Env) -> Result<Store, Box<dyn Error>> {
    let store = unchecked(env).await?;
    store.check_version().await?;
    Ok(store)
}

/// The shop's data, of whatever release.
async fn unchecked(env: &Env) -> Result<Store, Box<dyn Error>> {
    Ok(Store::open(&env.read::<MongoSettings>()?, "server").await?)
}

async fn migrate(env: &Env, backup: Option<PathBuf>) -> Result<(), Box<dyn Error>> {
    let store = unchecked(env).await?;
    if let (Some(folder), Some(from)) = (backup, store.pending_migration().await?) {
        backups::before_migration(&store, &folder, from).await?;
    }
    store.migrate(env.read::<ShopSettings>()?.time_zone).await?;
    println!("The database {} is ready.", store.name());
    Ok(())
}

async fn load_demo(env: &Env) -> Result<(), Box<dyn Error>> {
    let currency = env.read::<ShopSettings>()?.currency;
    let store = open(env).await?;
    if store.products.is_empty().await? && store.categories.is_empty().await? {
        let (categories, products) = demo::load(&store, &Clock::system(), currency).await?;
        println!("Loaded the demo catalogue: {categories} categories, {products} products.");
    } else {
        println!("The database {} has a catalogue: the demo stays out.", store.name());
    }
    Ok(())
}
