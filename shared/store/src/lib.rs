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
//! store.migrate(chrono_tz::Europe::Kyiv).await?;
//! let cart = store.carts.of(UserId(42)).await?;
//! assert!(cart.lines.is_empty());
//! # Ok(()) }
//! ```
mod alerts;
mod audience;
mod broadcasts;
mod cart_change;
mod carts;
mod categories;
mod chat_migrations;
mod claim;
mod claimed;
mod connect;
mod conversations;
mod counters;
mod documents;
mod dump;
mod error;
mod figures;
mod former_indexes;
mod holds;
mod imports;
mod index;
mod instruments;
mod keys;
mod keyset;
mod leases;
mod membership;
mod messages;
mod migrate;
mod names;
mod news;
mod office;
mod order_watch;
mod orders;
mod outbox;
mod photos;
mod placement;
mod precondition;
mod products;
mod seed;
mod settings;
mod sharding;
mod stamp;
mod transaction;
mod transition;
mod tree_lock;
mod turns;
mod users;
mod version;
mod visit;
mod vocabulary;

pub use alerts::{AlertAdded, Alerts, CustomersAlert};
pub use audience::{Audience, Headcount, Recipient};
pub use broadcasts::{Broadcasts, Job, NewBroadcast, SaveOutcome, State};
pub use cart_change::{CartChange, LineBefore};
pub use carts::{CartProducts, Carts};
pub use categories::{Beside, Categories, CategoryNode, CategoryPage, Parent};
pub use chat_migrations::ChatMigrations;
pub use claim::{Claim, Conversation, Customer, Progress};
pub use claimed::Claimed;
pub use connect::{client_options, connect};
pub use conversations::{Conversations, LineTitle, Note, Outcome, Release};
pub use dump::{Documents, Snapshot};
pub use error::StoreError;
pub use figures::{BestSeller, Dashboard, DashboardDay, Figures, LowStock, NewCustomers, Period, PeriodFigures};
pub use holds::Holding;
pub use imports::{Existing, Imports, PhotoTask, Plan, ProductKeys, SourcedImage, Step};
pub use instruments::Instruments;
pub use keys::{Key, KeyDigest, KeySecret, Keys};
pub use keyset::{Page, PageRequest, Position};
pub use leases::{Leases, Owner};
pub use messages::Messages;
pub use news::NewsItems;
pub use office::{
    Audit, AuditEntry, AuditEvent, AuditObject, AuditQuery, FieldChange, MemberRole, Members, NewSession, Session,
    Sessions, SignInLink, SignInLinks, Token,
};
pub use order_watch::OrdersMark;
pub use orders::{OrderQuery, Orders, Sales};
pub use outbox::{Notice, Outbox, Undelivered, Waiting};
pub use photos::Photos;
pub use placement::{Confirmation, Placement};
pub use precondition::Precondition;
pub use products::{
    Album, AttributeNames, Bulk, BulkPreview, BulkRow, Card, Cell, CellOutcome, DealsFrom, Deletion, FoundCards,
    LOW_STOCK, ProductQuery, ProductSort, Products, SearchPosition, Selection, Undo,
};
pub use seed::Catalogue;
pub use settings::MongoSettings;
pub use sharding::{ShardKey, shard_keys};
pub use transition::Transitioned;
pub use users::{CustomerQuery, CustomerSummary, ListedCustomer, ProfileValue, Users};
pub use version::DataVersion;
pub use visit::{CustomerChange, CustomerVisit, GroupVisit, MembershipVisit, Visit};

use std::sync::Arc;

use chrono::{DateTime, Utc};
use derive_more::Deref;
use domain::Clock;
use mongodb::{Client, Database};

use crate::{carts::RecentCarts, turns::Turns};

