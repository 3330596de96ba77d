//! Messages between customers and the shop: what was written, and whether it reached the other side. Each is written in one
//! transaction with the notice by which the worker passes it on.
//!
//! Where the staff chat is a forum (Bot API, `Chat.is_forum`), each customer has a topic there.

use bson::{Document, doc};
use chrono::{DateTime, Utc};
use domain::{Clock, Message, MessageId, UserId};
use futures_util::FutureExt;
use mongodb::{ClientSession, Database, IndexModel};

use crate::{
    Notice, Outbox, Page, PageRequest, Position, StoreError,
    documents::{Documents, all},
    index::{index, unique_index},
    keyset::{Key, Keyset},
    stamp, transaction,
};

pub(crate) const COLLECTION: &str = "messages";
pub(crate) const TOPICS: &str = "topics";

const NEWEST: Keyset = Keyset { field: Some("created_at"), descending: true };

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![
        index("newest_of_user", doc! { "user_id": 1, "created_at": -1, "_id": -1 }),
        // One update writes one message, however often it is delivered
        unique_index("written_by_update", doc! { "user_id": 1, "update_id": 1 }),
    ]
}

/// The collections `messages` and `topics`.
#[derive(Clone, Debug)]
pub struct Messages {
    db: Database,
    outbox: Outbox,
    clock: Clock,
}

impl Messages {
    pub(crate) fn new(db: &Database, outbox: &Outbox, clock: &Clock) -> Self {
        Self { db: db.clone(), outbox: outbox.clone(), clock: clock.clone() }
    }

    fn collection(&self) -> Documents {
        Documents::of(&self.db, COLLECTION)
    }

    /// Takes a message in, to be passed on. Nothing happens if the update has written one already. A message from the back
    /// office has no update: its form says a number below zero instead.
    pub async fn write(&self, update_id: i64, message: &Message) -> Result<(), StoreError> {
        let mut document = stamp::created(self.clock.now(), message)?;
        document.insert("update_id", update_id);
        let work = (self.clone(), document, Notice::Message { message_id: message.id }, self.clock.now());
        let written = transaction::run(&self.db, work, |session, (messages, document, notice, now)| {
            async move {
                messages.insert(document, session).await?;
                messages.outbox.put(session, notice, *now, *now).await.map(drop)
            }
            .boxed()
        });
        match written.await {
            Err(StoreError::Exists) => Ok(()),
            result => result,
        }
    }

    async fn insert(&self, document: &Document, session: &mut ClientSession) -> Result<(), StoreError> {
        match self.collection().insert_one(document).session(session).await {
            Err(error) if StoreError::is_duplicate_key(&error) => Err(StoreError::Exists),
            result => Ok(result.map(drop)?),
        }
    }

    /// A message, if it exists.
    pub async fn find(&self, id: MessageId) -> Result<Option<Message>, StoreError> {
        self.collection().typed().get(id).await
    }

    /// A page of what a customer and the shop wrote to each other, newest first.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when the page begins at a position of another list; [`StoreError::Driver`].
    pub async fn of_user(&self, id: UserId, request: &PageRequest) -> Result<Page<Message>, StoreError> {
        let messages = self.collection().typed();
        let filter = NEWEST.filter(request, &[doc! { "user_id": id }])?;
        let items = all(messages.find(filter).sort(NEWEST.sort()).limit(request.read_limit())).await?;
        Ok(Page::of(items, request, |item: &Message| Position::of(Some(Key::from(item.created_at)), item.id.0)))
    }

    /// How many messages a customer has written since then, by other updates than this one.
    pub async fn count_since(&self, id: UserId, since: DateTime<Utc>, update_id: i64) -> Result<u64, StoreError> {
        let since = doc! { "$gte": bson::DateTime::from(since) };
        let written =
            doc! { "user_id": id, "created_at": since, "author": "customer", "update_id": { "$ne": update_id } };
        Ok(self.collection().count_documents(written).await?)
    }

    /// The latest messages of a customer's conversation with the shop, oldest first.
    pub async fn latest_of(&self, id: UserId, limit: i64) -> Result<Vec<Message>, StoreError> {
        let newest = self.collection().typed();
        let newest = newest.find(doc! { "user_id": id }).sort(doc! { "created_at": -1 }).limit(limit);
        let mut messages: Vec<Message> = all(newest).await?;
        messages.reverse();
        Ok(messages)
    }

    /// Notes that a message has reached the other side.
    pub async fn mark_delivered(&self, id: MessageId) -> Result<(), StoreError> {
        let now = self.clock.now();
        let update = stamp::modified(now, doc! { "$set": { "delivered_at": bson::DateTime::from(now) } });
        self.collection().update_one(doc! { "_id": id }, update).await?;
        Ok(())
    }

    /// A customer's topic in a forum (Bot API, `Message.message_thread_id`), once they have one there.
    pub async fn topic(&self, id: UserId, chat_id: i64) -> Result<Option<i32>, StoreError> {
        let found = Documents::of(&self.db, TOPICS).find_one(doc! { "_id": id, "chat_id": chat_id }).await?;
        Ok(found.and_then(|topic: Document| topic.get_i32("topic_id").ok()))
    }

    /// Notes which topic of a forum is a customer's; `None` when it was deleted there.
    pub async fn set_topic(&self, id: UserId, chat_id: i64, topic: Option<i32>) -> Result<(), StoreError> {
        let (topics, now) = (Documents::of(&self.db, TOPICS), self.clock.now());
        match topic {
            Some(topic_id) => {
                let update = stamp::modified(now, doc! { "$set": { "chat_id": chat_id, "topic_id": topic_id } });
                topics.update_one(doc! { "_id": id }, update).upsert(true).await?;
            }
            None => {
                topics.delete_one(doc! { "_id": id }).await?;
            }
        }
        Ok(())
    }
}

/// Erases a customer's messages.
pub(crate) async fn erase(db: &Database, id: UserId, session: &mut ClientSession) -> Result<(), StoreError> {
    Documents::of(db, COLLECTION).delete_many(doc! { "user_id": id }).session(&mut *session).await?;
    Documents::of(db, TOPICS).delete_one(doc! { "_id": id }).session(session).await?;
    Ok(())
}
