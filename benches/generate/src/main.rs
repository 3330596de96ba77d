//! `generate`: fills an empty database with made-up products in a tree of categories and, if asked to, with customers
//! who have three lines in their carts. The same seed gives the same shop.
//!
//! ```sh
//! export MONGODB_URI='mongodb://127.0.0.1:27017/big?replicaSet=rs0'
//! cargo run --release -p generate -- --products 1000000
//! cargo run --release -p server -- migrate
//! ```
//!
//! With `--customers 100000 --orders 1000000` it is the shop that the back office is measured in.
//!
//! All goes straight into MongoDB, in large batches; `server migrate` builds the indexes afterwards, which is sooner done
//! than keeping them up to date. Where things are is printed as JSON, for the bench.
//!
//! `generate command DATABASE` sends MongoDB a command instead.

mod catalogue;
mod command;
mod customers;
mod failure;
mod orders;

use clap::{Parser, Subcommand};
use domain::Clock;
use futures_util::{StreamExt, TryStreamExt, stream};
use mongodb::Client;
use serde_json::json;
use store::{Catalogue, Store};

use crate::{catalogue::Maker, failure::Failure};

/// Documents of one `insert`, and how many of these are under way at once.
const BATCH: u32 = 5_000;
const UNDER_WAY: usize = 3;

/// Fills an empty database with made-up products and customers
#[derive(Parser)]
struct Wanted {
    /// The database; its path names it
    #[arg(long, env = "MONGODB_URI", hide_env_values = true)]
    mongodb_uri: String,
    /// How many products
    #[arg(long, default_value_t = 10_000)]
    products: u32,
    /// How many customers, each with a cart
    #[arg(long, default_value_t = 0)]
    customers: u32,
    /// How many orders, placed by these customers over the last two years
    #[arg(long, default_value_t = 0)]
    orders: u32,
    /// Where randomness comes from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(subcommand)]
    instead: Option<Instead>,
}

#[derive(Subcommand)]
enum Instead {
    /// Sends a command in Extended JSON from standard input, fills nothing, and prints the answer
    Command {
        /// Which database it is for; many are for `admin`
        database: String,
    },
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let wanted = Wanted::parse();
    let client = store::connect(&wanted.mongodb_uri, "generate").await?;
    let done = match &wanted.instead {
        Some(Instead::Command { database }) => command::run(&client, database).await,
        None => fill(&client, &wanted).await,
    };
    // The driver's tasks, cut off by the end of the runtime, would complain on the terminal
    client.shutdown().immediate(true).await;
    done
}

async fn fill(client: &Client, wanted: &Wanted) -> Result<(), Failure> {
    let store = Store::new(client, Clock::system())?;
    let db = client.default_database().ok_or("MONGODB_URI names no database")?;
    if !store.products.is_empty().await? || !store.categories.is_empty().await? {
        return Err(format!("the database {} has a catalogue already", store.name()).into());
    }
    let maker = Maker::new(wanted.seed, wanted.products);
    store.fill(&Catalogue { categories: maker.categories()?, ..Catalogue::default() }).await?;
    stream::iter(batches(wanted.products))
        .map(|batch| {
            let (store, maker) = (store.clone(), maker.clone());
            // In a task of its own: making the documents takes as long as storing them
            tokio::spawn(async move {
                let products = batch.map(|n| maker.product(n)).collect::<Result<_, _>>()?;
                store.fill(&Catalogue { products, ..Catalogue::default() }).await?;
                Ok::<_, Failure>(())
            })
        })
        .buffer_unordered(UNDER_WAY)
        .map(|joined| joined.unwrap_or_else(|error| Err(error.into())))
        .try_collect::<()>()
        .await?;
    stream::iter(batches(wanted.customers))
        .map(|batch| customers::fill(&db, &maker, batch, |n| orders::came(&maker, n, wanted, store.now())))
        .buffer_unordered(UNDER_WAY)
        .try_collect::<()>()
        .await?;
    // One after the other: their numbers go up as time does
    for batch in batches(wanted.orders) {
        let orders = orders::made(&maker, batch, wanted, store.now())?;
        store.fill(&Catalogue { orders, ..Catalogue::default() }).await?;
    }
    println!("{}", where_they_are(&maker, wanted));
    Ok(())
}

fn batches(count: u32) -> impl Iterator<Item = std::ops::Range<u32>> {
    (0..count).step_by(BATCH as usize).map(move |first| first..count.min(first.saturating_add(BATCH)))
}

/// Ids are a prefix and a number of eight hexadecimal digits, from 0.
fn where_they_are(maker: &Maker, wanted: &Wanted) -> serde_json::Value {
    json!({
        "product_prefix": maker.product_id(0).to_string()[..16],
        "products": wanted.products,
        "shelves": maker.shelves().map(|id| id.to_string()).collect::<Vec<_>>(),
        "first_customer": customers::FIRST,
        "customers": wanted.customers,
    })
}
