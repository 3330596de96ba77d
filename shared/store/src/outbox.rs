//! What must be told to somebody, written in the same transaction as its cause and delivered by a worker afterwards.
//!
//! A notice waits until it is due. What was told is taken out; what could not be told stays, with the reason, until a
//! later attempt succeeds. A notice that was given up is due no more, but stays as well: an operator finds it in
//! [`Outbox::undelivered`] and has it tried again by [`Outbox::retry`].
//!
//! ```no_run
//! # async fn example(store: store::Store) -> Result<(), store::StoreError> {
//! for waiting in store.outbox.due(100).await? {
//!     println!("{:?}", waiting.notice);
//!     store.outbox.mark_delivered(waiting.id).await?;
//! }
//! # Ok(()) }
//! ```

use std::time::Duration;

use bson::{Bson, Document, doc, oid::ObjectId};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    AlertKind, BroadcastId, BroadcastSource, BulkId, CategoryId, Clock, MessageId, NewsId, OrderId, OrderStatus,
    ProductId,
};
use futures_util::TryStreamExt;
use mongodb::{ClientSession, Database, IndexModel, options::IndexOptions};
use serde::{Deserialize, Serialize};

use crate::{StoreError, documents::Documents, index::index, stamp};

pub(crate) const COLLECTION: &str = "outbox";

pub(crate) fn indexes() -> Vec<IndexModel> {
    // Sparse: nearly all notices are delivered at the first attempt and never have a reason
    let sparse = IndexOptions::builder().name("undelivered".to_owned()).sparse(true).build();
    vec![
        index("due", doc! { "due": 1, "_id": 1 }),
        index("of_news", doc! { "news_id": 1 }),
        IndexModel::builder().keys(doc! { "reason": 1 }).options(sparse).build(),
    ]
}

/// [`Outbox::count_undelivered`] counts no further.
const MAX_COUNT: u64 = 1_000;
/// How long that may take in the database.
const COUNT_LIMIT: Duration = Duration::from_millis(500);
/// A notice that cannot be read is looked at again after this: a newer release may be able to.
const UNREADABLE_PAUSE: TimeDelta = TimeDelta::minutes(15);

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
    /// The staff get a card of a new order.
    OrderPlaced { order_id: OrderId },
    /// The staff's card of an order shows what has become of it.
    OrderCard { order_id: OrderId },
    /// The staff hear that a customer has cancelled their order: a card that is edited rings no bell.
    OrderCancelled { order_id: OrderId },
    /// A customer hears what has become of their order.
    OrderChanged { order_id: OrderId, status: OrderStatus },
    /// A message between a customer and the shop is passed on.
    Message { message_id: MessageId },
    /// Customers hear of a news item.
    NewsPublished { news_id: NewsId },
    /// The staff see in their chat how a broadcast ended.
    BroadcastEnded { broadcast_id: BroadcastId },
    /// The staff see in their chat what a broadcast would say.
    BroadcastTest { source: BroadcastSource },
    /// Customers who want to know it hear of a product: that it is back, or costs less.
    ProductAlert { product_id: ProductId, alert: AlertKind },
    /// Products below a category learn where it lies now: nobody is told, but it must not be forgotten either.
    CategoryMoved { category_id: CategoryId },
    /// A change of many products goes on: nobody is told either.
    BulkChange { bulk_id: BulkId },
    /// A product is deleted, unless somebody has thought better of it.
    ProductDeleted { product_id: ProductId },
}

/// A notice that is due.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Waiting {
    #[serde(rename = "_id")]
    pub id: ObjectId,
    /// What is to be told.
    #[serde(flatten)]
    pub notice: Notice,
    /// How often it was tried in vain.
    #[serde(default)]
    pub attempts: u32,
}

/// A notice that could not be delivered yet, or was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// Its id: an `ObjectId`, unless somebody else wrote it.
    pub id: String,
    /// What kind of notice it is.
    pub kind: String,
    /// What was to be told; `None` when it cannot be read.
    pub notice: Option<Notice>,
    /// How often it was tried in vain.
    pub attempts: u32,
    /// When it is tried next; `None` when it was given up.
    pub next_attempt: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    pub reason: String,
}

