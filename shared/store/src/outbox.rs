//! What must be told to somebody, written in the same transaction as its cause and delivered by a worker afterwards.

use bson::{Document, doc, oid::ObjectId};
use chrono::{DateTime, Utc};
use domain::{Clock, NewsId, OrderId};
use mongodb::{ClientSession, Collection, Database, IndexModel};
use serde::{Deserialize, Serialize};

use crate::{StoreError, migrate::index, stamp};

pub(crate) const COLLECTION: &str = "outbox";

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![index("due", doc! { "due": 1, "_id": 1 }), index("of_news", doc! { "news_id": 1 })]
}

/// The collection `outbox`.
#[derive(Clone, Debug)]
pub struct Outbox {
    collection: Collection<Document>,
    clock: Clock,
}

/// A piece of news for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// The staff hear of a new order.
    OrderPlaced {
        /// Which.
        order_id: OrderId,
    },
    /// Customers hear of a news item.
    NewsPublished {
        /// Which.
        news_id: NewsId,
    },
}

impl Outbox {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: db.collection(COLLECTION), clock: clock.clone() }
    }

    /// Puts a notice in, to be delivered from `due` on, as part of the session's transaction.
    pub(crate) async fn put(
        &self,
        session: &mut ClientSession,
        notice: &Notice,
        due: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut document = stamp::created(&self.clock, notice)?;
        document.insert("_id", ObjectId::new());
        document.insert("due", bson::DateTime::from(due));
        self.collection.insert_one(document).session(session).await?;
        Ok(())
    }

    /// Has the notice of a news item, if it still waits, delivered at another time.
    pub(crate) async fn reschedule_news(
        &self,
        session: &mut ClientSession,
        news_id: NewsId,
        due: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let update = stamp::modified(&self.clock, doc! { "$set": { "due": bson::DateTime::from(due) } });
        self.collection.update_one(doc! { "news_id": news_id }, update).session(session).await?;
        Ok(())
    }

    /// Takes the notice of a news item out, if it still waits.
    pub(crate) async fn withdraw_news(&self, session: &mut ClientSession, news_id: NewsId) -> Result<(), StoreError> {
        self.collection.delete_one(doc! { "news_id": news_id }).session(session).await?;
        Ok(())
    }
}
