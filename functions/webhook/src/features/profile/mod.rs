//! My profile: what the shop knows of a customer, and a button to change each value.
//!
//! ```text
//! Olena: 👤 Мій профіль
//! Kiosk: Пошта: — …                    (✉️ Пошта) (📱 Телефон) (🙂 Ім'я) (🏠 Адреса) (🌐 Мова)
//! Olena: (✉️ Пошта)
//! Kiosk: Яка у вас електронна пошта?   [✖️ Скасувати]
//! Olena: olena@example.com
//! Kiosk: ✅ Збережено.                 then the panel with the new value
//! ```

mod handler;
mod view;

pub(super) use handler::{ask, languages, show, speak, take_input};
