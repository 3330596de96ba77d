//! Customers as those who are told something: counted, read page by page, and marked when they cannot be reached.
//!
//! The audience of a broadcast is fixed by a moment: those who were customers then and have not blocked the bot. It is
//! walked in the order of Telegram ids, so that one number says how far a broadcast has come.

use bson::{Document, doc};
use chrono::{DateTime, Utc};
use domain::{Clock, Day, Locale, TelegramProfile, UserId};
use mongodb::{Database, IndexModel, options::Hint};
use serde::Deserialize;

use crate::{
    StoreError,
    documents::{Documents, all},
    index::{behind, index},
    names::USERS,
    stamp,
    users::terms,
};

pub(crate) fn indexes() -> Vec<IndexModel> {
    let mut indexes = terms::indexes();
    indexes.extend([
        index("reachable", doc! { "blocked": 1, "created_at": 1 }),
        // Lists, how many came on a day, and how many of them have ordered since
        index(STARTED, doc! { "created_at": 1, "_id": 1, "orders": 1 }),
    ]);
    indexes
}

pub(crate) const STARTED: &str = "started";

/// The collection `users`, as an audience.
#[derive(Clone, Debug)]
pub struct Audience {
    collection: Documents,
    clock: Clock,
}

/// Somebody to be told something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient {
    /// Their Telegram id, also that of the chat with them.
    pub id: UserId,
    /// The language they chose, else their Telegram's, if the shop has texts in it.
    pub locale: Option<Locale>,
}

/// How many customers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headcount {
    /// All.
    pub customers: u64,
    /// Those who blocked the bot.
    pub blocked: u64,
}

#[derive(Deserialize)]
struct Stored {
    #[serde(rename = "_id")]
    id: UserId,
    #[serde(default, deserialize_with = "domain::stored::or_none")]
    locale: Option<Locale>,
    telegram: Option<TelegramProfile>,
}

impl From<Stored> for Recipient {
    fn from(user: Stored) -> Self {
        let from_telegram = || user.telegram?.language_code.as_deref().and_then(Locale::of_language);
        Self { id: user.id, locale: user.locale.or_else(from_telegram) }
    }
}

impl Audience {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, USERS), clock: clock.clone() }
    }

    /// How many could be told something that is decided at `at`.
    pub async fn count(&self, at: DateTime<Utc>) -> Result<u64, StoreError> {
        Ok(self.collection.count_documents(reachable(at)).await?)
    }

    /// How many customers there are, and how many of them blocked the bot.
    pub async fn headcount(&self) -> Result<Headcount, StoreError> {
        let blocked = async { self.collection.count_documents(doc! { "blocked": true }).await };
        // From the collection's own count: customers by the million cost nothing
        let customers = async { self.collection.estimated_document_count().await };
        let (customers, blocked) = tokio::try_join!(customers, blocked)?;
        Ok(Headcount { customers, blocked })
    }

    /// How many became customers on a day.
    pub async fn count_new(&self, day: Day) -> Result<u64, StoreError> {
        let within = doc! { "$gte": bson::DateTime::from(day.from), "$lt": bson::DateTime::from(day.to) };
        Ok(self.collection.count_documents(doc! { "created_at": within }).await?)
    }

    /// The next of those who were there at `at`, behind `after`, in the order of their ids.
    pub async fn page(
        &self,
        at: DateTime<Utc>,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<Recipient>, StoreError> {
        let mut filter = reachable(at);
        filter.insert("_id", behind(after));
        self.read(filter, limit.into()).await
    }

    /// Those of `ids` who are still there and can be reached.
    pub async fn among(&self, at: DateTime<Utc>, ids: &[UserId]) -> Result<Vec<Recipient>, StoreError> {
        let mut filter = reachable(at);
        filter.insert("_id", doc! { "$in": ids });
        self.read(filter, 0).await
    }

    async fn read(&self, filter: Document, limit: i64) -> Result<Vec<Recipient>, StoreError> {
        // The order of ids, said outright: left to itself, the database might walk along another index
        let by_id = doc! { "_id": 1 };
        let users = self.collection.typed::<Stored>();
        let found = users.find(filter).sort(by_id.clone()).hint(Hint::Keys(by_id));
        let found = found.projection(doc! { "locale": 1, "telegram.language_code": 1 }).limit(limit);
        Ok(all(found).await?.into_iter().map(Recipient::from).collect())
    }

    /// Notes that nothing can be sent to these: they blocked the bot, or their accounts are gone.
    pub async fn mark_blocked(&self, ids: &[UserId]) -> Result<(), StoreError> {
        let filter = doc! { "_id": { "$in": ids }, "blocked": { "$ne": true } };
        let update = stamp::modified(self.clock.now(), doc! { "$set": { "blocked": true } });
        self.collection.update_many(filter, update).await?;
        Ok(())
    }
}

fn reachable(at: DateTime<Utc>) -> Document {
    doc! { "blocked": { "$ne": true }, "created_at": { "$lte": bson::DateTime::from(at) } }
}
