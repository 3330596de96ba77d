//! Where each chat stands (which question is open), and which of its updates were handled.
//!
//! An update is *claimed* before it is handled and *finished* once its answer was written: finishing notes it as handled
//! and gives the claim up. While it is claimed, the other updates of the chat wait, so two taps in a row are handled one
//! after the other wherever they arrive. A claim is a lease that is renewed while the update is handled; it lapses soon
//! after a process died, and a process that lost its claim finds out with its next write to the conversation.
//!
//! The claim also holds what a redelivery of the same update must know: how many calls of the reply were made, how often
//! handling was attempted, and the rest of the reply once the next step was stored.
//!
//! The claim keeps replies from being sent twice. What an update does to carts, orders and the like is guarded there.
//!
//! ```no_run
//! # async fn example(store: store::Store) -> Result<(), store::StoreError> {
//! use store::Claim;
//!
//! match store.conversations.claim::<Option<String>>(42, 1001).await? {
//!     Claim::Mine(conversation) => {
//!         let step = Some("asked for the phone".to_owned());
//!         assert!(store.conversations.finish(conversation.claimed, Some(&step)).await?, "the claim lapsed");
//!     }
//!     Claim::Handled => {} // delivered before
//!     Claim::Busy => {}    // another update of this chat is being handled right now
//! }
//! # Ok(()) }
//! ```

use std::time::Duration;

use bson::{Bson, DateTime, Document, doc, oid::ObjectId};
use domain::Clock;
use mongodb::{
    Database, IndexModel,
    options::{IndexOptions, ReturnDocument},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{StoreError, document::parse, documents::Documents, stamp};

pub(crate) const COLLECTION: &str = "conversations";

/// How long a claim holds unless it is renewed: a chat waits this long after the process that handled it died.
const LEASE: Duration = Duration::from_secs(15);
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
    /// The claim.
    pub claimed: Claimed,
    /// The open question.
    pub step: S,
    /// What earlier deliveries of the same update left.
    pub progress: Progress,
}

/// A claim that was taken: whoever holds it may write to the conversation until it lapses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    /// The chat: a private one has the customer's id.
    pub chat_id: i64,
    /// The update.
    pub update_id: i64,
    token: ObjectId,
}

/// How far earlier deliveries of an update came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// How often handling was begun and never ended, this time included: the process died, or took too long.
    pub attempts: u32,
    /// How often handling ended with a failure that passes.
    pub deferrals: u32,
    /// How many calls of the reply were made.
    pub calls: u32,
    /// What was left to answer when the next step was stored, as given to [`Conversations::store_step`].
    pub answer: Option<String>,
}

/// How handling ended without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// By a failure that passes; the attempt is counted as a deferral.
    Deferred,
    /// It took too long; the attempt stays counted.
    Attempted,
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
    #[serde(default)]
    attempts: u32,
    #[serde(default)]
    deferrals: u32,
    #[serde(default)]
    calls: u32,
    answer: Option<String>,
}

impl Claimed {
    /// The conversation, as long as this claim holds.
    fn filter(self) -> Document {
        doc! { "_id": self.chat_id, "claim.token": self.token }
    }
}

