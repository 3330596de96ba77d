//! News: the last five as messages of their own, oldest first, so that the newest stands right above the keyboard.
//!
//! ```text
//! Olena: 📰 Новини
//! Kiosk: 📰 Ми відкрились …
//! Kiosk: 📰 Знижки тижня …
//! ```
//!
//! How an item looks stands in `shared/screens`: the worker that delivers news shows the same.

mod handler;

pub(super) use handler::{latest, reply};
