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
//! A private chat's conversation is a part of its customer's document, beside the profile and the cart: so the claim
//! enters a new customer, refreshes what Telegram says of them and changes their cart in the one write that it is, and
//! reads all of it back ([`Visit`]). Groups have documents of their own.
//!
//! ```no_run
//! # async fn example(store: store::Store, telegram: domain::TelegramProfile) -> Result<(), store::StoreError> {
//! use store::{Claim, Outcome, Visit};
//!
//! let visit = Visit::Customer { telegram: &telegram, change: None };
//! match store.conversations.claim::<Option<String>>(42, 1001, &visit).await? {
//!     Claim::Mine(conversation) => {
//!         let step = Some("asked for the phone".to_owned());
//!         let outcome = Outcome { step: Some(&step), ..Outcome::default() };
//!         assert!(store.conversations.finish(conversation.claimed, outcome).await?, "the claim lapsed");
//!     }
//!     Claim::Handled => {} // delivered before
//!     Claim::Busy => {}    // another update of this chat is being handled right now
//!     Claim::Unknown => {} // no customer, and none that is entered by this visit
//! }
//! # Ok(()) }
//! ```

use std::time::Duration;

use bson::{DateTime, Document, RawDocumentBuf, doc, oid::ObjectId};
use chrono::Utc;
use domain::{Cart, Clock, ProductId, Title, User};
use mongodb::{
    Database, IndexModel,
    options::{IndexOptions, ReturnDocument},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    LineBefore, ProfileValue, StoreError, Visit,
    carts::CartDocument,
    documents::{Documents, update_all},
    users,
    visit::{claiming, fresh},
};

pub(crate) const COLLECTION: &str = "conversations";

/// How many handled updates are remembered per chat. Telegram repeats an update only until it was answered.
const REMEMBERED: i32 = 100;
/// A question left open that long is forgotten.
const FORGET_AFTER: Duration = Duration::from_secs(60 * 60 * 24 * 90);

pub(crate) fn indexes() -> Vec<IndexModel> {
    let options = IndexOptions::builder().name("forget".to_owned()).expire_after(FORGET_AFTER).build();
    vec![IndexModel::builder().keys(doc! { "modified_at": 1 }).options(options).build()]
}

/// The conversations of private chats, in the collection `users`, and of groups, in `conversations`; `_id` is the chat's
/// id, for a private chat the customer's.
#[derive(Clone, Debug)]
pub struct Conversations {
    db: Database,
    clock: Clock,
}

/// What became of an attempt to claim an update.
#[derive(Debug)]
pub enum Claim<S> {
    /// Ours to handle.
    Mine(Box<Conversation<S>>),
    /// It was handled before: nothing is to be done.
    Handled,
    /// This or another update of the chat is being handled: try again shortly.
    Busy,
    /// There is no such customer, and [`Visit::Membership`] enters none.
    Unknown,
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
    /// The customer, for a [`Visit::Customer`]; an error, if what is stored of them cannot be read.
    pub customer: Option<Result<Customer, StoreError>>,
}

/// A customer as the claim found them, and as its change left them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Who they are.
    pub user: User,
    /// Their cart.
    pub cart: Cart,
    /// What a change of the cart found of its line: also of a repeated update, which changes nothing, as long as no other
    /// change came after it.
    pub before: Option<LineBefore>,
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
    /// What was left to answer when the next step was stored, as given to [`Conversations::store`].
    pub answer: Option<String>,
}

/// What an update leaves in its conversation.
#[derive(Debug)]
pub struct Outcome<'a, S> {
    /// The open question, where it changes.
    pub step: Option<&'a S>,
    /// What the customer told of themselves.
    pub value: Option<&'a ProfileValue>,
    /// The title of a line that the update put into the cart.
    pub line_title: Option<&'a LineTitle>,
}

/// What the product of a new line in the cart is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineTitle {
    /// Which line.
    pub product_id: ProductId,
    /// Its product's title.
    pub title: Title,
}

/// An update whose answer was written, to be noted as handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The update.
    pub claimed: Claimed,
    /// The title of a line that the update put into the cart.
    pub line_title: Option<LineTitle>,
}

/// How handling ended without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// By a failure that passes; the attempt is counted as a deferral.
    Deferred,
    /// It took too long; the attempt stays counted.
    Attempted,
}

/// The part of a document that every claim reads.
#[derive(Deserialize)]
struct Stored {
    #[serde(default)]
    handled: Vec<i64>,
    claim: Option<StoredClaim>,
    step_at: Option<DateTime>,
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

#[derive(Deserialize)]
#[serde(bound(deserialize = "S: DeserializeOwned + Default"))]
struct StoredStep<S> {
    #[serde(default)]
    step: S,
}

#[derive(Deserialize)]
struct StoredCart {
    #[serde(default)]
    cart: CartDocument,
}

impl<S> Default for Outcome<'_, S> {
    fn default() -> Self {
        Self { step: None, value: None, line_title: None }
    }
}

