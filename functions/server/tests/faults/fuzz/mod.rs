//! Inputs nobody would send: whole updates and REST bodies, built from what is right and mutated. No panic of the shop's
//! own code, no 5xx, no apology.

mod bodies;
mod json;
mod updates;

use std::{
    panic,
    sync::{
        Once,
        atomic::{AtomicUsize, Ordering},
    },
};

use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner},
};

use testing::seed;

use crate::settings::amount;

/// Inputs per case: they are handled at the same time.
const TOGETHER: usize = 32;

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Counts panics, but for those of `teloxide-core`, which are expected and caught.
fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let is_ours = !info.location().is_some_and(|location| location.file().contains("teloxide-core"));
            if is_ours {
                PANICS.fetch_add(1, Ordering::Relaxed);
                hook(info);
            }
        }));
    });
}

/// Runs so many inputs of a strategy, many at a time, through `check`, which says what is wrong. A failure is made as
/// small as can be, and printed.
fn run<S>(name: &str, short: u64, strategy: S, check: impl Fn(Vec<S::Value>) -> Result<(), String>)
where
    S: Strategy,
    S::Value: Clone,
{
    let (seed, inputs) = (seed(name), amount("KIOSK_INPUTS", short));
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let cases = u32::try_from(inputs.div_ceil(TOGETHER as u64)).expect("a number of cases");
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    count_panics();
    let strategy = proptest::collection::vec(strategy, TOGETHER);
    let result = runner.run(&strategy, |inputs| {
        let before = PANICS.load(Ordering::Relaxed);
        let wrong = check(inputs).err();
        let panics = PANICS.load(Ordering::Relaxed) - before;
        match wrong {
            None if panics == 0 => Ok(()),
            wrong => Err(proptest::test_runner::TestCaseError::fail(format!("{panics} panics; {wrong:?}"))),
        }
    });
    match result {
        Ok(()) => println!("{name}: {inputs} inputs"),
        Err(TestError::Fail(reason, inputs)) => panic!("{inputs:#?}\n{reason}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}
