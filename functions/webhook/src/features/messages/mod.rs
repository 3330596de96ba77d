//! Writing to the shop: what a customer sends goes to the staff chat, until they choose something else in the menu.
//!
//! ```text
//! Olena: 💬 Написати в магазин
//! Kiosk: 💬 Напишіть повідомлення …
//! Olena: Чи є цей чайник у синьому?
//! Kiosk: ✅ Прийнято! …
//! Kiosk: 💬 Магазин: Так, є!                    once somebody of the staff has replied
//! ```

mod handler;

pub(super) use handler::{Request, about, begin, new_message, take_input};
