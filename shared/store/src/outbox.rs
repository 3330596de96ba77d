//! What must be told to somebody, written in the same transaction as its cause and delivered by a worker afterwards.
//!
//! A notice waits until it is due. What was told is taken out; what could not be told stays, with the reason, and is due
//! no more.
//!
//! ```no_run
//! # async fn example(store: store::Store) -> Result<(), store::StoreError> {
//! for waiting in store.outbox.due(100).await? {
//!     println!("{:?}", waiting.notice);
//!     store.outbox.told(waiting.id).await?;
//! }
//! # Ok(()) }
//! ```

use bson::{doc, oid::ObjectId};
use chrono::{DateTime, Utc};
use domain::{BroadcastId, Clock, NewsId, OrderId};
use mongodb::{ClientSession, Database, IndexModel};
use serde::{Deserialize, Serialize};

use crate::{StoreError, document::parse_all, documents::Documents, migrate::index, stamp};

pub(crate) const COLLECTION: &str = "outbox";

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![index("due", doc! { "due": 1, "_id": 1 }), index("of_news", doc! { "news_id": 1 })]
}

/// The collection `outbox`.
#[derive(Clone, Debug)]
pub struct Outbox {
    collection: Documents,
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
    /// The staff see in their chat how a broadcast ended.
    BroadcastEnded {
        /// Which.
        broadcast_id: BroadcastId,
    },
}

/// What this release can read: a notice by a newer one waits for a newer worker.
const KINDS: [&str; 3] = ["order_placed", "news_published", "broadcast_ended"];

/// A notice that is due.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Waiting {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: ObjectId,
    /// What is to be told.
    #[serde(flatten)]
    pub notice: Notice,
    /// How often it was tried in vain.
    #[serde(default)]
    pub attempts: u32,
}

impl Outbox {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// Puts a notice in, to be delivered from `due` on, as part of the session's transaction, which happens `now`.
    pub(crate) async fn put(
        &self,
        session: &mut ClientSession,
        notice: &Notice,
        due: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut document = stamp::created(now, notice)?;
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
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let update = stamp::modified(now, doc! { "$set": { "due": bson::DateTime::from(due) } });
        self.collection.update_one(doc! { "news_id": news_id }, update).session(session).await?;
        Ok(())
    }

    /// Takes the notice of a news item out, if it still waits.
    pub(crate) async fn withdraw_news(&self, session: &mut ClientSession, news_id: NewsId) -> Result<(), StoreError> {
        self.collection.delete_one(doc! { "news_id": news_id }).session(session).await?;
        Ok(())
    }

    /// Notices that are due, those due longest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn due(&self, limit: i64) -> Result<Vec<Waiting>, StoreError> {
        let now = bson::DateTime::from(self.clock.now());
        let filter = doc! { "due": { "$lte": now }, "kind": { "$in": KINDS.as_slice() } };
        let found = self.collection.find(filter).sort(doc! { "due": 1, "_id": 1 }).limit(limit);
        parse_all(found.await?).await
    }

    /// Takes a notice out: it was told, or there is nobody to tell.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn told(&self, id: ObjectId) -> Result<(), StoreError> {
        self.collection.delete_one(doc! { "_id": id }).await?;
        Ok(())
    }

    /// The same, as part of the session's transaction. `false`: somebody else took it out already.
    pub(crate) async fn take(&self, session: &mut ClientSession, id: ObjectId) -> Result<bool, StoreError> {
        Ok(self.collection.delete_one(doc! { "_id": id }).session(session).await?.deleted_count == 1)
    }

    /// Has a notice that could not be told tried again at `due`.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn postpone(&self, id: ObjectId, due: DateTime<Utc>, reason: &str) -> Result<(), StoreError> {
        let set = doc! { "due": bson::DateTime::from(due), "reason": reason };
        let update = doc! { "$set": set, "$inc": { "attempts": 1_i64 } };
        self.collection.update_one(doc! { "_id": id }, stamp::modified(self.clock.now(), update)).await?;
        Ok(())
    }

    /// Gives a notice up. It stays, with the reason, for the operator to find.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn give_up(&self, id: ObjectId, reason: &str) -> Result<(), StoreError> {
        let now = self.clock.now();
        let set = doc! { "failed_at": bson::DateTime::from(now), "reason": reason };
        let update = doc! { "$set": set, "$unset": { "due": 1 } };
        self.collection.update_one(doc! { "_id": id }, stamp::modified(now, update)).await?;
        Ok(())
    }
}
