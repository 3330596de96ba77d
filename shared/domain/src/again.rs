//! Ordering again: what an order held goes into a cart, as far as it can still be had.

use chrono::{DateTime, Utc};

use crate::{Cart, CartLine, Order, OrderLine, Product, Quantity, Stock, SummaryDifference, Titles};

/// A cart with an order's lines in it, beside what was there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    pub cart: Cart,
    /// What is not as it was in the order: gone, fewer left, or at another price.
    pub differences: Vec<SummaryDifference>,
    /// Products of which the cart could not hold all.
    pub no_room: Vec<Titles>,
}

impl Again {
    /// Adds an order's lines to a cart, up to what its customer can have now and to what a cart can hold. `products` may be
    /// in any order and lack those that no longer exist.
    pub fn new(cart: &Cart, order: &Order, products: &[Product], now: DateTime<Utc>) -> Self {
        let mut again = Self { cart: cart.clone(), differences: vec![], no_room: vec![] };
        for line in &order.lines {
            let product = products.iter().find(|product| product.id == line.product_id);
            again.add(line, product.map(|product| (product, product.available_to(cart.user_id, now))));
        }
        again
    }

    /// `found`: the product, if it exists, and how many of it the customer can have.
    fn add(&mut self, line: &OrderLine, found: Option<(&Product, Stock)>) {
        let title = line.titles();
        let Some((product, available)) = found else {
            return self.differences.push(SummaryDifference::Gone { title });
        };
        let wanted = self.cart.quantity_of(product.id).saturating_add(line.quantity.get());
        // None are left, or it fits
        let Ok(quantity) = Quantity::new(wanted.min(available.get()).min(Quantity::MAX).into()) else {
            return self.differences.push(SummaryDifference::Stock { title, left: 0 });
        };
        if self.cart.line_of(product.id).is_some() {
            self.cart.set_quantity(product.id, quantity.get());
        } else if self.cart.lines.len() < Cart::MAX_LINES {
            self.cart.lines.push(CartLine { product_id: product.id, title: product.title.clone(), quantity });
        } else {
            return self.no_room.push(title);
        }
        if wanted > available.get() {
            self.differences.push(SummaryDifference::Stock { title: title.clone(), left: available.get() });
        } else if wanted > Quantity::MAX {
            self.no_room.push(title.clone());
        }
        let (from, to) = (line.unit_price, product.final_price());
        if from != to {
            self.differences.push(SummaryDifference::Price { title, from, to });
        }
    }
}
