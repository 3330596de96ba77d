//! `ceiling`: the least that a Rust server can do for what `scripts/bench` asks of the shop. axum and the bare driver,
//! one operation per request, no duplicates removed, nothing checked, nothing logged.
//!
//! What the shop reaches is told as a share of this. `MONGODB_URI` names its own database, into which the bench has
//! copied the shop's products; `PORT` is where it listens. Beside it, it plays the Bot API, and answers at once.

mod bot_api;
mod chat;
mod failed;
mod products;

use std::{env, error::Error};

use axum::{Router, routing::get};
use bson::{Document, doc};
use mongodb::{Client, Database, IndexModel, options::ClientOptions};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut options = ClientOptions::parse(env::var("MONGODB_URI")?).await?;
    // As many as the shop's own client opens
    options.max_pool_size = Some(16);
    let db = Client::with_options(options)?.default_database().ok_or("MONGODB_URI names no database")?;
    let by_category = IndexModel::builder().keys(doc! { "category_id": 1, "_id": 1 }).build();
    db.collection::<Document>("products").create_index(by_category).await?;
    let listener = TcpListener::bind(("127.0.0.1", env::var("PORT")?.parse()?)).await?;
    axum::serve(listener, router(&db)).await?;
    Ok(())
}

fn router(db: &Database) -> Router {
    let bot_api = Router::new()
        .route("/said", get(bot_api::said).post(bot_api::remember))
        .route("/{bot}/{method}", get(bot_api::answer).post(bot_api::answer))
        .with_state(bot_api::Said::default());
    Router::new().route("/health", get(|| async {})).merge(chat::routes(db)).merge(products::routes(db)).merge(bot_api)
}
