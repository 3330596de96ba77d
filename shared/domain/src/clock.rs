//! Time is passed in: a process reads the system's clock, a test brings its own.

use std::sync::{
    Arc,
    atomic::{AtomicI32, Ordering},
};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// Where "now" comes from. Cheap to clone.
#[derive(Clone, derive_more::Debug)]
#[debug("Clock")]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    pub fn system() -> Self {
        Self(Arc::new(Utc::now))
    }

    /// A clock that always shows `at`.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Arc::new(move || at))
    }

    /// A clock that shows `from` first and is `step` further on at every reading after that. Two readings never agree,
    /// so code that reads it twice where it should read it once is found by comparing the results.
    pub fn stepping(from: DateTime<Utc>, step: TimeDelta) -> Self {
        let readings = AtomicI32::new(0);
        Self(Arc::new(move || from + step * readings.fetch_add(1, Ordering::Relaxed)))
    }

    /// Now, in whole milliseconds: BSON dates hold no more, and what is read back must equal what was written.
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)().trunc_subsecs(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stepping_clock_shows_each_moment_once_to_all_its_clones() {
        let (from, step) = (DateTime::UNIX_EPOCH, TimeDelta::milliseconds(1));
        let clock = Clock::stepping(from, step);
        assert_eq!((clock.now(), clock.clone().now(), clock.now()), (from, from + step, from + step * 2));
    }
}
