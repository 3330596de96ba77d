//! How long the campaign runs, and from which seed.

use std::env;

/// The seed of a run, printed so that it can be given back.
pub(crate) fn seed(test: &str) -> u64 {
    let seed = number("KIOSK_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("{test}: KIOSK_SEED={seed}");
    seed
}

/// `KIOSK_KILLS` and the like; the default is the short run.
pub(crate) fn amount(variable: &str, short: u64) -> u64 {
    number(variable).unwrap_or(short)
}

fn number(variable: &str) -> Option<u64> {
    let value = env::var(variable).ok().filter(|value| !value.is_empty())?;
    Some(value.parse().unwrap_or_else(|_| panic!("{variable}={value} is not a whole number")))
}
