//! Where a test's randomness comes from.

use std::env;

/// The seed of a random test: `KIOSK_SEED`, else another each time. It is printed, and the runner shows what a test
/// printed when it fails; given back as `KIOSK_SEED`, it repeats the run.
pub fn seed(test: &str) -> u64 {
    let given = env::var("KIOSK_SEED").ok().filter(|value| !value.is_empty());
    let seed = given.map_or_else(
        || fastrand::u64(..),
        |value| value.parse().unwrap_or_else(|_| panic!("KIOSK_SEED={value} is not a whole number")),
    );
    println!("{test}: KIOSK_SEED={seed}");
    seed
}