/// The data of one shop: all its [`Collections`]. Cheap to clone, as every request does several times.
#[derive(Clone, Debug, Deref)]
pub struct Store(#[deref(forward)] Arc<Collections>);

/// Every collection of one shop.
#[derive(Debug)]
pub struct Collections {
    db: Database,
    clock: Clock,
    placing: Turns,
    /// What customers want to be told of products.
    pub alerts: Alerts,
    /// Customers, as those who are told something.
    pub audience: Audience,
    /// Who changed what in the back office.
    pub audit: Audit,
    pub broadcasts: Broadcasts,
    pub carts: Carts,
    /// The category tree.
    pub categories: Categories,
    /// Groups that became supergroups.
    pub chat_migrations: ChatMigrations,
    /// Where each chat stands, and which of its updates were handled.
    pub conversations: Conversations,
    /// What was sold, day by day.
    pub figures: Figures,
    /// Imports of files, under way and lately ended.
    pub imports: Imports,
    pub keys: Keys,
    /// Who may do what only one process should do at a time.
    pub leases: Leases,
    /// Roles in the back office.
    pub members: Members,
    /// Between customers and the shop.
    pub messages: Messages,
    pub news: NewsItems,
    pub orders: Orders,
    /// What must be told to somebody.
    pub outbox: Outbox,
    /// Photos, in GridFS.
    pub photos: Photos,
    pub products: Products,
    /// Browsers that are signed in to the back office.
    pub sessions: Sessions,
    pub sign_in_links: SignInLinks,
    pub users: Users,
}

impl Store {
    /// The shop in the database that the settings name, by the system's clock. Nothing is sent yet.
    ///
    /// # Errors
    /// [`StoreError::Uri`] or [`StoreError::NoDatabaseName`] when the connection string cannot be used.
    pub async fn open(settings: &MongoSettings, app_name: &str) -> Result<Self, StoreError> {
        Self::open_watched(settings, app_name, Instruments::default()).await
    }

    /// The same, with the driver telling these of its work.
    ///
    /// # Errors
    /// [`StoreError::Uri`] or [`StoreError::NoDatabaseName`] when the connection string cannot be used.
    pub async fn open_watched(
        settings: &MongoSettings,
        app_name: &str,
        instruments: Instruments,
    ) -> Result<Self, StoreError> {
        let mut options = client_options(settings.connection_string(), app_name).await?;
        instruments.put_into(&mut options);
        Self::new(&Client::with_options(options).map_err(StoreError::Uri)?, Clock::system())
    }

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
        let (orders, outbox, photos) = (Orders::new(&db), Outbox::new(&db, &clock), Photos::new(&db, &clock));
        let (products, recent) = (Products::new(&db, &photos, &outbox, &clock), RecentCarts::new());
        Self(Arc::new(Collections {
            alerts: Alerts::new(&db, &clock),
            audience: Audience::new(&db, &clock),
            audit: Audit::new(&db, &clock),
            broadcasts: Broadcasts::new(&db, &outbox, &clock),
            carts: Carts::new(&db, &products, recent.clone()),
            categories: Categories::new(&db, &outbox, &clock),
            chat_migrations: ChatMigrations::new(&db, &clock),
            conversations: Conversations::new(&db, &clock, recent),
            figures: Figures::new(&db, &clock),
            imports: Imports::new(&db, &products, &outbox, &clock),
            keys: Keys::new(&db, &clock),
            leases: Leases::new(&db, &clock),
            members: Members::new(&db, &clock),
            messages: Messages::new(&db, &outbox, &clock),
            news: NewsItems::new(&db, &outbox, &clock),
            outbox,
            products,
            photos,
            sessions: Sessions::new(&db, &clock),
            sign_in_links: SignInLinks::new(&db, &clock),
            users: Users::new(&db, &orders, &clock),
            orders,
            db,
            clock,
            placing: Turns::new(),
        }))
    }

    /// The database's name, for people.
    pub fn name(&self) -> &str {
        self.db.name()
    }

    /// Now, by the shop's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
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
