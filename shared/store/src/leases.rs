//! Leases: who may do what only one process should do at a time.
//!
//! A lease has an owner and an end, by the database's own clock. Its owner renews it; when the owner dies, it lapses and
//! somebody else takes it. The owner learns from [`Leases::take`] and [`Leases::renew`] alone that the lease is still
//! theirs, so between two calls they go by their own clock and stop before it can have lapsed.
//!
//! ```no_run
//! # async fn example(store: store::Store) -> Result<(), store::StoreError> {
//! let (me, term) = (store::Owner::new(), std::time::Duration::from_secs(15));
//! if store.leases.take("delivery", me, term).await? {
//!     // Mine for 15 s from before the call on, or longer if renewed
//!     assert!(store.leases.renew("delivery", me, term).await?);
//!     store.leases.give_back("delivery", me).await?;
//! }
//! # Ok(()) }
//! ```

use std::time::Duration;

use bson::{doc, oid::ObjectId};
use derive_more::Into;
use domain::Clock;
use mongodb::{Database, options::ReturnDocument};
use serde::Deserialize;

use crate::{StoreError, documents::Documents, stamp};

pub(crate) const COLLECTION: &str = "leases";

/// The collection `leases`; `_id` is the lease's name.
#[derive(Clone, Debug)]
pub struct Leases {
    collection: Documents,
    clock: Clock,
}

/// Somebody who can hold a lease. Two tasks that must not work at the same time need two owners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Into, Deserialize)]
#[into(bson::Bson)]
#[serde(transparent)]
pub struct Owner(ObjectId);

impl Owner {
    /// An owner like no other.
    #[expect(clippy::new_without_default, reason = "a default that differs each time would surprise")]
    pub fn new() -> Self {
        Self(ObjectId::new())
    }
}

#[derive(Deserialize)]
struct Stored {
    owner: Owner,
}

impl Leases {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// Takes a lease for `term`, or renews it. `false`: it is somebody else's.
    pub async fn take(&self, name: &str, owner: Owner, term: Duration) -> Result<bool, StoreError> {
        let term = i64::try_from(term.as_millis()).unwrap_or(i64::MAX);
        let free = doc! { "$or": [
            { "$eq": ["$owner", owner] },
            { "$lte": [{ "$ifNull": ["$until", bson::DateTime::from_millis(0)] }, "$$NOW"] },
        ] };
        let fields = doc! {
            "owner": { "$cond": [free.clone(), owner, "$owner"] },
            "until": { "$cond": [free.clone(), { "$add": ["$$NOW", term] }, "$until"] },
        };
        let leases = self.collection.typed::<Stored>();
        let stored = leases
            .find_one_and_update(doc! { "_id": name }, vec![stamp::upserted(self.clock.now(), fields, free)])
            .upsert(true)
            .return_document(ReturnDocument::After)
            .await?
            .ok_or(StoreError::Unexpected("an upsert returned no document"))?;
        Ok(stored.owner == owner)
    }

    /// Renews a lease for `term` from now on. `false`: it is no longer this owner's. A lease that was given back stays so,
    /// even if this call reaches the database after [`Self::give_back`].
    pub async fn renew(&self, name: &str, owner: Owner, term: Duration) -> Result<bool, StoreError> {
        let term = i64::try_from(term.as_millis()).unwrap_or(i64::MAX);
        let update = stamp::computed(self.clock.now(), doc! { "until": { "$add": ["$$NOW", term] } });
        let result = self.collection.update_one(doc! { "_id": name, "owner": owner }, update).await?;
        Ok(result.matched_count == 1)
    }

    /// Gives a lease back, so that somebody else can take it at once.
    pub async fn give_back(&self, name: &str, owner: Owner) -> Result<(), StoreError> {
        self.collection.delete_one(doc! { "_id": name, "owner": owner }).await?;
        Ok(())
    }
}
