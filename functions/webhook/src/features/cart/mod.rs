//! The cart: one message that its buttons edit.
//!
//! ```text
//! Olena: (🛒 До кошика)
//! Kiosk: "Додано. У кошику: 1"                                     a toast
//! Olena: 🛒 Кошик
//! Kiosk: 1. Чайник, 1 × 999 ₴          (➖) (1. × 1) (➕) (🗑)
//!        Разом: 999 ₴                  (🧹 Очистити) (✅ Завершити замовлення)
//! ```

mod handler;
mod view;

pub(super) use handler::{Request, change, reply, show};
pub(super) use view::screen;
