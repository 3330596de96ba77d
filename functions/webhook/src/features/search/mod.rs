//! Searching: any text that is no command and answers no question.
//!
//! ```text
//! Olena: чайнік
//! Kiosk: [photo] Чайник, 999 ₴         (🛒 До кошика)              up to five of them, the best first
//! Olena: (⬇️ Показати ще)
//! Olena: самовар
//! Kiosk: За запитом «самовар» нічого немає. …   (смартфон) (Кухня) (Електроніка)
//! ```
//!
//! The buttons carry what is looked for, as codes (see [`domain::search`]): nothing of a search is kept.

mod handler;
mod view;

pub(super) use handler::{Request, more, reply, take_text};
