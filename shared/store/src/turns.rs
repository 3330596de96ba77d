//! Orders and holds of the same product take turns within a process.
//!
//! None of them is right because of it: of transactions that write the same product the database lets one through and has
//! the others begin anew. Where hundreds want one product in the same second, almost all of that work would be for
//! nothing, and whoever comes next would learn late that nothing is left.
//!
//! Whoever had to wait knows the products no longer. One of them reads them for all who waited at that moment: where a
//! product is sold out, hundreds learn it by one read.

use std::{iter, sync::Arc};

use domain::{Product, ProductId};
use tokio::{
    sync::{Mutex, MutexGuard},
    time::Instant,
};

/// Products share a slot now and then, and wait for each other; few enough to be made at once.
const SLOTS: usize = 256;

/// Who is placing an order of which products, or holding them.
#[derive(Clone, Debug)]
pub(crate) struct Turns(Arc<[Mutex<Seen>]>);

/// What the last one who read products of a slot found; `None` of one that does not exist.
#[derive(Debug, Default)]
struct Seen {
    since: Option<Instant>,
    products: Vec<(ProductId, Option<Product>)>,
}

/// A turn, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    /// Whether somebody else had it first.
    pub(crate) waited: bool,
    asked: Instant,
    slots: Vec<(usize, MutexGuard<'a, Seen>)>,
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
        let (asked, mut waited, mut taken) = (Instant::now(), false, Vec::with_capacity(slots.len()));
        for slot in slots {
            let guard = self.0[slot].try_lock().ok();
            waited |= guard.is_none();
            let guard = match guard {
                Some(guard) => guard,
                None => self.0[slot].lock().await,
            };
            taken.push((slot, guard));
        }
        Turn { waited, asked, slots: taken }
    }
}

impl Turn<'_> {
    /// Those of the products that exist, if somebody began to read all of them after this turn was asked for.
    pub(crate) fn read_meanwhile(&self, products: impl Iterator<Item = ProductId>) -> Option<Vec<Product>> {
        let mut found = vec![];
        for id in products {
            let (_, seen) = self.slots.iter().find(|(number, _)| *number == slot(id))?;
            let is_recent = seen.since.is_some_and(|since| since >= self.asked);
            let (_, product) = seen.products.iter().find(|(of, _)| is_recent && *of == id)?;
            found.extend(product.clone());
        }
        Some(found)
    }

    /// Leaves to those who wait what a read that began at `since` found of these products.
    pub(crate) fn remember(&mut self, since: Instant, products: impl Iterator<Item = ProductId>, found: &[Product]) {
        self.forget();
        for id in products {
            let product = found.iter().find(|product| product.id == id).cloned();
            if let Some((_, seen)) = self.slots.iter_mut().find(|(number, _)| *number == slot(id)) {
                seen.since = Some(since);
                seen.products.push((id, product));
            }
        }
    }

    /// The products are about to change.
    pub(crate) fn forget(&mut self) {
        for (_, seen) in &mut self.slots {
            **seen = Seen::default();
        }
    }
}

/// Ids that are made one after another differ in their last byte.
fn slot(product_id: ProductId) -> usize {
    usize::from(product_id.0.bytes()[11]) % SLOTS
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_read_tells_all_who_waited_when_it_began() {
        let (turns, id) = (Turns::new(), ProductId(bson::oid::ObjectId::new()));
        let ids = || [id].into_iter();
        let mut first = turns.take(ids()).await;
        let waits = async {
            let second = turns.take(ids()).await;
            (second.waited, second.read_meanwhile(ids()))
        };
        let reads = async {
            tokio::time::advance(Duration::from_millis(1)).await;
            first.remember(Instant::now(), ids(), &[]);
            drop(first);
        };
        let ((waited, seen), ()) = tokio::join!(waits, reads);
        assert_eq!((waited, seen), (true, Some(vec![])), "the product is gone");
        tokio::time::advance(Duration::from_millis(1)).await;
        let mut third = turns.take(ids()).await;
        assert_eq!((third.waited, third.read_meanwhile(ids())), (false, None), "that read began before");
        third.remember(Instant::now(), ids(), &[]);
        assert_eq!(third.read_meanwhile([ProductId(bson::oid::ObjectId::new())].into_iter()), None, "another product");
        third.forget();
        assert_eq!(third.read_meanwhile(ids()), None, "it is about to change");
    }
}
