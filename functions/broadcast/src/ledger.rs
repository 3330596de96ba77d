//! Who is settled and what became of them: pure bookkeeping over one broadcast.
//!
//! Recipients are handed out in the order of their ids. Whoever is handed out is *open* until it is known what became of
//! the message to them. What is written ([`store::State`]) is the greatest settled id, and who is still open below it: a
//! list as short as the number of sends under way and of those that wait to be tried again.

use domain::{Failure, Progress, UserId};
use store::State;

/// So many different reasons are told apart; with all others there are 20.
const REASONS: usize = 19;
const OTHER_REASONS: &str = "other reasons";

/// What became of the message to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Sent,
    /// They blocked the bot, or are gone.
    Blocked,
    Failed(String),
}

impl Outcome {
    /// As metrics name it.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Blocked => "blocked",
            Self::Failed(_) => "failed",
        }
    }
}

/// The books of one broadcast.
#[derive(Debug)]
pub(crate) struct Ledger {
    /// With all who are open.
    state: State,
    /// Settled since the last [`Self::close`].
    unwritten: usize,
    /// Of those, who is to be marked as blocked.
    blocked: Vec<UserId>,
}

/// What is to be written.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) state: State,
    /// Who is to be marked as blocked.
    pub(crate) blocked: Vec<UserId>,
    /// How many results it holds that were not written before.
    pub(crate) results: usize,
}

impl Ledger {
    /// Opens the books where they were left.
    pub(crate) fn open(state: State) -> Self {
        Self { state, unwritten: 0, blocked: vec![] }
    }

    /// Those who were handed out before the books were opened, and not settled.
    pub(crate) fn left_open(&self) -> Vec<UserId> {
        self.state.open.iter().copied().collect()
    }

    pub(crate) const fn progress(&self) -> &Progress {
        &self.state.progress
    }

    /// How many results are not written yet.
    pub(crate) const fn unwritten(&self) -> usize {
        self.unwritten
    }

    /// A message to them leaves.
    pub(crate) fn hand_out(&mut self, id: UserId) {
        self.state.open.insert(id);
    }

    /// They are no longer there to be told.
    pub(crate) fn strike(&mut self, id: UserId) {
        self.state.open.remove(&id);
    }

    pub(crate) fn settle(&mut self, id: UserId, outcome: Outcome) {
        self.state.open.remove(&id);
        self.state.cursor = self.state.cursor.max(Some(id));
        self.unwritten += 1;
        match outcome {
            Outcome::Sent => self.state.progress.sent += 1,
            Outcome::Blocked => {
                self.state.progress.blocked += 1;
                self.blocked.push(id);
            }
            Outcome::Failed(reason) => {
                self.state.progress.failed += 1;
                self.count(reason);
            }
        }
    }

    fn count(&mut self, reason: String) {
        let failures = &mut self.state.failures;
        let known = failures.iter().any(|failure| failure.reason == reason);
        let reason = if known || failures.len() < REASONS { reason } else { OTHER_REASONS.to_owned() };
        match failures.iter_mut().find(|failure| failure.reason == reason) {
            Some(failure) => failure.count += 1,
            None => failures.push(Failure { reason, count: 1 }),
        }
    }

    /// What is to be written now.
    pub(crate) fn close(&mut self) -> Entry {
        let mut state = self.state.clone();
        state.open.retain(|id| Some(*id) < state.cursor);
        Entry { state, blocked: std::mem::take(&mut self.blocked), results: std::mem::take(&mut self.unwritten) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn ids(ids: &[i64]) -> Vec<UserId> {
        ids.iter().copied().map(UserId).collect()
    }

    #[test]
    fn what_is_written_says_who_is_settled() {
        let mut ledger = Ledger::open(State::default());
        for id in [1, 2, 3, 4] {
            ledger.hand_out(UserId(id));
        }
        ledger.settle(UserId(1), Outcome::Sent);
        ledger.settle(UserId(3), Outcome::Blocked);
        let entry = ledger.close();
        assert_eq!((entry.state.cursor, entry.state.open.clone()), (Some(UserId(3)), BTreeSet::from([UserId(2)])));
        assert_eq!((entry.results, entry.blocked), (2, ids(&[3])));
        assert_eq!(ledger.unwritten(), 0);

        // Another worker goes on from there: 2 is left open, 4 comes again behind the cursor
        let mut ledger = Ledger::open(entry.state);
        assert_eq!(ledger.left_open(), ids(&[2]));
        ledger.settle(UserId(2), Outcome::Failed("no answer in time".to_owned()));
        ledger.hand_out(UserId(4));
        ledger.settle(UserId(4), Outcome::Sent);
        let state = ledger.close().state;
        assert_eq!((state.cursor, state.open), (Some(UserId(4)), BTreeSet::new()));
        assert_eq!(state.progress, Progress { total: 0, sent: 2, blocked: 1, failed: 1 });
    }

    #[test]
    fn whoever_is_erased_leaves_no_trace() {
        let state = State { cursor: Some(UserId(9)), open: BTreeSet::from([UserId(5)]), ..State::default() };
        let mut ledger = Ledger::open(state);
        ledger.strike(UserId(5));
        let entry = ledger.close();
        assert_eq!((entry.state.open, entry.state.progress.settled()), (BTreeSet::new(), 0));
    }

    #[test]
    fn reasons_are_counted_and_do_not_grow_without_end() {
        let mut ledger = Ledger::open(State::default());
        for id in 0..100 {
            ledger.settle(UserId(id), Outcome::Failed(format!("reason {}", id % 50)));
        }
        let failures = ledger.close().state.failures;
        assert_eq!(failures.len(), REASONS + 1);
        assert_eq!(failures[0], Failure { reason: "reason 0".to_owned(), count: 2 });
        assert_eq!(failures.iter().map(|failure| failure.count).sum::<u64>(), 100);
    }
}
