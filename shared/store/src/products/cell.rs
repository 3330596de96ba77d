//! One value of a product, changed where it stands in a list: only if it is still the value that was seen there. A customer may
//! have bought a piece meanwhile, or a colleague may have changed the price.

use domain::{Discount, Money, Product, ProductId, Stock};

use super::Products;
use crate::{Precondition, StoreError};

/// A value: as it was seen, and as it is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Of one unit, before the discount.
    Price {
        seen: Money,
        to: Money,
    },
    Discount {
        seen: Discount,
        to: Discount,
    },
    Stock {
        seen: Stock,
        to: Stock,
    },
}

/// What became of the change of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellOutcome {
    /// It is as it was to be.
    Changed(Product),
    /// It is neither as it was seen nor as it was to be, and stays as it is: in this product.
    Differs(Product),
}

impl Cell {
    /// A change that was made already may be asked for again: the answer to the first request may have been lost.
    fn fits(self, product: &Product) -> bool {
        match self {
            Self::Price { seen, to } => product.price == seen || product.price == to,
            Self::Discount { seen, to } => product.discount == seen || product.discount == to,
            Self::Stock { seen, to } => product.stock == seen || product.stock == to,
        }
    }

    const fn set(self, product: &mut Product) {
        match self {
            Self::Price { to, .. } => product.price = to,
            Self::Discount { to, .. } => product.discount = to,
            Self::Stock { to, .. } => product.stock = to,
        }
    }
}

impl Products {
    /// Changes one value of a product, if it is what was seen of it. An order that takes a piece at the same moment makes it
    /// another stock than was seen.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Driver`].
    pub async fn change_cell(&self, id: ProductId, cell: Cell) -> Result<CellOutcome, StoreError> {
        let as_seen = Precondition::new(move |product| cell.fits(product));
        match self.change(id, |product| cell.set(product), as_seen).await {
            Ok(product) => Ok(CellOutcome::Changed(product)),
            Err(StoreError::Stale) => Ok(CellOutcome::Differs(self.find(id).await?.ok_or(StoreError::NotFound)?)),
            Err(error) => Err(error),
        }
    }
}
