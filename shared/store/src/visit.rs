//! The one write that an update begins with: it takes the chat's claim if that is free, and changes what the update is
//! known to change of the customer's document. Nothing is changed unless the claim is taken.
//!
//! Two forms of it do the same. [`Visit::fresh`] is a plain update for what almost all updates are: nobody holds the chat, and
//! nothing changes but the claim, or there is one more of a product in the cart. [`claiming`] is an update by pipeline for
//! all the rest, which costs MongoDB a quarter more.
//! It makes the document what it was, with the changes merged into it: in the same order of fields, so that where there
//! are none, nothing is written.

use std::time::Duration;

use bson::{Bson, DateTime, Document, RawDocumentBuf, doc, oid::ObjectId};
use chrono::Utc;
use domain::{Locale, ProductId, TelegramProfile};

use crate::{CartChange, Claimed, Customer, StoreError, cart_change::PlainChange, users::terms};

/// How long a claim holds unless it is renewed: a chat waits this long after the process that handled it died.
pub(crate) const LEASE: Duration = Duration::from_secs(15);

/// Whose chat an update comes from: what is written together with its claim, and what the claim finds.
pub trait Visit {
    /// What the claim finds beside the conversation.
    type Found;
    /// Whether a document is entered where there is none.
    const ENTERS: bool;

    /// The visit as a plain update of a chat that nobody holds; `None` where it may change more than that can tell. `seen`
    /// are the products in the customer's cart, as far as this process knows.
    ///
    /// # Errors
    /// [`StoreError::Document`] when the visit cannot be written as BSON, which is a bug.
    fn fresh(
        &self,
        _: Claimed,
        _now: chrono::DateTime<Utc>,
        _seen: Option<&[ProductId]>,
    ) -> Result<Option<Fresh>, StoreError> {
        Ok(None)
    }

    /// What is merged into the document beside the claim: expressions of an update by pipeline.
    ///
    /// # Errors
    /// [`StoreError::Document`] when the visit cannot be written as BSON, which is a bug.
    fn changes(&self, claimed: Claimed, now: DateTime) -> Result<Vec<Document>, StoreError>;

    /// Reads what the claim finds.
    fn found(&self, claimed: Claimed, raw: &RawDocumentBuf) -> Self::Found;
}

/// A customer in their private chat: entered if new, what Telegram says of them refreshed, no longer blocked. Finds the
/// customer; an error, if what is stored of them cannot be read.
#[derive(Debug)]
pub struct CustomerVisit<'a> {
    /// What Telegram says.
    pub telegram: &'a TelegramProfile,
    /// What the update changes, where that is known before anything was read.
    pub change: Option<CustomerChange>,
}

/// A customer blocked the bot, or unblocked it. Nobody becomes a customer by it.
#[derive(Debug, Clone, Copy)]
pub struct MembershipVisit {
    /// `false`: they unblocked it.
    pub blocked: bool,
}

/// Somebody in a group.
#[derive(Debug, Clone, Copy)]
pub struct GroupVisit;

/// What an update changes of its customer, once however often the update is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerChange {
    Cart(CartChange),
    /// The language to speak.
    Locale(Locale),
}

/// A plain update that takes the claim. Where the chat is held, or what Telegram says of the customer is new, no document
/// fits: then there is none, or the insertion fails because there is one with this id.
#[derive(Debug)]
pub struct Fresh {
    /// Which document it must be.
    pub(crate) filter: Document,
    /// What becomes of it.
    pub(crate) update: Document,
    /// Which line of the cart changes.
    pub(crate) array_filter: Option<Document>,
    /// Whether a customer is entered where there is none.
    pub(crate) enters: bool,
}

impl Visit for CustomerVisit<'_> {
    type Found = Result<Customer, StoreError>;
    const ENTERS: bool = true;

    fn fresh(
        &self,
        claimed: Claimed,
        now: chrono::DateTime<Utc>,
        seen: Option<&[ProductId]>,
    ) -> Result<Option<Fresh>, StoreError> {
        let Claimed { chat_id, update_id, token } = claimed;
        let claim = doc! { "claim.token": token, "claim.update_id": update_id, "claim.attempts": 1_i64 };
        // What is compared for equality is also what a new document gets
        let mut filter = doc! {
            "_id": chat_id,
            "telegram": bson::serialize_to_document(self.telegram)?,
            "blocked": false,
            "claim": { "$exists": false },
            "handled": { "$ne": update_id },
        };
        let mut update = doc! { "$currentDate": { "claim.at": true } };
        let change = match self.change {
            None => {
                let now = DateTime::from(now);
                update.insert("$set", claim);
                let terms = terms::of_telegram(self.telegram);
                let created = doc! {
                    "first_update": update_id, "created_at": now, "modified_at": now, terms::OF_TELEGRAM: terms,
                };
                update.insert("$setOnInsert", created);
                return Ok(Some(Fresh { filter, update, array_filter: None, enters: true }));
            }
            Some(CustomerChange::Cart(change)) => change.plain(update_id, seen),
            Some(CustomerChange::Locale(_)) => None,
        };
        let Some(PlainChange { filter: of_cart, set, update: of_change, array_filter }) = change else {
            return Ok(None);
        };
        filter.extend(of_cart);
        update.extend(of_change);
        update.insert("$set", claim.into_iter().chain(set).collect::<Document>());
        Ok(Some(Fresh { filter, update, array_filter, enters: false }))
    }

    fn changes(&self, claimed: Claimed, now: DateTime) -> Result<Vec<Document>, StoreError> {
        let update_id = claimed.update_id;
        let change = self.change.map(|change| change.document(update_id, now));
        let created = on_creation(doc! { "created_at": now, "first_update": update_id });
        Ok([profile(self.telegram, now)?].into_iter().chain(change).chain([created]).collect())
    }

    fn found(&self, claimed: Claimed, raw: &RawDocumentBuf) -> Self::Found {
        let change = match self.change {
            Some(CustomerChange::Cart(change)) => Some(change),
            Some(CustomerChange::Locale(_)) | None => None,
        };
        Customer::read(raw, claimed.update_id, change)
    }
}

