//! The staff chat: a message to every customer, and how the shop is doing today.
//!
//! ```text
//! Iryna: Завтра не працюємо!
//! Iryna: /broadcast                    in reply to it
//! Kiosk: Завтра не працюємо!           as customers will see it
//! Kiosk: 📣 Це повідомлення отримають 120 клієнтів.     (✅ Підтвердити) (✖️ Скасувати)
//! Iryna: (✅ Підтвердити)              the worker keeps the message up to date from here on
//! Iryna: /stats
//! Kiosk: 📊 23.11.2026 …
//! ```
//!
//! Whoever is in that chat is staff; elsewhere these commands are texts like any other.

mod handler;
mod view;
