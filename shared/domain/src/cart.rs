//! The cart, and the basket: the cart priced with the products as they are now.
//!
//! A [`Cart`] remembers only which products and how many. A [`Basket`] joins it with the catalogue: what a line costs,
//! and whether it can still be had.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Currency, DomainError, Money, Product, ProductId, Quantity, Stock, Title, Titles, UserId};

/// What a customer wants to buy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cart {
    /// Whose it is.
    pub user_id: UserId,
    /// In the order they were added; at most [`Cart::MAX_LINES`].
    pub lines: Vec<CartLine>,
}

impl Cart {
    /// The most different products in one cart.
    pub const MAX_LINES: usize = 100;

    /// A cart with nothing in it.
    pub const fn empty(user_id: UserId) -> Self {
        Self { user_id, lines: Vec::new() }
    }

    /// The line of a product, if there is one.
    pub fn line_of(&self, product_id: ProductId) -> Option<&CartLine> {
        self.lines.iter().find(|line| line.product_id == product_id)
    }

    /// Gives the line of a product another quantity; with 0 the line goes.
    pub fn set_quantity(&mut self, product_id: ProductId, quantity: u32) {
        match Quantity::new(i64::from(quantity)) {
            Ok(quantity) => {
                for line in self.lines.iter_mut().filter(|line| line.product_id == product_id) {
                    line.quantity = quantity;
                }
            }
            Err(_) => self.lines.retain(|line| line.product_id != product_id),
        }
    }

    /// How many of a product are in it.
    pub fn quantity_of(&self, product_id: ProductId) -> u32 {
        self.line_of(product_id).map_or(0, |line| line.quantity.get())
    }
}

/// A product and how many of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    pub product_id: ProductId,
    /// Its title when it was added: all there is to name it by, should it be deleted. A dash, in the moment before that
    /// title is stored.
    #[serde(default = "Title::unknown")]
    pub title: Title,
    pub quantity: Quantity,
}

/// A cart as it can be had now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basket {
    /// In the cart's order.
    pub lines: Vec<BasketLine>,
    /// What the lines that can be had cost.
    pub total: Money,
    /// How much less that is than it would be without discounts.
    pub saved: Money,
}

/// A line of a basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasketLine {
    pub product_id: ProductId,
    pub title: Titles,
    pub quantity: Quantity,
    /// Whether it can be had, and for how much.
    pub state: LineState,
}

/// What became of a line since it was put in the cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// There are enough.
    Available {
        /// Price of one before the discount.
        list_price: Money,
        /// Price of one.
        unit_price: Money,
        /// Whether there is at least one more.
        more: bool,
    },
    /// There are fewer than wanted; never zero.
    Short {
        /// How many there are.
        left: u32,
    },
    SoldOut,
    /// No longer in the catalogue.
    Gone,
}

impl BasketLine {
    /// What this line costs; `None` when it cannot be had.
    pub const fn total(&self) -> Option<Money> {
        match self.state {
            LineState::Available { unit_price, .. } => Some(unit_price.times(self.quantity)),
            _ => None,
        }
    }
}

impl Basket {
    /// Prices a cart as its customer can have it now. `products` may be in any order and lack those that no longer exist.
    ///
    /// # Errors
    /// [`DomainError::CurrencyMix`] when a product is priced in another currency than `currency`.
    pub fn new(cart: &Cart, products: &[Product], currency: Currency, now: DateTime<Utc>) -> Result<Self, DomainError> {
        let line = |line: &CartLine| {
            let product = products.iter().find(|product| product.id == line.product_id);
            basket_line(line, product.map(|product| (product, product.available_to(cart.user_id, now))))
        };
        let lines: Vec<_> = cart.lines.iter().map(line).collect();
        let total = Money::sum(currency, lines.iter().filter_map(BasketLine::total))?;
        let undiscounted = lines.iter().filter_map(|line| match line.state {
            LineState::Available { list_price, .. } => Some(list_price.times(line.quantity)),
            _ => None,
        });
        let saved = Money::sum(currency, undiscounted)?.saturating_sub(total);
        Ok(Self { lines, total, saved })
    }

    /// Whether there is nothing in it.
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether all of it can be ordered: there is something, and every line can be had.
    pub fn is_orderable(&self) -> bool {
        !self.is_empty() && self.lines.iter().all(|line| matches!(line.state, LineState::Available { .. }))
    }
}

/// `found`: the product, if it exists, and how many of it the customer can have.
fn basket_line(line: &CartLine, found: Option<(&Product, Stock)>) -> BasketLine {
    let state = match found {
        None => LineState::Gone,
        Some((_, available)) if available.is_out() => LineState::SoldOut,
        Some((_, available)) if !available.covers(line.quantity) => LineState::Short { left: available.get() },
        Some((product, available)) => LineState::Available {
            list_price: product.price,
            unit_price: product.final_price(),
            more: available.get().min(Quantity::MAX) > line.quantity.get(),
        },
    };
    BasketLine {
        product_id: line.product_id,
        title: found.map_or_else(|| line.title.clone().into(), |(product, _)| product.titles()),
        quantity: line.quantity,
        state,
    }
}
