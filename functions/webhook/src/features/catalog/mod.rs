//! Looking around: the category tree, the deals, and products as cards.
//!
//! ```text
//! Olena: 🗂 Категорії
//! Kiosk: Що шукаєте?                   (Кухня) (Електроніка)
//! Olena: (Кухня)
//! Kiosk: Кухня                         (Чайники) (⬅️ Назад)       the same message
//! Olena: (Чайники)
//! Kiosk: Кухня › Чайники               (⬅️ Назад)
//! Kiosk: [photo] Чайник, 999 ₴         (🛒 До кошика) (↗️ Поділитися)    up to five of them
//! ```

mod handler;
mod view;

pub(super) use handler::{
    PAGE, Request, cards, category, deals, more_of_category, more_products, next_cards, product, reply, roots,
};
