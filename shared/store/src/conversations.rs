//! Where each chat stands (which question is open), and which of its updates were handled.
//!
//! An update is *claimed* before it is handled and *finished* once its response was written: finishing notes it as handled
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
//! use store::{Claim, CustomerVisit, Outcome};
//!
//! let visit = CustomerVisit { telegram: &telegram, change: None };
//! match store.conversations.claim::<Option<String>, _>(42, 1001, &visit).await? {
//!     Claim::Mine(conversation, customer) => {
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

use bson::{DateTime, Document, RawDocumentBuf, doc};
use domain::{Clock, ProductId, Title, UserId};
use mongodb::{
    Database, IndexModel,
    options::{Hint, IndexOptions, ReturnDocument},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Claim, Claimed, ProfileValue, StoreError, Visit,
    carts::RecentCarts,
    claim::FORGET_AFTER,
    documents::{Documents, update_all},
    names::{CONVERSATIONS, USERS},
    users::terms,
    visit::{Fresh, claiming},
};

/// How many handled updates are remembered per chat. Telegram repeats an update only until it was answered.
const REMEMBERED: i32 = 100;
/// Until the list is shortened to those.
const REMEMBERED_AT_MOST: i32 = 125;

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
    recent: RecentCarts,
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
    pub product_id: ProductId,
    /// Its product's title.
    pub title: Title,
}

/// An update whose response was written, to be noted as handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub claimed: Claimed,
    /// The title of a line that the update put into the cart.
    pub line_title: Option<LineTitle>,
}

/// How handling ended without a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// By a failure that passes; the attempt is counted as a deferral.
    Deferred,
    /// It took too long; the attempt stays counted.
    Attempted,
}

impl<S> Default for Outcome<'_, S> {
    fn default() -> Self {
        Self { step: None, value: None, line_title: None }
    }
}

impl Conversations {
    pub(crate) fn new(db: &Database, clock: &Clock, recent: RecentCarts) -> Self {
        Self { db: db.clone(), clock: clock.clone(), recent }
    }

    fn of(&self, claimed: Claimed) -> Documents {
        Documents::of(&self.db, claimed.collection())
    }

    /// Claims an update of a chat, and says where the chat stands: one round trip where nobody holds the chat, and no write
    /// unless the claim is taken. A step that cannot be read (written by another release) counts as no open question.
    pub async fn claim<S: DeserializeOwned + Default, V: Visit>(
        &self,
        chat_id: i64,
        update_id: i64,
        visit: &V,
    ) -> Result<Claim<S, V::Found>, StoreError> {
        let (claimed, now) = (Claimed::new(chat_id, update_id), self.clock.now());
        let seen = self.recent.products_of(UserId(chat_id));
        if let Some(fresh) = visit.fresh(claimed, now, seen.as_deref())? {
            match self.take_fresh(claimed, fresh).await {
                Ok(Some(raw)) => return Claim::read(claimed, &raw, now, |raw| visit.found(claimed, raw)),
                Err(error) if !StoreError::is_duplicate_key(&error) => return Err(error.into()),
                Ok(None) | Err(_) => {}
            }
        }
        self.claim_again(chat_id, update_id, visit).await
    }

    /// The same after an attempt that found the chat held.
    pub async fn claim_again<S: DeserializeOwned + Default, V: Visit>(
        &self,
        chat_id: i64,
        update_id: i64,
        visit: &V,
    ) -> Result<Claim<S, V::Found>, StoreError> {
        let (claimed, now) = (Claimed::new(chat_id, update_id), self.clock.now());
        let stage = claiming(claimed, visit, now)?;
        let collection = self.of(claimed).typed::<RawDocumentBuf>();
        let taken = collection.find_one_and_update(doc! { "_id": chat_id }, vec![stage]).upsert(V::ENTERS);
        let taken = taken.return_document(ReturnDocument::After).await?;
        taken.map_or(Ok(Claim::Unknown), |raw| Claim::read(claimed, &raw, now, |raw| visit.found(claimed, raw)))
    }

