//! What must be told to somebody, written in the same transaction as its cause and delivered by a worker afterwards.

use bson::{Document, doc, oid::ObjectId};
use domain::{Clock, OrderId};
use mongodb::{ClientSession, Collection, Database};
use serde::{Deserialize, Serialize};

use crate::{StoreError, stamp};

pub(crate) const COLLECTION: &str = "outbox";

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
}

impl Outbox {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: db.collection(COLLECTION), clock: clock.clone() }
    }

    /// Puts a notice in, as part of the session's transaction.
    pub(crate) async fn put(&self, session: &mut ClientSession, notice: &Notice) -> Result<(), StoreError> {
        let mut document = stamp::created(&self.clock, notice)?;
        document.insert("_id", ObjectId::new());
        self.collection.insert_one(document).session(session).await?;
        Ok(())
    }
}