impl Conversations {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// Claims an update of a chat, and says where the chat stands: one round trip, and no write unless the claim is
    /// taken. A step that cannot be read (written by another release) counts as no open question.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn claim<S: DeserializeOwned + Default>(
        &self,
        chat_id: i64,
        update_id: i64,
    ) -> Result<Claim<S>, StoreError> {
        let token = ObjectId::new();
        let stored = self
            .collection
            .find_one_and_update(doc! { "_id": chat_id }, vec![self.claiming(update_id, token)])
            .upsert(true)
            .return_document(ReturnDocument::After)
            .await?
            .ok_or(StoreError::NotFound)?;
        let stored: Stored = parse(stored)?;
        if stored.handled.contains(&update_id) {
            return Ok(Claim::Handled);
        }
        let Some(claim) = stored.claim.filter(|claim| claim.token == token) else { return Ok(Claim::Busy) };
        let StoredClaim { attempts, deferrals, calls, answer, .. } = claim;
        let step = stored.step.and_then(|step| bson::deserialize_from_bson(step).ok()).unwrap_or_default();
        let progress = Progress { attempts, deferrals, calls, answer };
        Ok(Claim::Mine(Conversation { claimed: Claimed { chat_id, update_id, token }, step, progress }))
    }

    /// The stage that takes the claim if it is free. The database's own clock decides, as the processes' clocks differ.
    fn claiming(&self, update_id: i64, token: ObjectId) -> Document {
        let lease = i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX);
        let free = doc! { "$not": [{ "$or": [
            { "$in": [update_id, { "$ifNull": ["$handled", []] }] },
            { "$gt": ["$claim.until", "$$NOW"] },
        ] }] };
        // Of a redelivery, what earlier deliveries left
        let redelivered = doc! { "$eq": ["$claim.update_id", update_id] };
        let kept = |field: &str, default: Bson| {
            doc! { "$cond": [redelivered.clone(), { "$ifNull": [field, default.clone()] }, default] }
        };
        let claim = doc! {
            "token": token,
            "update_id": update_id,
            "until": { "$add": ["$$NOW", lease] },
            "attempts": { "$add": [kept("$claim.attempts", 0.into()), 1] },
            "deferrals": kept("$claim.deferrals", 0.into()),
            "calls": kept("$claim.calls", 0.into()),
            "answer": kept("$claim.answer", Bson::Null),
        };
        let fields = doc! { "claim": { "$cond": [free.clone(), claim, "$claim"] } };
        stamp::upserted(self.clock.now(), fields, free)
    }

    /// Extends the claim. `false`: it had lapsed and somebody else took over.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn renew(&self, claimed: Claimed) -> Result<bool, StoreError> {
        let lease = i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX);
        let stage = doc! { "$set": { "claim.until": { "$add": ["$$NOW", lease] } } };
        let result = self.collection.update_one(claimed.filter(), vec![stage]).await?;
        Ok(result.matched_count == 1)
    }

    /// Notes how many calls of the reply were made, for a redelivery to go on from there. `false`: the claim had lapsed
    /// and somebody else took over.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn note_calls(&self, claimed: Claimed, calls: u32) -> Result<bool, StoreError> {
        let update = doc! { "$set": { "claim.calls": i64::from(calls) } };
        let result = self.collection.update_one(claimed.filter(), update).await?;
        Ok(result.matched_count == 1)
    }

    /// Stores the open question before the answer is written, together with what is left to answer: a redelivery is
    /// answered with just that. `false`: the claim had lapsed and somebody else took over, nothing was stored.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn store_step<S: Serialize>(&self, claimed: Claimed, step: &S, answer: &str) -> Result<bool, StoreError> {
        let set = doc! { "step": bson::serialize_to_bson(step)?, "claim.answer": answer };
        let update = stamp::modified(self.clock.now(), doc! { "$set": set });
        let result = self.collection.update_one(claimed.filter(), update).await?;
        Ok(result.matched_count == 1)
    }

    /// Notes the update as handled and gives the claim up; sets the open question where it is not stored yet. `false`:
    /// the claim had lapsed and somebody else took over, nothing was noted.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn finish<S: Serialize>(&self, claimed: Claimed, step: Option<&S>) -> Result<bool, StoreError> {
        let mut update = doc! {
            "$push": { "handled": { "$each": [claimed.update_id], "$slice": -REMEMBERED } },
            "$unset": { "claim": 1 },
        };
        if let Some(step) = step {
            update.insert("$set", doc! { "step": bson::serialize_to_bson(step)? });
        }
        let result = self.collection.update_one(claimed.filter(), stamp::modified(self.clock.now(), update)).await?;
        Ok(result.matched_count == 1)
    }

    /// Lets the claim lapse at once, so that the update can be handled anew, by a redelivery that goes on behind the
    /// calls of the reply that were made.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn release(&self, claimed: Claimed, release: Release, calls: u32) -> Result<(), StoreError> {
        let calls = i64::from(calls);
        let mut update = doc! { "$set": { "claim.until": DateTime::from_millis(0), "claim.calls": calls } };
        if release == Release::Deferred {
            update.insert("$inc", doc! { "claim.attempts": -1_i64, "claim.deferrals": 1_i64 });
        }
        self.collection.update_one(claimed.filter(), update).await?;
        Ok(())
    }
}