    /// The document as it is after the update; read in parts, as not all of it may be readable.
    async fn take_fresh(&self, claimed: Claimed, fresh: Fresh) -> mongodb::error::Result<Option<RawDocumentBuf>> {
        let Fresh { filter, update, array_filter, enters } = fresh;
        let collection = self.of(claimed).typed::<RawDocumentBuf>();
        let mut taken = collection.find_one_and_update(filter, update).upsert(enters);
        // By the id, said outright: customers have another index that begins with what the filter compares
        taken = taken.hint(Hint::Keys(doc! { "_id": 1 }));
        if let Some(line) = array_filter {
            taken = taken.array_filters([line]);
        }
        taken.return_document(ReturnDocument::After).await
    }

    /// Extends the claim. `false`: it had lapsed and somebody else took over.
    pub async fn renew(&self, claimed: Claimed) -> Result<bool, StoreError> {
        self.update(claimed, doc! { "$currentDate": { "claim.at": true } }, None).await
    }

    /// Notes how many calls of the reply were made, for a redelivery to go on from there. `false`: the claim had lapsed
    /// and somebody else took over.
    pub async fn note_calls(&self, claimed: Claimed, calls: u32) -> Result<bool, StoreError> {
        self.update(claimed, doc! { "$set": { "claim.calls": i64::from(calls) } }, None).await
    }

    /// Stores an outcome before the response is written, together with the response's body: a redelivery is answered
    /// with just that. `false`: the claim had lapsed and somebody else took over, nothing was stored.
    pub async fn store<S: Serialize>(
        &self,
        claimed: Claimed,
        outcome: Outcome<'_, S>,
        webhook_reply: &str,
    ) -> Result<bool, StoreError> {
        let mut set = self.fields(claimed, &outcome)?;
        set.insert("claim.answer", webhook_reply);
        self.update(claimed, doc! { "$set": set }, outcome.line_title).await
    }

    /// Notes the update as handled, gives the claim up, and stores what is not stored yet of its outcome. `false`: the
    /// claim had lapsed and somebody else took over, nothing was noted.
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

    /// Notes updates as handled whose responses were written, those of many chats in one command. How many claims held; the
    /// others had lapsed and somebody else took over. It may be repeated: what was noted is not noted again.
    ///
    /// # Errors
    /// [`StoreError::Driver`], and then any number of them was noted.
    pub async fn finish_all(&self, notes: &[Note]) -> Result<u64, StoreError> {
        let mut held = 0;
        for collection in [USERS, CONVERSATIONS] {
            let of_collection = notes.iter().filter(|note| note.claimed.collection() == collection);
            let (plain, titled): (Vec<_>, Vec<_>) = of_collection.partition(|note| note.line_title.is_none());
            let mut updates: Vec<_> = titled.into_iter().map(Note::statement).collect();
            updates.extend(finishing_all(&plain));
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
            set.extend(bson::serialize_to_document(value)?);
            if let Some((field, terms)) = terms::of_value(value) {
                set.insert(field, terms);
            }
            set.insert("modified_at", now);
        }
        if let Some(line) = outcome.line_title {
            set.insert(LineTitle::PATH, line.title.as_str());
        }
        Ok(set)
    }

    /// Lets the claim lapse at once, so that the update can be handled anew, by a redelivery that goes on behind the
    /// calls of the reply that were made.
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

/// The statement that finishes these: one for all costs MongoDB two thirds of one for each.
fn finishing_all(notes: &[&Note]) -> Option<Document> {
    let (ids, tokens): (Vec<_>, Vec<_>) = notes.iter().map(|note| (note.claimed.chat_id, note.claimed.token)).unzip();
    let handled = doc! { "$ifNull": ["$handled", []] };
    let longer = doc! { "$concatArrays": [handled.clone(), ["$claim.update_id"]] };
    let shortened = doc! { "$slice": [longer.clone(), -REMEMBERED] };
    // Not every time: a list that loses its first is written anew, one that grows at its end is not
    let handled = doc! { "$cond": [{ "$lt": [{ "$size": handled }, REMEMBERED_AT_MOST] }, longer, shortened] };
    let update = vec![doc! { "$set": { "handled": handled } }, doc! { "$unset": "claim" }];
    let filter = doc! { "_id": { "$in": ids }, "claim.token": { "$in": tokens } };
    (!notes.is_empty()).then(|| doc! { "q": filter, "u": update, "multi": true })
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
