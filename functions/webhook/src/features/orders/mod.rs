//! My orders: a list, ten a page, and each order as it was placed.
//!
//! ```text
//! Olena: 📦 Мої замовлення
//! Kiosk: Мої замовлення                (№ 12 · 23.11.2026 · 999 ₴) (№ 7 · …)
//! ```

mod handler;
mod view;

pub(super) use handler::{Request, list, open, reply};
