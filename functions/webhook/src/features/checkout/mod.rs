//! From a cart to an order: three or four questions, a summary, and a confirmation that means what was shown.
//!
//! ```text
//! Olena: (✅ Завершити замовлення)
//! Kiosk: Оформлення: 1. Чайник …       Яка у вас електронна пошта?   [olena@example.com] [✖️ Скасувати]
//! Olena: olena@example.com             … phone, address, name if none is known
//! Kiosk: Ваше замовлення: …            (✅ Підтвердити) (✖️ Скасувати)
//! Olena: (✅ Підтвердити)
//! Kiosk: 🎉 Дякуємо! Замовлення № 12 прийнято.
//! ```

mod handler;
mod view;

pub(super) use handler::{Request, begin, confirm, products_for_summary, reply, take_input};
pub(super) use view::changes;