impl From<Document> for Undelivered {
    /// Whatever the document holds: what cannot be read must be shown, too.
    fn from(document: Document) -> Self {
        let text = |field| document.get_str(field).unwrap_or("?").to_owned();
        let id = match document.get("_id") {
            Some(Bson::ObjectId(id)) => id.to_hex(),
            id => id.map(Bson::to_string).unwrap_or_default(),
        };
        Self {
            id,
            kind: text("kind"),
            attempts: document.get_i64("attempts").ok().and_then(|count| count.try_into().ok()).unwrap_or(0),
            next_attempt: document.get_datetime("due").ok().map(|due| due.to_chrono()),
            reason: text("reason"),
            notice: bson::deserialize_from_document::<Waiting>(document).ok().map(|waiting| waiting.notice),
        }
    }
}

/// A notice as it waits, under its id.
fn waiting(notice: &Notice, due: DateTime<Utc>, now: DateTime<Utc>) -> Result<(ObjectId, Document), StoreError> {
    let id = ObjectId::new();
    let mut document = stamp::created(now, notice)?;
    document.insert("_id", id);
    document.insert("due", bson::DateTime::from(due));
    Ok((id, document))
}

/// Those with a reason, and those that no attempt will ever be made of.
fn undelivered() -> Document {
    doc! { "$or": [{ "reason": { "$gt": "" } }, { "due": null }] }
}