impl Visit for MembershipVisit {
    type Found = ();
    const ENTERS: bool = false;

    fn changes(&self, _: Claimed, now: DateTime) -> Result<Vec<Document>, StoreError> {
        let is_new = doc! { "$ne": ["$blocked", self.blocked] };
        Ok(vec![doc! { "$cond": [is_new, { "blocked": self.blocked, "modified_at": now }, {}] }])
    }

    fn found(&self, _: Claimed, _: &RawDocumentBuf) {}
}

impl Visit for GroupVisit {
    type Found = ();
    const ENTERS: bool = true;

    fn changes(&self, _: Claimed, now: DateTime) -> Result<Vec<Document>, StoreError> {
        Ok(vec![doc! { "modified_at": now }, on_creation(doc! { "created_at": now })])
    }

    fn found(&self, _: Claimed, _: &RawDocumentBuf) {}
}

/// Fields of a document that is entered.
fn on_creation(fields: Document) -> Document {
    doc! { "$cond": [{ "$eq": [{ "$type": "$created_at" }, "missing"] }, fields, {}] }
}

/// The stage of an update by pipeline that takes the claim if it is free.
///
/// # Errors
/// [`StoreError::Document`] when the visit cannot be written as BSON, which is a bug.
pub(crate) fn claiming(
    claimed: Claimed,
    visit: &impl Visit,
    now: chrono::DateTime<Utc>,
) -> Result<Document, StoreError> {
    let Claimed { update_id, token, .. } = claimed;
    let mut changes = visit.changes(claimed, DateTime::from(now))?;
    changes.push(doc! { "claim": claim(update_id, token) });
    let changes = doc! { "$cond": [free(update_id), { "$mergeObjects": changes }, {}] };
    Ok(doc! { "$replaceWith": { "$mergeObjects": ["$$ROOT", changes] } })
}

/// Whether the claim can be taken. The database's own clock decides, as the processes' clocks differ.
fn free(update_id: i64) -> Document {
    let lease = i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX);
    doc! { "$not": [{ "$or": [
        { "$in": [update_id, { "$ifNull": ["$handled", []] }] },
        { "$gt": [{ "$add": ["$claim.at", lease] }, "$$NOW"] },
    ] }] }
}

/// The claim, with what earlier deliveries of the same update left.
fn claim(update_id: i64, token: ObjectId) -> Document {
    let begun = doc! { "token": token, "update_id": update_id, "at": "$$NOW" };
    let kept = doc! { "$cond": [
        { "$eq": ["$claim.update_id", update_id] },
        {
            "attempts": { "$add": [{ "$ifNull": ["$claim.attempts", 0_i64] }, 1_i64] },
            "deferrals": { "$ifNull": ["$claim.deferrals", 0_i64] },
            "calls": { "$ifNull": ["$claim.calls", 0_i64] },
            "answer": { "$ifNull": ["$claim.answer", Bson::Null] },
        },
        { "attempts": 1_i64 },
    ] };
    doc! { "$mergeObjects": [begun, kept] }
}

/// What Telegram says of a customer, if that is new; whoever writes has not blocked the bot.
fn profile(telegram: &TelegramProfile, now: DateTime) -> Result<Document, StoreError> {
    // $literal: a name such as "$name" is a name, not a field
    let found_by = doc! { "telegram": { "$literal": terms::of_telegram(telegram) } };
    let telegram = doc! { "$literal": bson::serialize_to_document(telegram)? };
    let is_new = doc! { "$or": [{ "$ne": ["$telegram", telegram.clone()] }, { "$ne": ["$blocked", false] }] };
    let terms = doc! { "$mergeObjects": ["$terms", found_by] };
    let changes = doc! { "telegram": telegram, "blocked": false, "terms": terms, "modified_at": now };
    Ok(doc! { "$cond": [is_new, changes, {}] })
}

impl CustomerChange {
    fn document(self, update_id: i64, now: DateTime) -> Document {
        match self {
            Self::Cart(change) => doc! { "cart": change.document(update_id) },
            Self::Locale(locale) => {
                let code = locale.into_str();
                doc! { "$cond": [{ "$ne": ["$locale", code] }, { "locale": code, "modified_at": now }, {}] }
            }
        }
    }
}