impl Claimed {
    /// The conversation, as long as this claim holds.
    pub(crate) fn filter(self) -> Document {
        doc! { "_id": self.chat_id, "claim.token": self.token }
    }

    /// What a document says after an attempt to claim it.
    fn read<S: DeserializeOwned + Default>(
        self,
        raw: &RawDocumentBuf,
        visit: &Visit<'_>,
        now: chrono::DateTime<Utc>,
    ) -> Result<Claim<S>, StoreError> {
        let stored: Stored = read(raw)?;
        if stored.handled.contains(&self.update_id) {
            return Ok(Claim::Handled);
        }
        let Some(claim) = stored.claim.filter(|claim| claim.token == self.token) else { return Ok(Claim::Busy) };
        let StoredClaim { attempts, deferrals, calls, answer, .. } = claim;
        let is_forgotten = stored.step_at.is_some_and(|at| at.to_chrono() + FORGET_AFTER < now);
        let step = read(raw).map(|StoredStep { step }| step).ok().filter(|_| !is_forgotten).unwrap_or_default();
        let progress = Progress { attempts, deferrals, calls, answer };
        let customer = matches!(visit, Visit::Customer { .. }).then(|| Customer::read(raw, self.update_id));
        Ok(Claim::Mine(Box::new(Conversation { claimed: self, step, progress, customer })))
    }

    /// Where it is kept. Groups have negative ids (Bot API, `Chat`).
    const fn collection(self) -> &'static str {
        if self.chat_id > 0 { users::COLLECTION } else { COLLECTION }
    }
}

