//! `ceiling`: the least that a Rust server can do for what `scripts/bench` asks of the shop. axum and the bare driver,
//! one operation per request, no duplicates removed, nothing checked, nothing logged.
//!
//! What the shop reaches is told as a share of this. `MONGODB_URI` names its own database, into which the bench has
//! copied the shop's products; `PORT` is where it listens. Beside it, it plays the Bot API, and answers at once.

mod bot_api;
mod chat;
mod products;

use std::{env, error::Error};

use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bson::doc;
use mongodb::{Client, Collection, Database, IndexModel, error::Error as DriverError, options::ClientOptions};
use tokio::net::TcpListener;

use crate::{chat::User, products::Product};

/// The collections, each read straight into its type.
#[derive(Clone)]
struct Collections {
    users: Collection<User>,
    carts: Collection<chat::Cart>,
    products: Collection<Product>,
}

impl Collections {
    fn of(db: &Database) -> Self {
        Self { users: db.collection("users"), carts: db.collection("carts"), products: db.collection("products") }
    }
}

/// Why there is no answer.
pub(crate) enum Failed {
    /// The database did not do it.
    Database(DriverError),
    /// There is no such thing, or the request makes no sense.
    Refused(StatusCode),
}

impl From<DriverError> for Failed {
    fn from(error: DriverError) -> Self {
        Self::Database(error)
    }
}

impl From<StatusCode> for Failed {
    fn from(status: StatusCode) -> Self {
        Self::Refused(status)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        match self {
            Self::Database(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
            Self::Refused(status) => status.into_response(),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut options = ClientOptions::parse(env::var("MONGODB_URI")?).await?;
    // As many as the shop's own client opens
    options.max_pool_size = Some(16);
    let db = Client::with_options(options)?.default_database().ok_or("MONGODB_URI names no database")?;
    let collections = Collections::of(&db);
    let by_category = IndexModel::builder().keys(doc! { "category_id": 1, "_id": 1 }).build();
    collections.products.create_index(by_category).await?;
    let listener = TcpListener::bind(("127.0.0.1", env::var("PORT")?.parse()?)).await?;
    axum::serve(listener, router(collections)).await?;
    Ok(())
}

fn router(collections: Collections) -> Router {
    let bot_api = Router::new()
        .route("/said", get(bot_api::said).post(bot_api::remember))
        .route("/{bot}/{method}", get(bot_api::answer).post(bot_api::answer))
        .with_state(bot_api::Said::default());
    Router::new()
        .route("/health", get(|| async {}))
        .route("/start", post(chat::start))
        .route("/modify", post(chat::modify))
        .route("/add", post(chat::add))
        .route("/cart/{id}", get(chat::cart))
        .route("/products", get(products::list))
        .route("/products/{id}", get(products::one))
        .with_state(collections)
        .merge(bot_api)
}
