//! What the environment says about ordering in the chat.

use chrono::TimeDelta;
use clap::{Args, builder::TypedValueParser, value_parser};

/// How orders are placed.
#[derive(Args, Clone, Copy, Debug)]
pub struct CheckoutSettings {
    /// Minutes for which a customer's lines are held once they see the summary, up to 1440; 0: no holds
    #[arg(env = "CHECKOUT_HOLD", default_value = "15",
        value_parser = value_parser!(i64).range(0..=1440).map(TimeDelta::minutes))]
    pub hold: TimeDelta,
}
