//! The one write that an update begins with: it takes the chat's claim if that is free, and changes what the update is
//! known to change of the customer's document. Nothing is changed unless the claim is taken.
//!
//! Two forms of it do the same. [`fresh`] is a plain update for what almost all updates are: nobody holds the chat, and
//! nothing changes but the claim, or there is one more of a product in the cart. [`claiming`] is an update by pipeline for
//! all the rest, which costs MongoDB a quarter more.
//! It makes the document what it was, with the changes merged into it: in the same order of fields, so that where there
//! are none, nothing is written.

use std::time::Duration;

use bson::{Bson, DateTime, Document, doc, oid::ObjectId};
use chrono::Utc;
use domain::{Locale, ProductId, TelegramProfile};

use crate::{CartChange, Claimed, StoreError, cart_change::PlainChange};

/// How long a claim holds unless it is renewed: a chat waits this long after the process that handled it died.
pub(crate) const LEASE: Duration = Duration::from_secs(15);

/// Whose chat an update comes from, and what is written together with its claim.
#[derive(Debug)]
pub enum Visit<'a> {
    /// A customer in their private chat: entered if new, what Telegram says of them refreshed, no longer blocked.
    Customer {
        /// What Telegram says.
        telegram: &'a TelegramProfile,
        /// What the update changes, where that is known before anything was read.
        change: Option<CustomerChange>,
    },
    /// A customer blocked the bot, or unblocked it. Nobody becomes a customer by it.
    Membership {
        /// `false`: they unblocked it.
        blocked: bool,
    },
    Group,
}

/// What an update changes of its customer, once however often the update is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerChange {
    Cart(CartChange),
    /// The language to speak.
    Locale(Locale),
}

/// A plain update that takes the claim.
pub(crate) struct Fresh {
    /// Which document it must be.
    pub(crate) filter: Document,
    /// What becomes of it.
    pub(crate) update: Document,
    /// Which line of the cart changes.
    pub(crate) array_filter: Option<Document>,
    /// Whether a customer is entered where there is none.
    pub(crate) enters: bool,
}

/// Claims an update of a chat that nobody holds, of a customer of whom Telegram says what is known, or of a new one. Where
/// it is otherwise no document fits: then there is none, or the insertion fails because there is one with this id. `None`
/// for visits that may change more than a plain update can tell; `seen` are the products in the customer's cart, as far as
/// this process knows.
///
/// # Errors
/// [`StoreError::Document`] when the visit cannot be written as BSON, which is a bug.
pub(crate) fn fresh(
    claimed: Claimed,
    visit: &Visit<'_>,
    now: chrono::DateTime<Utc>,
    seen: Option<&[ProductId]>,
) -> Result<Option<Fresh>, StoreError> {
    let Visit::Customer { telegram, change } = visit else { return Ok(None) };
    let Claimed { chat_id, update_id, token } = claimed;
    let claim = doc! { "claim.token": token, "claim.update_id": update_id, "claim.attempts": 1_i64 };
    // What is compared for equality is also what a new document gets
    let mut filter = doc! {
        "_id": chat_id,
        "telegram": bson::serialize_to_document(telegram)?,
        "blocked": false,
        "claim": { "$exists": false },
        "handled": { "$ne": update_id },
    };
    let mut update = doc! { "$currentDate": { "claim.at": true } };
    let change = match change {
        None => {
            let now = DateTime::from(now);
            update.insert("$set", claim);
            update.insert("$setOnInsert", doc! { "first_update": update_id, "created_at": now, "modified_at": now });
            return Ok(Some(Fresh { filter, update, array_filter: None, enters: true }));
        }
        Some(CustomerChange::Cart(change)) => change.plain(update_id, seen),
        Some(CustomerChange::Locale(_)) => None,
    };
    let Some(PlainChange { filter: of_cart, set, update: of_change, array_filter }) = change else { return Ok(None) };
    filter.extend(of_cart);
    update.extend(of_change);
    update.insert("$set", claim.into_iter().chain(set).collect::<Document>());
    Ok(Some(Fresh { filter, update, array_filter, enters: false }))
}

/// The stage of an update by pipeline that takes the claim if it is free.
///
/// # Errors
/// [`StoreError::Document`] when the visit cannot be written as BSON, which is a bug.
pub(crate) fn claiming(
    claimed: Claimed,
    visit: &Visit<'_>,
    now: chrono::DateTime<Utc>,
) -> Result<Document, StoreError> {
    let now = DateTime::from(now);
    let Claimed { update_id, token, .. } = claimed;
    let mut created = doc! { "created_at": now };
    let mut changes = vec![];
    match visit {
        Visit::Group => changes.push(doc! { "modified_at": now }),
        Visit::Membership { blocked } => {
            let is_new = doc! { "$ne": ["$blocked", *blocked] };
            changes.push(doc! { "$cond": [is_new, { "blocked": *blocked, "modified_at": now }, {}] });
        }
        Visit::Customer { telegram, change } => {
            created.insert("first_update", update_id);
            changes.push(profile(telegram, now)?);
            changes.extend(change.map(|change| change.document(update_id, now)));
        }
    }
    let is_new = doc! { "$eq": [{ "$type": "$created_at" }, "missing"] };
    changes.push(doc! { "$cond": [is_new, created, {}] });
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
    let telegram = doc! { "$literal": bson::serialize_to_document(telegram)? };
    let is_new = doc! { "$or": [{ "$ne": ["$telegram", telegram.clone()] }, { "$ne": ["$blocked", false] }] };
    Ok(doc! { "$cond": [is_new, { "telegram": telegram, "blocked": false, "modified_at": now }, {}] })
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
