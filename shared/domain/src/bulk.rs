//! One change of many products: what it makes of each of them, and which it cannot change.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{Discount, Money, Product, Stock, parsed::ranged};

ranged! {
    /// How much dearer a product becomes, in per cent; less than nothing makes it cheaper.
    PricePercent: i32, -99..=1_000
}

ranged! {
    /// How many pieces come to a stock; less than nothing takes away.
    StockDifference: i32, -1_000_000_000..=1_000_000_000
}

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum BulkChange {
    /// Each has this discount.
    Discount(Discount),
    /// Of each there are so many.
    SetStock(Stock),
    /// Of each there are so many more.
    AddStock(StockDifference),
    /// Each costs so much more or less, before its discount.
    Price(PricePercent),
}

/// What a [`BulkChange`] changes of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Price of one unit before the discount.
    pub price: Money,
    pub discount: Discount,
    pub stock: Stock,
}

/// Why a product cannot be changed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum BulkRefusal {
    /// There are fewer than are taken away.
    TooFew,
    /// There would be more than [`Stock::MAX`].
    TooMany,
    /// It would cost more than [`crate::PriceAmount::MAX`].
    TooDear,
    /// It would cost nothing, being so cheap.
    Free,
}

impl Product {
    /// What a [`BulkChange`] changes of it.
    pub const fn terms(&self) -> Terms {
        Terms { price: self.price, discount: self.discount, stock: self.stock }
    }

    /// The same product on these terms.
    #[must_use]
    pub fn on(&self, terms: Terms) -> Self {
        let Terms { price, discount, stock } = terms;
        Self { price, discount, stock, ..self.clone() }
    }
}

impl BulkChange {
    /// The most products that one change may name.
    pub const MAX_PRODUCTS: usize = 50_000;

    /// What it makes of a product.
    ///
    /// # Errors
    /// [`BulkRefusal`].
    pub fn apply(self, terms: Terms) -> Result<Terms, BulkRefusal> {
        Ok(match self {
            Self::Discount(discount) => Terms { discount, ..terms },
            Self::SetStock(stock) => Terms { stock, ..terms },
            Self::AddStock(by) => Terms { stock: add(terms.stock, by)?, ..terms },
            Self::Price(by) => Terms { price: raise(terms.price, by)?, ..terms },
        })
    }
}

fn add(stock: Stock, by: StockDifference) -> Result<Stock, BulkRefusal> {
    let sum = i64::from(stock) + i64::from(by);
    Stock::new(sum).map_err(|_| if sum < 0 { BulkRefusal::TooFew } else { BulkRefusal::TooMany })
}

/// Rounded half up to a minor unit.
fn raise(price: Money, by: PricePercent) -> Result<Money, BulkRefusal> {
    let amount = (price.amount() * (100 + i64::from(by)) + 50) / 100;
    if amount == 0 && price.amount() > 0 {
        return Err(BulkRefusal::Free);
    }
    Money::new(amount, price.currency()).map_err(|_| BulkRefusal::TooDear)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, PriceAmount};

    fn terms(price: i64, stock: i64) -> Terms {
        let price = Money::new(price, Currency::UAH).unwrap();
        Terms { price, discount: Discount::NONE, stock: Stock::new(stock).unwrap() }
    }

    #[test]
    fn a_stock_neither_falls_below_nothing_nor_grows_without_end() {
        let max = Stock::MAX.into();
        for (stock, by, expected) in [
            (7, 5, Ok(12)),
            (7, -7, Ok(0)),
            (7, -8, Err(BulkRefusal::TooFew)),
            (max, 0, Ok(max)),
            (max, 1, Err(BulkRefusal::TooMany)),
        ] {
            let change = BulkChange::AddStock(StockDifference::new(by).unwrap());
            let after = change.apply(terms(1, stock)).map(|after| i64::from(after.stock));
            assert_eq!(after, expected, "{stock} and {by}");
        }
    }

    #[test]
    fn a_price_rounds_half_up_and_stays_a_price() {
        let max = PriceAmount::MAX;
        for (price, percent, expected) in [
            (1_000, 10, Ok(1_100)),
            (1_000, -10, Ok(900)),
            (5, -50, Ok(3)),
            (5, 50, Ok(8)),
            (0, 10, Ok(0)),
            (1, -51, Err(BulkRefusal::Free)),
            (max, 0, Ok(max)),
            (max, 1, Err(BulkRefusal::TooDear)),
            (max, 1_000, Err(BulkRefusal::TooDear)),
        ] {
            let change = BulkChange::Price(PricePercent::new(percent).unwrap());
            let after = change.apply(terms(price, 1)).map(|after| after.price.amount());
            assert_eq!(after, expected, "{price} by {percent} %");
        }
    }

    #[test]
    fn each_change_leaves_the_rest_alone() {
        let before = terms(1_000, 7);
        let discount = Discount::new(10).unwrap();
        assert_eq!(BulkChange::Discount(discount).apply(before), Ok(Terms { discount, ..before }));
        assert_eq!(BulkChange::SetStock(Stock::NONE).apply(before), Ok(Terms { stock: Stock::NONE, ..before }));
    }
}
