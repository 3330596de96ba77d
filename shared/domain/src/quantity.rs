//! How many: of a product in a cart or an order, and in stock.

use serde::{Deserialize, Serialize};

use crate::DomainError;

/// How many of one product somebody wants: 1 to 9,999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Quantity(u32);

impl Quantity {
    /// One.
    pub const ONE: Self = Self(1);
    /// The most of one product in one order.
    pub const MAX: u32 = 9_999;

    /// A quantity.
    ///
    /// # Errors
    /// [`DomainError::OutOfRange`] at zero or above [`Self::MAX`].
    pub fn new(value: i64) -> Result<Self, DomainError> {
        match u32::try_from(value) {
            Ok(value @ 1..=Self::MAX) => Ok(Self(value)),
            _ => Err(DomainError::OutOfRange { min: 1, max: Self::MAX.into() }),
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<i64> for Quantity {
    type Error = DomainError;

    fn try_from(value: i64) -> Result<Self, DomainError> {
        Self::new(value)
    }
}

impl From<Quantity> for i64 {
    fn from(quantity: Quantity) -> Self {
        quantity.0.into()
    }
}

/// How many of a product the shop has; never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Stock(u32);

impl Stock {
    /// The most a shop can have of one product.
    pub const MAX: u32 = 1_000_000_000;

    /// A stock.
    ///
    /// # Errors
    /// [`DomainError::OutOfRange`] below zero or above [`Self::MAX`].
    pub fn new(value: i64) -> Result<Self, DomainError> {
        match u32::try_from(value) {
            Ok(value @ 0..=Self::MAX) => Ok(Self(value)),
            _ => Err(DomainError::OutOfRange { min: 0, max: Self::MAX.into() }),
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Whether there is none.
    pub const fn is_out(self) -> bool {
        self.0 == 0
    }

    /// Whether there are as many as wanted.
    pub const fn covers(self, quantity: Quantity) -> bool {
        self.0 >= quantity.get()
    }
}

impl TryFrom<i64> for Stock {
    type Error = DomainError;

    fn try_from(value: i64) -> Result<Self, DomainError> {
        Self::new(value)
    }
}

impl From<Stock> for i64 {
    fn from(stock: Stock) -> Self {
        stock.0.into()
    }
}