impl Outbox {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// Puts a notice in, to be delivered from `due` on, as part of the session's transaction, which happens `now`. Says its
    /// id.
    pub(crate) async fn put(
        &self,
        session: &mut ClientSession,
        notice: &Notice,
        due: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<ObjectId, StoreError> {
        let (id, document) = waiting(notice, due, now)?;
        self.collection.insert_one(document).session(session).await?;
        Ok(id)
    }

    /// Puts notices in that are due at once, in one round trip.
    pub(crate) async fn put_all(
        &self,
        session: &mut ClientSession,
        notices: impl IntoIterator<Item = Notice>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let documents = notices.into_iter().map(|notice| Ok(waiting(&notice, now, now)?.1));
        let documents = documents.collect::<Result<Vec<Document>, StoreError>>()?;
        self.collection.insert_many(documents).session(session).await?;
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

    /// Notices that are due, those due longest first, at most `limit`. A notice that cannot be read is put off, with the
    /// reason, and is not among them: it must not hold up the others.
    pub async fn due(&self, limit: i64) -> Result<Vec<Waiting>, StoreError> {
        loop {
            let now = bson::DateTime::from(self.clock.now());
            let found = self.collection.find(doc! { "due": { "$lte": now } }).sort(doc! { "due": 1, "_id": 1 });
            let found: Vec<Document> = found.limit(limit).await?.try_collect().await?;
            let (count, mut readable) = (found.len(), Vec::with_capacity(found.len()));
            for document in found {
                match bson::deserialize_from_document(document.clone()) {
                    Ok(waiting) => readable.push(waiting),
                    Err(error) => self.put_off(&document, &error.into()).await?,
                }
            }
            // More may be due behind a page of which nothing can be read
            if count == 0 || !readable.is_empty() {
                return Ok(readable);
            }
        }
    }

    async fn put_off(&self, document: &Document, error: &StoreError) -> Result<(), StoreError> {
        let reason = format!("cannot be read by this release: {error}");
        let id = document.get("_id").cloned().unwrap_or_default();
        if document.get_str("reason").ok() != Some(reason.as_str()) {
            tracing::error!(notice.id = %id, reason, "a notice in the outbox cannot be read");
        }
        let now = self.clock.now();
        let due = bson::DateTime::from(now + UNREADABLE_PAUSE);
        let set = doc! { "due": due, "reason": reason };
        self.collection.update_one(doc! { "_id": id }, stamp::modified(now, doc! { "$set": set })).await?;
        Ok(())
    }

    /// Takes a notice out: it was told, or there is nobody to tell.
    pub async fn mark_delivered(&self, id: ObjectId) -> Result<(), StoreError> {
        self.collection.delete_one(doc! { "_id": id }).await?;
        Ok(())
    }

    /// The same, as part of the session's transaction. `false`: somebody else took it out already.
    pub(crate) async fn take(&self, session: &mut ClientSession, id: ObjectId) -> Result<bool, StoreError> {
        Ok(self.collection.delete_one(doc! { "_id": id }).session(session).await?.deleted_count == 1)
    }

    /// Has a notice that could not be told tried again at `due`. That counts as an attempt.
    pub async fn postpone(&self, id: ObjectId, due: DateTime<Utc>, reason: &str) -> Result<(), StoreError> {
        let set = doc! { "due": bson::DateTime::from(due), "reason": reason };
        let update = doc! { "$set": set, "$inc": { "attempts": 1_i64 } };
        self.collection.update_one(doc! { "_id": id }, stamp::modified(self.clock.now(), update)).await?;
        Ok(())
    }

    /// Has a notice wait until `due`, through no fault of its own: Telegram asks for a pause.
    pub async fn defer(&self, id: ObjectId, due: DateTime<Utc>) -> Result<(), StoreError> {
        self.set(id, doc! { "due": bson::DateTime::from(due) }).await
    }

    /// Notes why a notice cannot be told at present. It stays due.
    pub async fn note(&self, id: ObjectId, reason: &str) -> Result<(), StoreError> {
        self.set(id, doc! { "reason": reason }).await
    }

    async fn set(&self, id: ObjectId, set: Document) -> Result<(), StoreError> {
        let update = stamp::modified(self.clock.now(), doc! { "$set": set });
        self.collection.update_one(doc! { "_id": id }, update).await?;
        Ok(())
    }

    /// Notices that could not be delivered yet, and those that were given up.
    pub async fn undelivered(&self) -> Result<Vec<Undelivered>, StoreError> {
        let found = self.collection.find(undelivered()).sort(doc! { "_id": 1 }).await?;
        Ok(found.map_ok(Undelivered::from).try_collect().await?)
    }

    /// How many there are, counted up to a thousand.
    pub async fn count_undelivered(&self) -> Result<u64, StoreError> {
        Ok(self.collection.count_documents(undelivered()).limit(MAX_COUNT).max_time(COUNT_LIMIT).await?)
    }

    /// For how long the first notice that is due has been due; nothing, where none is. Read in an index alone.
    pub async fn oldest_due(&self) -> Result<Duration, StoreError> {
        let now = self.clock.now();
        let found = self.collection.find_one(doc! { "due": { "$lte": bson::DateTime::from(now) } });
        let found = found.sort(doc! { "due": 1, "_id": 1 }).projection(doc! { "_id": 0, "due": 1 }).await?;
        let due = found.and_then(|found| Some(found.get_datetime("due").ok()?.to_chrono()));
        Ok(due.and_then(|due| (now - due).to_std().ok()).unwrap_or_default())
    }

    /// Has an undelivered notice tried again at once, also one that was given up. `false`: there is no such notice.
    pub async fn retry(&self, id: ObjectId) -> Result<bool, StoreError> {
        let mut filter = undelivered();
        filter.insert("_id", id);
        Ok(self.collection.update_one(filter, self.try_again()).await?.matched_count == 1)
    }

    /// The same of all undelivered notices. Says how many they are.
    pub async fn retry_all(&self) -> Result<u64, StoreError> {
        Ok(self.collection.update_many(undelivered(), self.try_again()).await?.matched_count)
    }

    /// The reason stays until the notice is delivered.
    fn try_again(&self) -> Document {
        let now = self.clock.now();
        let set = doc! { "due": bson::DateTime::from(now), "attempts": 0_i64 };
        stamp::modified(now, doc! { "$set": set, "$unset": { "failed_at": 1 } })
    }

    /// Gives a notice up. It stays, with the reason, for the operator to find.
    pub async fn give_up(&self, id: ObjectId, reason: &str) -> Result<(), StoreError> {
        let now = self.clock.now();
        let set = doc! { "failed_at": bson::DateTime::from(now), "reason": reason };
        let update = doc! { "$set": set, "$unset": { "due": 1 } };
        self.collection.update_one(doc! { "_id": id }, stamp::modified(now, update)).await?;
        Ok(())
    }
}
