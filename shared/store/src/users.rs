//! Customers.

use bson::{Bson, Document, doc};
use domain::{Address, Clock, Email, Locale, PersonName, Phone, TelegramProfile, User, UserId};
use mongodb::{Collection, Database, options::ReturnDocument};

use crate::{StoreError, stamp};

pub(crate) const COLLECTION: &str = "users";

/// The collection `users`.
#[derive(Clone, Debug)]
pub struct Users {
    collection: Collection<User>,
    clock: Clock,
}

/// One thing a customer tells about themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileValue {
    /// Where to write.
    Email(Email),
    /// Where to call.
    Phone(Phone),
    /// What to call them.
    Name(PersonName),
    /// Where to deliver.
    Address(Address),
    /// Which language to speak.
    Locale(Locale),
}

impl Users {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: db.collection(COLLECTION), clock: clock.clone() }
    }

    /// The customer who wrote: created if new, what Telegram says of them refreshed, no longer blocked. One round trip.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn touch(&self, id: UserId, telegram: &TelegramProfile, update_id: i64) -> Result<User, StoreError> {
        // $literal: a name such as "$name" is a name, not a field
        let telegram = doc! { "$literal": bson::serialize_to_document(telegram)? };
        let changes = doc! { "$or": [
            { "$ne": ["$telegram", telegram.clone()] },
            { "$ne": ["$blocked", false] },
        ] };
        let is_new = doc! { "$eq": [{ "$type": "$created_at" }, "missing"] };
        let fields = doc! {
            "telegram": telegram,
            "blocked": false,
            "first_update": { "$cond": [is_new, update_id, { "$ifNull": ["$first_update", Bson::Null] }] },
        };
        self.collection
            .find_one_and_update(doc! { "_id": id }, vec![stamp::upserted(&self.clock, fields, changes)])
            .upsert(true)
            .return_document(ReturnDocument::After)
            .await?
            .ok_or(StoreError::NotFound)
    }

    /// Keeps what a customer said of themselves. Saying it twice changes nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when they were erased meanwhile; [`StoreError::Driver`].
    pub async fn set(&self, id: UserId, value: ProfileValue) -> Result<User, StoreError> {
        let set: Document = match value {
            ProfileValue::Email(email) => doc! { "email": email.as_str() },
            ProfileValue::Phone(phone) => doc! { "phone": phone.as_str() },
            ProfileValue::Name(name) => doc! { "name": name.as_str() },
            ProfileValue::Address(address) => doc! { "address": address.as_str() },
            ProfileValue::Locale(locale) => doc! { "locale": locale.code() },
        };
        self.collection
            .find_one_and_update(doc! { "_id": id }, stamp::modified(&self.clock, doc! { "$set": set }))
            .return_document(ReturnDocument::After)
            .await?
            .ok_or(StoreError::NotFound)
    }

    /// Notes that nothing can be sent to a customer: they blocked the bot, or their account is gone.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn mark_blocked(&self, id: UserId) -> Result<(), StoreError> {
        let filter = doc! { "_id": id, "blocked": { "$ne": true } };
        let update = stamp::modified(&self.clock, doc! { "$set": { "blocked": true } });
        self.collection.update_one(filter, update).await?;
        Ok(())
    }

    /// A customer, if known.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn find(&self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.collection.find_one(doc! { "_id": id }).await?)
    }
}
