//! The shop's data in MongoDB: one module per collection, its indexes beside its queries, and the transaction that
//! places an order.
//!
//! Below it lies [`domain`], whose types are stored as they are; above it the functions, which call it and nothing
//! else of MongoDB. It knows no HTTP and no Telegram.
//!
//! ```no_run
//! # async fn example() -> Result<(), store::StoreError> {
//! use domain::{Clock, UserId};
//!
//! let client = store::connect("mongodb://127.0.0.1:27017/shop?replicaSet=rs0", "example").await?;
//! let store = store::Store::new(&client, Clock::system())?;
//! store.migrate().await?;
//! let cart = store.carts.of(UserId(42)).await?;
//! assert!(cart.lines.is_empty());
//! # Ok(()) }
//! ```
mod carts;
mod categories;
mod connect;
mod conversations;
mod counters;
mod error;
mod migrate;
mod news;
mod orders;
mod outbox;
mod photos;
mod placement;
mod products;
mod seed;
mod stamp;
mod users;

pub use carts::Carts;
pub use categories::{Categories, CategoryPage};
pub use connect::{client_options, connect};
pub use conversations::{Claim, Conversation, Conversations};
pub use error::StoreError;
pub use news::NewsItems;
pub use orders::Orders;
pub use outbox::{Notice, Outbox};
pub use photos::Photos;
pub use placement::Placement;
pub use products::{Card, DealsFrom, Products};
pub use seed::Catalogue;
pub use users::{ProfileValue, Users};

use domain::Clock;
use mongodb::{Client, Database};

/// Every collection of one shop. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    db: Database,
    clock: Clock,
    /// Carts.
    pub carts: Carts,
    /// The category tree.
    pub categories: Categories,
    /// Where each chat stands, and which of its updates were handled.
    pub conversations: Conversations,
    /// News.
    pub news: NewsItems,
    /// Orders.
    pub orders: Orders,
    /// What must be told to somebody.
    pub outbox: Outbox,
    /// Photos, in GridFS.
    pub photos: Photos,
    /// Products.
    pub products: Products,
    /// Customers.
    pub users: Users,
}

impl Store {
    /// The shop in the database that the client's connection string names.
    ///
    /// # Errors
    /// [`StoreError::NoDatabaseName`] when it names none.
    pub fn new(client: &Client, clock: Clock) -> Result<Self, StoreError> {
        let db = client.default_database().ok_or(StoreError::NoDatabaseName)?;
        Ok(Self::in_database(db, clock))
    }

    /// The shop in this database.
    pub fn in_database(db: Database, clock: Clock) -> Self {
        Self {
            carts: Carts::new(&db, &clock),
            categories: Categories::new(&db, &clock),
            conversations: Conversations::new(&db, &clock),
            news: NewsItems::new(&db, &clock),
            orders: Orders::new(&db),
            outbox: Outbox::new(&db, &clock),
            photos: Photos::new(&db),
            products: Products::new(&db, &clock),
            users: Users::new(&db, &clock),
            db,
            clock,
        }
    }

    /// The database's name, for people.
    pub fn name(&self) -> &str {
        self.db.name()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Any [`StoreError`] when it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.db.run_command(bson::doc! { "ping": 1 }).await?;
        Ok(())
    }
}
