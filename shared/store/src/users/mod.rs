//! Customers: one document each, which holds all that an update of their private chat needs. Beside the profile, which
//! is read and changed here, these are the cart ([`crate::Carts`]) and the conversation ([`crate::Conversations`]), which
//! also enters new customers.

mod customers;
pub(crate) mod terms;
pub(crate) mod upgrade;

use bson::{Document, doc};
use domain::{Address, Clock, Email, PersonName, Phone, User, UserId};
use futures_util::FutureExt;
use mongodb::Database;
use serde::Serialize;

pub use customers::{CustomerQuery, CustomerSummary, ListedCustomer};

use crate::{
    Orders, Page, PageRequest, Position, Precondition, StoreError, alerts, broadcasts,
    documents::{Documents, all},
    holds,
    keyset::Keyset,
    messages,
    names::USERS,
    stamp, transaction,
};

const BY_ID: Keyset = Keyset { field: None, descending: false };

/// The collection `users`.
#[derive(Clone, Debug)]
pub struct Users {
    db: Database,
    collection: Documents,
    orders: Orders,
    clock: Clock,
}

/// One thing a customer tells about themselves: as a document, the field it is stored in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProfileValue {
    /// Where to write.
    Email(Email),
    /// Where to call.
    Phone(Phone),
    /// What to call them.
    Name(PersonName),
    /// Where to deliver.
    Address(Address),
}

/// Leaves out what is no part of a [`User`].
fn profile_only() -> Document {
    doc! { "cart": 0, "claim": 0, "handled": 0, "step": 0, "step_at": 0, "terms": 0 }
}

/// A customer as they are stored: with what they are found by.
pub(crate) fn document(user: &User) -> Result<Document, StoreError> {
    let mut document = bson::serialize_to_document(user)?;
    document.insert("terms", terms::of(user));
    Ok(document)
}

impl ProfileValue {
    /// Puts it into the profile.
    pub fn set_in(&self, user: &mut User) {
        match self.clone() {
            Self::Email(email) => user.email = Some(email),
            Self::Phone(phone) => user.phone = Some(phone),
            Self::Name(name) => user.name = Some(name),
            Self::Address(address) => user.address = Some(address),
        }
    }
}

impl Users {
    pub(crate) fn new(db: &Database, orders: &Orders, clock: &Clock) -> Self {
        Self { db: db.clone(), collection: Documents::of(db, USERS), orders: orders.clone(), clock: clock.clone() }
    }

    /// A customer, if known.
    pub async fn find(&self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.collection.typed().find_one(doc! { "_id": id }).projection(profile_only()).await?)
    }

    /// A page of customers by Telegram id.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when the page begins at a position of another list; [`StoreError::Driver`].
    pub async fn list(&self, request: &PageRequest) -> Result<Page<User>, StoreError> {
        let users = self.collection.typed::<User>();
        let found = users.find(BY_ID.filter(request, &[])?).sort(BY_ID.sort()).projection(profile_only());
        let items = all(found.limit(request.read_limit())).await?;
        Ok(Page::of(items, request, |user: &User| Position::of(None, user.id.0)))
    }

    /// Enters a customer who has not written yet.
    ///
    /// # Errors
    /// [`StoreError::Exists`]; [`StoreError::Driver`].
    pub async fn create(&self, user: User) -> Result<User, StoreError> {
        match self.collection.insert_one(document(&user)?).await {
            Err(error) if StoreError::is_duplicate_key(&error) => Err(StoreError::Exists),
            result => Ok(result.map(|_| user)?),
        }
    }

    /// Changes a customer.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when the precondition fails; [`StoreError::Driver`].
    pub async fn change(
        &self,
        id: UserId,
        change: impl Fn(&mut User) + Send + Sync,
        precondition: Precondition<User>,
    ) -> Result<User, StoreError> {
        let edit = (self.clone(), id, change, precondition, self.clock.now());
        transaction::run(&self.db, edit, |session, (users, id, change, precondition, now)| {
            async move {
                let before = precondition.verify(users.collection.typed().read(*id, session).await?)?;
                let mut after = before.clone();
                change(&mut after);
                let [stored, wanted] = [document(&before)?, document(&after)?];
                if stamp::write_difference(session, &users.collection, *id, *now, &stored, &wanted).await? {
                    after.modified_at = *now;
                }
                Ok(after)
            }
            .boxed()
        })
        .await
    }

    /// Erases a person: who they are, their cart, their conversation, their messages and alerts, what they hold and what broadcasts
    /// know of them. Their orders stay, with their id and without contact.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when the precondition fails; [`StoreError::Driver`].
    pub async fn erase(&self, id: UserId, precondition: Precondition<User>) -> Result<(), StoreError> {
        let erase = (self.clone(), id, precondition, self.clock.now());
        transaction::run(&self.db, erase, |session, (users, id, precondition, now)| {
            async move {
                // First, as a worker that writes its progress meanwhile has this begun anew
                broadcasts::forget(&users.db, *id, *now, session).await?;
                precondition.verify(users.collection.typed().read(*id, session).await?)?;
                users.collection.delete_one(doc! { "_id": *id }).session(&mut *session).await?;
                messages::erase(&users.db, *id, session).await?;
                holds::forget(&users.db, *id, *now, session).await?;
                alerts::forget_customer(&users.db, *id, session).await?;
                users.orders.forget_contact(*id, *now, session).await
            }
            .boxed()
        })
        .await
    }
}
