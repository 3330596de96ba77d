//! How long the campaign runs.

use std::env;

/// `KIOSK_KILLS` and the like; the default is the short run.
pub(crate) fn amount(variable: &str, short: u64) -> u64 {
    number(variable).unwrap_or(short)
}

fn number(variable: &str) -> Option<u64> {
    let value = env::var(variable).ok().filter(|value| !value.is_empty())?;
    Some(value.parse().unwrap_or_else(|_| panic!("{variable}={value} is not a whole number")))
}