impl Conversations {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { db: db.clone(), clock: clock.clone() }
    }

    fn of(&self, claimed: Claimed) -> Documents {
        Documents::of(&self.db, claimed.collection())
    }

    /// Claims an update of a chat, and says where the chat stands: one round trip where nobody holds the chat, and no write
    /// unless the claim is taken. A step that cannot be read (written by another release) counts as no open question.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn claim<S: DeserializeOwned + Default>(
        &self,
        chat_id: i64,
        update_id: i64,
        visit: &Visit<'_>,
    ) -> Result<Claim<S>, StoreError> {
        let claimed = Claimed { chat_id, update_id, token: ObjectId::new() };
        let now = self.clock.now();
        let Some((filter, update)) = fresh(chat_id, update_id, claimed.token, visit, now)? else {
            return self.claim_again(chat_id, update_id, visit).await;
        };
        let collection = self.of(claimed).typed::<RawDocumentBuf>();
        let taken = collection.find_one_and_update(filter, update).upsert(true);
        match taken.return_document(ReturnDocument::After).await {
            Ok(Some(raw)) => claimed.read(&raw, visit, now),
            Ok(None) => Err(StoreError::NotFound),
            Err(error) if StoreError::is_duplicate_key(&error) => self.claim_again(chat_id, update_id, visit).await,
            Err(error) => Err(error.into()),
        }
    }

    /// The same after an attempt that found the chat held.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn claim_again<S: DeserializeOwned + Default>(
        &self,
        chat_id: i64,
        update_id: i64,
        visit: &Visit<'_>,
    ) -> Result<Claim<S>, StoreError> {
        let claimed = Claimed { chat_id, update_id, token: ObjectId::new() };
        let now = self.clock.now();
        let stage = claiming(update_id, claimed.token, visit, now)?;
        let collection = self.of(claimed).typed::<RawDocumentBuf>();
        let stored = collection
            .find_one_and_update(doc! { "_id": chat_id }, vec![stage])
            .upsert(!matches!(visit, Visit::Membership { .. }))
            .return_document(ReturnDocument::After)
            .await?;
        stored.map_or(Ok(Claim::Unknown), |raw| claimed.read(&raw, visit, now))
    }

    /// Extends the claim. `false`: it had lapsed and somebody else took over.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn renew(&self, claimed: Claimed) -> Result<bool, StoreError> {
        let update = doc! { "$currentDate": { "claim.at": true } };
        let result = self.of(claimed).update_one(claimed.filter(), update).await?;
        Ok(result.matched_count == 1)
    }

    /// Notes how many calls of the reply were made, for a redelivery to go on from there. `false`: the claim had lapsed
    /// and somebody else took over.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn note_calls(&self, claimed: Claimed, calls: u32) -> Result<bool, StoreError> {
        let update = doc! { "$set": { "claim.calls": i64::from(calls) } };
        let result = self.of(claimed).update_one(claimed.filter(), update).await?;
        Ok(result.matched_count == 1)
    }

    /// Stores an outcome before the answer is written, together with what is left to answer: a redelivery is answered
    /// with just that. `false`: the claim had lapsed and somebody else took over, nothing was stored.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn store<S: Serialize>(
        &self,
        claimed: Claimed,
        outcome: Outcome<'_, S>,
        answer: &str,
    ) -> Result<bool, StoreError> {
        let mut set = self.fields(claimed, &outcome)?;
        set.insert("claim.answer", answer);
        self.update(claimed, doc! { "$set": set }, outcome.line_title).await
    }

    /// Notes the update as handled, gives the claim up, and stores what is not stored yet of its outcome. `false`: the
    /// claim had lapsed and somebody else took over, nothing was noted.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn finish<S: Serialize>(&self, claimed: Claimed, outcome: Outcome<'_, S>) -> Result<bool, StoreError> {
        let mut update = finishing(claimed);
        let set = self.fields(claimed, &outcome)?;
        if !set.is_empty() {
            update.insert("$set", set);
        }
        self.update(claimed, update, outcome.line_title).await
    }

    async fn update(
        &self,
        claimed: Claimed,
        update: Document,
        line_title: Option<&LineTitle>,
    ) -> Result<bool, StoreError> {
        let collection = self.of(claimed);
        let mut action = collection.update_one(claimed.filter(), update);
        if let Some(line) = line_title {
            action = action.array_filters([line.array_filter()]);
        }
        Ok(action.await?.matched_count == 1)
    }

    /// Notes updates as handled whose answers were written, those of many chats in one command. How many claims held; the
    /// others had lapsed and somebody else took over. It may be repeated: what was noted is not noted again.
    ///
    /// # Errors
    /// [`StoreError::Driver`], and then any number of them was noted.
    pub async fn finish_all(&self, notes: &[Note]) -> Result<u64, StoreError> {
        let mut held = 0;
        for collection in [users::COLLECTION, COLLECTION] {
            let of_collection = notes.iter().filter(|note| note.claimed.collection() == collection);
            let updates: Vec<_> = of_collection.map(Note::statement).collect();
            if !updates.is_empty() {
                held += update_all(&self.db, collection, updates, None).await?;
            }
        }
        Ok(held)
    }

    /// What an outcome sets.
    fn fields<S: Serialize>(&self, claimed: Claimed, outcome: &Outcome<'_, S>) -> Result<Document, StoreError> {
        let now = DateTime::from(self.clock.now());
        let mut set = Document::new();
        if let Some(step) = outcome.step {
            set.insert("step", bson::serialize_to_bson(step)?);
            // A private chat's document has a `modified_at`, too, but that is the customer's
            set.insert(if claimed.chat_id > 0 { "step_at" } else { "modified_at" }, now);
        }
        if let Some(value) = outcome.value {
            set.extend(value.fields());
            set.insert("modified_at", now);
        }
        if let Some(line) = outcome.line_title {
            set.insert(LineTitle::PATH, line.title.as_str());
        }
        Ok(set)
    }

    /// Lets the claim lapse at once, so that the update can be handled anew, by a redelivery that goes on behind the
    /// calls of the reply that were made.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn release(&self, claimed: Claimed, release: Release, calls: u32) -> Result<(), StoreError> {
        let calls = i64::from(calls);
        let mut update = doc! { "$set": { "claim.at": DateTime::from_millis(0), "claim.calls": calls } };
        if release == Release::Deferred {
            update.insert("$inc", doc! { "claim.attempts": -1_i64, "claim.deferrals": 1_i64 });
        }
        self.of(claimed).update_one(claimed.filter(), update).await?;
        Ok(())
    }
}

fn finishing(claimed: Claimed) -> Document {
    doc! {
        "$push": { "handled": { "$each": [claimed.update_id], "$slice": -REMEMBERED } },
        "$unset": { "claim": 1 },
    }
}

impl LineTitle {
    const PATH: &'static str = "cart.lines.$[line].title";

    fn array_filter(&self) -> Document {
        doc! { "line.product_id": self.product_id }
    }
}

impl Note {
    /// A statement of the command `update`.
    fn statement(&self) -> Document {
        let mut update = finishing(self.claimed);
        let mut statement = doc! { "q": self.claimed.filter() };
        if let Some(line) = &self.line_title {
            update.insert("$set", doc! { LineTitle::PATH: line.title.as_str() });
            statement.insert("arrayFilters", vec![line.array_filter()]);
        }
        statement.insert("u", update);
        statement
    }
}

impl Customer {
    fn read(raw: &RawDocumentBuf, update_id: i64) -> Result<Self, StoreError> {
        let user: User = read(raw)?;
        let StoredCart { cart } = read(raw)?;
        let before = cart.before(update_id);
        Ok(Self { cart: Cart { user_id: user.id, lines: cart.lines }, user, before })
    }
}

fn read<T: DeserializeOwned>(raw: &RawDocumentBuf) -> Result<T, StoreError> {
    Ok(bson::deserialize_from_slice(raw.as_bytes())?)
}
