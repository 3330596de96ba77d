//! How many: of a product in a cart or an order, and in stock.

use crate::parsed::ranged;

ranged! {
    /// How many of one product somebody wants.
    Quantity: u32, 1..=9_999
}

ranged! {
    /// How many of a product the shop has; never negative.
    Stock: u32, 0..=1_000_000_000
}

impl Stock {
    pub const NONE: Self = Self(0);

    /// Whether there is none.
    pub const fn is_out(self) -> bool {
        self.0 == 0
    }

    /// Whether there are as many as wanted.
    pub const fn covers(self, quantity: Quantity) -> bool {
        self.0 >= quantity.get()
    }

    /// What is left without so many; none, if there are fewer.
    #[must_use]
    pub const fn without(self, quantity: Quantity) -> Self {
        Self(self.0.saturating_sub(quantity.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold_on_both_sides() {
        for (value, quantity, stock) in [
            (-1, false, false),
            (0, false, true),
            (1, true, true),
            (9_999, true, true),
            (10_000, false, true),
            (1_000_000_000, false, true),
            (1_000_000_001, false, false),
            (i64::MAX, false, false),
        ] {
            assert_eq!((Quantity::new(value).is_ok(), Stock::new(value).is_ok()), (quantity, stock), "{value}");
        }
    }
}
