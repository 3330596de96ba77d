//! Whoever puts something into a category, and whoever moves or deletes one, must not miss each other: a product would lie in
//! a category that is gone, or be listed where its category was before.
//!
//! MongoDB aborts a transaction that writes what another wrote since it began; what is only read does not count. So both
//! sides write documents of this collection, of which there are [`LOCKS`]: those who put something in ([`shared`]) one each,
//! taken in turn, those who change the tree ([`alone`]) all of them. Any number of products can so be created in one category at
//! the same time, while a move conflicts with every creation that began before it ended, wherever in the tree; one of the
//! two is repeated and sees what the other did.
//!
//! Among creations that never end, a move would never find all locks free. So who changes the tree closes them before
//! ([`close`]): who comes then waits. Nothing but patience depends on that.

use std::sync::atomic::{AtomicUsize, Ordering};

use bson::{Document, doc, oid::ObjectId};
use mongodb::{ClientSession, Database};

use crate::{
    StoreError,
    documents::{Documents, update_all},
};

pub(crate) const COLLECTION: &str = "category_locks";

/// With more, a move writes more; with fewer, creations meet more often in one, and one of them is repeated.
const LOCKS: usize = 32;
/// For how long the locks stay closed if the process that closed them dies, in milliseconds.
const CLOSED: i64 = 5_000;

/// Which lock is the next one's.
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// Puts the locks there, if they are not yet.
pub(crate) async fn prepare(db: &Database) -> Result<(), StoreError> {
    let put = |lock| doc! { "q": { "_id": lock }, "u": { "$setOnInsert": { "times": 0_i64 } }, "upsert": true };
    update_all(db, COLLECTION, ids().map(put).collect(), None).await?;
    Ok(())
}

fn ids() -> impl Iterator<Item = i64> {
    (0_i64..).take(LOCKS)
}

fn all() -> Document {
    doc! { "_id": { "$gte": 0_i64 } }
}

/// Keeps the tree as it is until the transaction ends. Others may do so at the same time.
///
/// # Errors
/// [`StoreError::TreeClosed`] when somebody is about to change the tree: [`crate::transaction::run`] waits, and repeats the
/// transaction. [`StoreError::Driver`].
pub(crate) async fn shared(db: &Database, session: &mut ClientSession) -> Result<(), StoreError> {
    let lock = ids().nth(NEXT.fetch_add(1, Ordering::Relaxed) % LOCKS);
    let open = doc! { "$not": { "$gt": ["$closed_until", "$$NOW"] } };
    let locks: Documents = Documents::of(db, COLLECTION);
    let taken = locks.update_one(doc! { "_id": lock, "$expr": open }, doc! { "$inc": { "times": 1_i64 } });
    if taken.session(session).await?.matched_count == 1 { Ok(()) } else { Err(StoreError::TreeClosed) }
}

/// Has nobody else put something into the tree, or change it, until the transaction ends.
///
/// # Errors
/// [`StoreError::Driver`].
pub(crate) async fn alone(db: &Database, session: &mut ClientSession) -> Result<(), StoreError> {
    let locks: Documents = Documents::of(db, COLLECTION);
    locks.update_many(all(), doc! { "$inc": { "times": 1_i64 } }).session(session).await?;
    Ok(())
}

/// Locks that were closed.
#[must_use]
pub(crate) struct Closed {
    locks: Documents,
    by: ObjectId,
}

/// Has who wants to put something into the tree wait. Those who are about it finish first.
///
/// # Errors
/// [`StoreError::Driver`].
pub(crate) async fn close(db: &Database) -> Result<Closed, StoreError> {
    let closed = Closed { locks: Documents::of(db, COLLECTION), by: ObjectId::new() };
    let until = doc! { "$add": ["$$NOW", CLOSED] };
    let set: Document = doc! { "$set": { "closed_until": until, "closed_by": closed.by } };
    // Outside of a transaction, a write waits until the transactions that wrote the same have ended
    closed.locks.update_many(all(), vec![set]).await?;
    Ok(closed)
}

impl Closed {
    /// Lets the others go on. If that fails, they do so by themselves a little later.
    pub(crate) async fn open(self) {
        let own = doc! { "_id": { "$gte": 0_i64 }, "closed_by": self.by };
        if let Err(error) = self.locks.update_many(own, doc! { "$unset": { "closed_until": 1, "closed_by": 1 } }).await
        {
            tracing::warn!(%error, "the category tree stays closed for {CLOSED} ms");
        }
    }
}
