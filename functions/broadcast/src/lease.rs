//! The lease on delivery: one worker at a time sends for the bot.
//!
//! The database says whose it is; between two renewals the worker goes by its own monotonic clock and stops a margin
//! before the lease can have lapsed. A process that was frozen finds out before its next send.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use store::{Owner, Store, StoreError};
use tokio::time::{Instant, sleep, timeout};

const NAME: &str = "delivery";

/// The lease, taken.
#[derive(Debug)]
pub(crate) struct Lease {
    store: Store,
    owner: Owner,
    term: Duration,
    /// Until when it can be relied upon.
    until: Mutex<Instant>,
}

impl Lease {
    /// Takes it; `None` when another worker has it.
    pub(crate) async fn take(store: &Store, owner: Owner, term: Duration) -> Result<Option<Self>, StoreError> {
        // Counted from before the call: the database's count begins later, so it ends later
        let until = Mutex::new(reliable_until(Instant::now(), term));
        let lease = Self { store: store.clone(), owner, term, until };
        let taken = store.leases.take(NAME, owner, term).await?;
        Ok(taken.then_some(lease))
    }

    pub(crate) const fn owner(&self) -> Owner {
        self.owner
    }

    /// Whether a message may still leave.
    pub(crate) fn holds(&self) -> bool {
        Instant::now() < *self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Renews it again and again. Returns when it is lost.
    pub(crate) async fn keep(&self) {
        while self.holds() {
            sleep(self.term / 4).await;
            let begun = Instant::now();
            match timeout(self.term / 2, self.store.leases.renew(NAME, self.owner, self.term)).await {
                Ok(Ok(true)) => {
                    let until = reliable_until(begun, self.term);
                    *self.until.lock().unwrap_or_else(PoisonError::into_inner) = until;
                }
                Ok(Ok(false)) => break,
                Ok(Err(error)) => tracing::warn!(%error, "the lease on delivery could not be renewed"),
                Err(_) => tracing::warn!("the lease on delivery could not be renewed in time"),
            }
        }
        tracing::warn!("the lease on delivery is lost");
    }

    /// Lets another worker take it at once.
    pub(crate) async fn give_back(self) {
        if let Err(error) = self.store.leases.give_back(NAME, self.owner).await {
            tracing::warn!(%error, "the lease on delivery stays until it lapses");
        }
    }
}

fn reliable_until(begun: Instant, term: Duration) -> Instant {
    begun + term * 4 / 5
}
