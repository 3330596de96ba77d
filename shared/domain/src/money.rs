//! Money and discounts. Amounts are whole minor units (kopecks, cents), never floating point.

use iso_currency::Currency;
use serde::{Deserialize, Serialize};

use crate::{DomainError, Quantity, parsed::ranged};

/// An amount of money, not negative, in minor units of its currency.
///
/// Stored as `{amount: Int64, currency: "UAH"}`.
#[derive(Clone, Copy, derive_more::Debug, PartialEq, Eq, Serialize, Deserialize)]
#[debug("{amount} {}", currency.code())]
#[serde(try_from = "Raw", into = "Raw")]
pub struct Money {
    amount: i64,
    currency: Currency,
}

ranged! {
    /// Minor units of one unit's price. With [`Quantity::MAX`] and [`crate::Cart::MAX_LINES`] no total can overflow.
    PriceAmount: i64, 0..=99_999_999_999
}

impl Money {
    /// The price of one unit.
    pub const fn price(amount: PriceAmount, currency: Currency) -> Self {
        Self { amount: amount.0, currency }
    }

    /// The price of one unit, from minor units.
    ///
    /// # Errors
    /// [`DomainError::OutOfRange`] when they are no [`PriceAmount`].
    pub fn new(amount: i64, currency: Currency) -> Result<Self, DomainError> {
        Ok(Self::price(PriceAmount::new(amount)?, currency))
    }

    /// Nothing, in `currency`.
    pub const fn zero(currency: Currency) -> Self {
        Self { amount: 0, currency }
    }

    /// Minor units.
    pub const fn amount(self) -> i64 {
        self.amount
    }

    /// The currency, ISO 4217.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// So many at this price.
    #[must_use]
    pub const fn times(self, quantity: Quantity) -> Self {
        Self { amount: self.amount.saturating_mul(quantity.get() as i64), currency: self.currency }
    }

    /// How much more `self` is than `other`, zero when it is less.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self { amount: (self.amount - other.amount).max(0), currency: self.currency }
    }

    /// So many minor units in total, however many; `None` when that is less than nothing.
    pub const fn total(amount: i64, currency: Currency) -> Option<Self> {
        if amount < 0 { None } else { Some(Self { amount, currency }) }
    }

    /// One of `parts` equal parts, rounded half up to a minor unit; nothing of no parts.
    #[must_use]
    pub const fn divided_by(self, parts: i64) -> Self {
        let amount = if parts > 0 { (self.amount + parts / 2) / parts } else { 0 };
        Self { amount, currency: self.currency }
    }

    /// The sum of `amounts`; `currency` is that of an empty sum.
    ///
    /// # Errors
    /// [`DomainError::CurrencyMix`] when an amount is in another currency.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, DomainError> {
        amounts.into_iter().try_fold(Self::zero(currency), |sum, money| {
            if money.currency == currency {
                Ok(Self { amount: sum.amount.saturating_add(money.amount), currency })
            } else {
                Err(DomainError::CurrencyMix)
            }
        })
    }
}

/// How money lies in the database; a stored total may exceed the limit of a unit price.
#[derive(Serialize, Deserialize)]
struct Raw {
    amount: i64,
    currency: String,
}

impl From<Money> for Raw {
    fn from(money: Money) -> Self {
        Self { amount: money.amount, currency: money.currency.code().to_owned() }
    }
}

impl TryFrom<Raw> for Money {
    type Error = String;

    fn try_from(raw: Raw) -> Result<Self, String> {
        let currency =
            Currency::from_code(&raw.currency).ok_or_else(|| format!("unknown currency {}", raw.currency))?;
        if raw.amount < 0 {
            return Err(format!("negative amount {}", raw.amount));
        }
        Ok(Self { amount: raw.amount, currency })
    }
}

ranged! {
    /// Per cent off the price of a unit.
    Discount: u8, 0..=100
}

impl Discount {
    pub const NONE: Self = Self(0);

    /// The price of one unit after this discount, rounded half up to a minor unit: the only place that computes it.
    #[must_use]
    pub const fn apply(self, price: Money) -> Money {
        let amount = (price.amount * (100 - self.0 as i64) + 50) / 100;
        Money { amount, currency: price.currency }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn uah(amount: i64) -> Money {
        Money::new(amount, Currency::UAH).expect("a price")
    }

    #[test]
    fn a_discounted_price_rounds_half_up() {
        for (price, percent, expected) in
            [(100, 0, 100), (100, 100, 0), (5, 50, 3), (1, 50, 1), (1, 51, 0), (333, 10, 300), (335, 10, 302)]
        {
            assert_eq!(
                Discount::new(percent).unwrap().apply(uah(price)).amount(),
                expected,
                "{price} less {percent} %"
            );
        }
    }

    #[test]
    fn limits_hold_on_both_sides() {
        assert!(Money::new(0, Currency::UAH).is_ok());
        assert!(Money::new(-1, Currency::UAH).is_err());
        assert!(Money::new(PriceAmount::MAX, Currency::UAH).is_ok());
        assert!(Money::new(PriceAmount::MAX + 1, Currency::UAH).is_err());
        assert!(Discount::new(100).is_ok());
        assert!(Discount::new(101).is_err());
        assert!(Discount::new(-1).is_err());
    }

    #[test]
    fn two_currencies_do_not_add_up() {
        let usd = Money::new(1, Currency::USD).unwrap();
        assert_eq!(Money::sum(Currency::UAH, [uah(1), usd]), Err(DomainError::CurrencyMix));
    }

    proptest! {
        #[test]
        fn a_discount_never_raises_a_price_and_is_monotonic(price in 0..=PriceAmount::MAX, percent in 0_i64..100) {
            let (less, more) = (Discount::new(percent).unwrap(), Discount::new(percent + 1).unwrap());
            prop_assert!(less.apply(uah(price)).amount() <= price);
            prop_assert!(more.apply(uah(price)).amount() <= less.apply(uah(price)).amount());
        }
    }
}
