//! Customers.

use bson::{Bson, Document, doc};
use domain::{Address, Clock, Email, Locale, NewUser, PersonName, Phone, TelegramProfile, User, UserChanges, UserId};
use futures_util::{FutureExt, TryStreamExt};
use mongodb::{ClientSession, Database, options::ReturnDocument};

use crate::{
    Check, Orders, Page, Position, StoreError, broadcasts, carts, conversations, document::parse, documents::Documents,
    keyset::Keyset, stamp, transaction,
};

pub(crate) const COLLECTION: &str = "users";

const BY_ID: Keyset = Keyset { field: None, descending: false };

/// The collection `users`.
#[derive(Clone, Debug)]
pub struct Users {
    db: Database,
    collection: Documents,
    orders: Orders,
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
    pub(crate) fn new(db: &Database, orders: &Orders, clock: &Clock) -> Self {
        Self { db: db.clone(), collection: Documents::of(db, COLLECTION), orders: orders.clone(), clock: clock.clone() }
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
        let stage = stamp::upserted(self.clock.now(), fields, changes);
        let touched = self.collection.find_one_and_update(doc! { "_id": id }, vec![stage]).upsert(true);
        let touched = touched.return_document(ReturnDocument::After).await?;
        parse(touched.ok_or(StoreError::NotFound)?)
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
        let update = stamp::modified(self.clock.now(), doc! { "$set": set });
        let found = self.collection.find_one_and_update(doc! { "_id": id }, update);
        let found = found.return_document(ReturnDocument::After).await?;
        parse(found.ok_or(StoreError::NotFound)?)
    }

    /// Notes that nothing can be sent to a customer: they blocked the bot, or their account is gone.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn mark_blocked(&self, id: UserId) -> Result<(), StoreError> {
        self.set_blocked(id, true).await
    }

    /// Notes whether a customer has blocked the bot; nobody becomes a customer by it.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn set_blocked(&self, id: UserId, blocked: bool) -> Result<(), StoreError> {
        let filter = doc! { "_id": id, "blocked": { "$ne": blocked } };
        let update = stamp::modified(self.clock.now(), doc! { "$set": { "blocked": blocked } });
        self.collection.update_one(filter, update).await?;
        Ok(())
    }

    /// A customer, if known.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn find(&self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.collection.typed().find_one(doc! { "_id": id }).await?)
    }

    /// A page of customers by Telegram id, from behind `after` on.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when `after` belongs to another list; [`StoreError::Driver`].
    pub async fn list(&self, after: Option<&Position>, limit: usize) -> Result<Page<User>, StoreError> {
        let users = self.collection.typed();
        let found = users.find(BY_ID.filter(after, &[])?).sort(BY_ID.sort());
        let items = found.limit(i64::try_from(limit + 1).unwrap_or(i64::MAX)).await?.try_collect().await?;
        Ok(Page::of(items, limit, |user: &User| Position::of(None, user.id.0)))
    }

    /// Enters a customer who has not written yet.
    ///
    /// # Errors
    /// [`StoreError::Exists`]; [`StoreError::Driver`].
    pub async fn create(&self, new: NewUser) -> Result<User, StoreError> {
        let now = self.clock.now();
        let username = new.username.map(String::from);
        let user = User {
            id: new.id,
            telegram: TelegramProfile { username, ..TelegramProfile::default() },
            name: new.name,
            phone: new.phone,
            email: new.email,
            address: new.address,
            locale: new.locale,
            blocked: false,
            first_update: None,
            created_at: now,
            modified_at: now,
        };
        let document = stamp::created(now, &user)?;
        match self.collection.insert_one(document).await {
            Err(error) if StoreError::is_duplicate_key(&error) => Err(StoreError::Exists),
            result => Ok(result.map(|_| user)?),
        }
    }

    /// Changes a customer.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when `check` fails; [`StoreError::Driver`].
    pub async fn change(&self, id: UserId, changes: UserChanges, check: Check<User>) -> Result<User, StoreError> {
        let change = (self.clone(), id, changes, check, self.clock.now());
        transaction::run(&self.db, change, |session, (users, id, changes, check, now)| {
            async move {
                let before = users.read(*id, session).await?;
                check.pass(&before)?;
                let mut after = changes.clone().apply(&before);
                if let Some(update) = stamp::difference(*now, &before, &after)? {
                    users.collection.update_one(doc! { "_id": *id }, update).session(session).await?;
                    after.modified_at = *now;
                }
                Ok(after)
            }
            .boxed()
        })
        .await
    }

    /// Erases a person: who they are, their cart, their conversation and what broadcasts know of them. Their orders stay,
    /// with their id and without contact.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when `check` fails; [`StoreError::Driver`].
    pub async fn erase(&self, id: UserId, check: Check<User>) -> Result<(), StoreError> {
        let erase = (self.clone(), id, check, self.clock.now());
        transaction::run(&self.db, erase, |session, (users, id, check, now)| {
            async move {
                // First, as a worker that writes its progress meanwhile has this begun anew
                broadcasts::forget(&users.db, *id, *now, session).await?;
                check.pass(&users.read(*id, session).await?)?;
                // A private chat has the id of its customer
                for collection in [COLLECTION, carts::COLLECTION, conversations::COLLECTION] {
                    let documents = Documents::of(&users.db, collection);
                    documents.delete_one(doc! { "_id": *id }).session(&mut *session).await?;
                }
                users.orders.forget_contact(*id, *now, session).await
            }
            .boxed()
        })
        .await
    }

    async fn read(&self, id: UserId, session: &mut ClientSession) -> Result<User, StoreError> {
        parse(self.collection.find_one(doc! { "_id": id }).session(session).await?.ok_or(StoreError::NotFound)?)
    }
}
