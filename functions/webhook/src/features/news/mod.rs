//! News: the last five as messages of their own, oldest first, so that the newest stands right above the keyboard.
//!
//! ```text
//! Olena: 📰 Новини
//! Kiosk: 📰 Ми відкрились …
//! Kiosk: 📰 Знижки тижня …
//! ```

mod handler;
mod view;

pub(super) use handler::latest;
