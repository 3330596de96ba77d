//! Orders of the same product take turns within a process.
//!
//! No order is right because of it: of transactions that write the same product the database lets one through and has
//! the others begin anew. Where hundreds want one product in the same second, almost all of that work would be for
//! nothing, and whoever comes next would learn late that nothing is left.

use std::{iter, sync::Arc};

use domain::ProductId;
use tokio::sync::{Mutex, MutexGuard};

/// Products share a slot now and then, and wait for each other; few enough to be made at once.
const SLOTS: usize = 256;

/// Who is placing an order of which products.
#[derive(Clone, Debug)]
pub(crate) struct Turns(Arc<[Mutex<()>]>);

/// A turn, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    /// Whether somebody else had it first.
    pub(crate) waited: bool,
    _slots: Vec<MutexGuard<'a, ()>>,
}

impl Turns {
    pub(crate) fn new() -> Self {
        Self(iter::repeat_with(Mutex::default).take(SLOTS).collect())
    }

    /// Waits for all of the products. Slots are taken in their order, so that two orders cannot wait for each other.
    pub(crate) async fn take(&self, products: impl Iterator<Item = ProductId>) -> Turn<'_> {
        let mut slots: Vec<_> = products.map(slot).collect();
        slots.sort_unstable();
        slots.dedup();
        let (mut waited, mut taken) = (false, Vec::with_capacity(slots.len()));
        for slot in slots {
            let guard = self.0[slot].try_lock().ok();
            waited |= guard.is_none();
            taken.push(match guard {
                Some(guard) => guard,
                None => self.0[slot].lock().await,
            });
        }
        Turn { waited, _slots: taken }
    }
}

/// Ids that are made one after another differ in their last byte.
fn slot(product_id: ProductId) -> usize {
    usize::from(product_id.0.bytes()[11]) % SLOTS
}
