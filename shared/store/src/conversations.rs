//! Where each chat stands (which question is open), and which of its updates were handled.
//!
//! An update is *claimed* before it is handled and *finished* after: one write that sets the next step, notes the update
//! as handled and gives the claim back. While it is claimed, the same chat's other updates wait, so two taps in a row
//! are handled one after the other wherever they arrive. A claim lapses, so a process that died holds nobody up for
//! long; a process that lost its claim finds out when it wants to finish.
//!
//! The claim keeps replies from being sent twice. What an update does to carts, orders and the like is guarded there.
//!
//! ```no_run
//! # async fn example(store: store::Store) -> Result<(), store::StoreError> {
//! use store::Claim;
//!
//! match store.conversations.claim::<Option<String>>(42, 1001).await? {
//!     Claim::Mine(mut conversation) => {
//!         conversation.step = Some("asked for the phone".to_owned());
//!         assert!(store.conversations.finish(&conversation).await?, "the claim lapsed");
//!     }
//!     Claim::Handled => {} // delivered before
//!     Claim::Busy => {}    // another update of this chat is being handled right now
//! }
//! # Ok(()) }
//! ```

use std::time::Duration;

use bson::{Bson, Document, doc, oid::ObjectId};
use domain::Clock;
use mongodb::{
    Database, IndexModel,
    options::{IndexOptions, ReturnDocument},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{StoreError, document::parse, documents::Documents, stamp};

pub(crate) const COLLECTION: &str = "conversations";

/// How long a claim holds. Longer than handling an update can take, calls to a slow Bot API included.
const LEASE: Duration = Duration::from_secs(60);
/// How many handled updates are remembered per chat. Telegram repeats an update only until it was answered.
const REMEMBERED: i32 = 100;
/// A question left open that long is forgotten.
const FORGET_AFTER: Duration = Duration::from_secs(60 * 60 * 24 * 90);

pub(crate) fn indexes() -> Vec<IndexModel> {
    let options = IndexOptions::builder().name("forget".to_owned()).expire_after(FORGET_AFTER).build();
    vec![IndexModel::builder().keys(doc! { "modified_at": 1 }).options(options).build()]
}

/// The collection `conversations`; `_id` is the chat's id, for a private chat the customer's.
#[derive(Clone, Debug)]
pub struct Conversations {
    collection: Documents,
    clock: Clock,
}

/// What became of an attempt to claim an update.
#[derive(Debug)]
pub enum Claim<S> {
    /// Ours to handle.
    Mine(Conversation<S>),
    /// It was handled before: nothing is to be done.
    Handled,
    /// This or another update of the chat is being handled: try again shortly.
    Busy,
}

/// A claimed update and where its chat stands.
#[derive(Debug)]
pub struct Conversation<S> {
    chat_id: i64,
    update_id: i64,
    token: ObjectId,
    /// The open question; what is put here is kept by [`Conversations::finish`].
    pub step: S,
}

#[derive(Deserialize)]
struct Stored {
    #[serde(default)]
    step: Option<Bson>,
    #[serde(default)]
    handled: Vec<i64>,
    claim: Option<StoredClaim>,
}

#[derive(Deserialize)]
struct StoredClaim {
    token: ObjectId,
}

impl<S> Conversation<S> {
    /// The chat: a private one has the customer's id.
    pub const fn chat_id(&self) -> i64 {
        self.chat_id
    }
}

impl Conversations {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// Claims an update of a chat, and says where the chat stands: one round trip. A step that cannot be read (written
    /// by another release) counts as no open question.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn claim<S: DeserializeOwned + Default>(
        &self,
        chat_id: i64,
        update_id: i64,
    ) -> Result<Claim<S>, StoreError> {
        let token = ObjectId::new();
        let lease = i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX);
        // The database's own clock decides, as the processes' clocks differ
        let unavailable = doc! { "$or": [
            { "$in": [update_id, { "$ifNull": ["$handled", []] }] },
            { "$gt": ["$claim.until", "$$NOW"] },
        ] };
        let claim = doc! { "token": token, "update_id": update_id, "until": { "$add": ["$$NOW", lease] } };
        let fields = doc! { "claim": { "$cond": [unavailable, "$claim", claim] } };
        let stored = self
            .collection
            .find_one_and_update(doc! { "_id": chat_id }, vec![stamp::upserted(self.clock.now(), fields, true)])
            .upsert(true)
            .return_document(ReturnDocument::After)
            .await?
            .ok_or(StoreError::NotFound)?;
        let stored: Stored = parse(stored)?;
        if stored.handled.contains(&update_id) {
            return Ok(Claim::Handled);
        }
        if stored.claim.is_none_or(|claim| claim.token != token) {
            return Ok(Claim::Busy);
        }
        let step = stored.step.and_then(|step| bson::deserialize_from_bson(step).ok()).unwrap_or_default();
        Ok(Claim::Mine(Conversation { chat_id, update_id, token, step }))
    }

    /// Keeps the step, notes the update as handled, gives the claim back. `false`: the claim had lapsed and somebody
    /// else took over, nothing was kept.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn finish<S: Serialize>(&self, conversation: &Conversation<S>) -> Result<bool, StoreError> {
        let update = doc! {
            "$set": { "step": bson::serialize_to_bson(&conversation.step)? },
            "$push": { "handled": { "$each": [conversation.update_id], "$slice": -REMEMBERED } },
            "$unset": { "claim": 1 },
        };
        let filter = Self::claimed(conversation);
        let result = self.collection.update_one(filter, stamp::modified(self.clock.now(), update)).await?;
        Ok(result.matched_count == 1)
    }

    /// Gives the claim back with nothing done, so that the update can be handled anew at once.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn release<S>(&self, conversation: &Conversation<S>) -> Result<(), StoreError> {
        let update = stamp::modified(self.clock.now(), doc! { "$unset": { "claim": 1 } });
        self.collection.update_one(Self::claimed(conversation), update).await?;
        Ok(())
    }

    fn claimed<S>(conversation: &Conversation<S>) -> Document {
        doc! { "_id": conversation.chat_id, "claim.token": conversation.token }
    }
}
