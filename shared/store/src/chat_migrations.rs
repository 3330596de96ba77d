//! Groups that became supergroups: Telegram gives them a new id, and the old one is of no use from then on.
//!
//! The settings name the staff's chat by the id it had when they were written. Whoever learns of a new id records it
//! here; whoever uses the chat asks for the current one.
//!
//! ```no_run
//! # async fn example(store: store::Store) -> Result<(), store::StoreError> {
//! let configured = -1234;
//! // Telegram said: migrate_to_chat_id
//! store.chat_migrations.record(configured, -1_001_234).await?;
//! assert_eq!(store.chat_migrations.current(configured).await?, -1_001_234);
//! # Ok(()) }
//! ```

use bson::doc;
use domain::Clock;
use mongodb::Database;

use crate::{StoreError, documents::Documents, stamp};

pub(crate) const COLLECTION: &str = "chat_migrations";

/// A chat migrates once in its life. More in a row are a mistake in the data, perhaps a circle.
const MAX_STEPS: usize = 8;

/// The collection `chat_migrations`; `_id` is the old id of a chat, `to` the new one.
#[derive(Clone, Debug)]
pub struct ChatMigrations {
    collection: Documents,
    clock: Clock,
}

impl ChatMigrations {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// Notes that the chat `from` has the id `to` from now on. Noting it again changes nothing.
    pub async fn record(&self, from: i64, to: i64) -> Result<(), StoreError> {
        let update = vec![stamp::upserted(self.clock.now(), doc! { "to": to }, doc! { "$ne": ["$to", to] })];
        self.collection.update_one(doc! { "_id": from }, update).upsert(true).await?;
        Ok(())
    }

    /// The id that this chat has now: its own, unless a migration was recorded.
    pub async fn current(&self, chat: i64) -> Result<i64, StoreError> {
        let mut current = chat;
        for _ in 0..MAX_STEPS {
            let found = self.collection.find_one(doc! { "_id": current }).await?;
            match found.and_then(|migration| migration.get_i64("to").ok()) {
                Some(to) => current = to,
                None => break,
            }
        }
        Ok(current)
    }
}
