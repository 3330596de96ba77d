//! My orders: a list, ten a page, and each order with what has become of it. One that the shop has not looked at yet can
//! be cancelled; what any of them held can be put into the cart again.
//!
//! ```text
//! Olena: 📦 Мої замовлення
//! Kiosk: Мої замовлення                (№ 12 · 23.11.2026 · 999 ₴) (№ 7 · …)
//! Olena: (№ 12 · 23.11.2026 · 999 ₴)
//! Kiosk: Замовлення № 12 …             (✖️ Скасувати замовлення) (🔁 Замовити ще раз) (⬅️ Назад)
//! Olena: (🔁 Замовити ще раз)
//! Kiosk: 🔁 Усе … у вашому кошику.      (🛒 Кошик)
//! ```

mod handler;
mod view;

pub(super) use handler::{Request, again, ask_to_cancel, list, open, reply};
