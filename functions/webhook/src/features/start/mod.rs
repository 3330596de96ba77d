//! Coming in: `/start`, the menu, help, cancel, and the hint for whatever the shop does not understand.
//!
//! ```text
//! Olena: /start
//! Kiosk: 👋 Вітаємо, Олена! …          [🗂 Категорії] [🔥 Знижки] …
//! ```

mod handler;
mod view;

pub(super) use handler::{cancel, leaving, linked_product, product_payload, start};
