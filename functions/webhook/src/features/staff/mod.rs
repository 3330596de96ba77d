//! The staff chat: orders from their arrival to their end, a message to every customer, and how the shop is doing.
//!
//! ```text
//! Kiosk: Замовлення № 12 · 🆕 Нове …                                (✅ Прийняти) (✖️ Скасувати замовлення)
//! Iryna: (✅ Прийняти)                 the card becomes
//! Kiosk: Замовлення № 12 · 👌 Прийняте … 👌 Прийняте · Iryna · 26.11.2026, 14:05     (🚚 Відправити) …
//! Iryna: /orders                       what is to be taken care of; /order 12: one order
//! Iryna: Завтра не працюємо!
//! Iryna: /broadcast                    in reply to it
//! Kiosk: 📣 Це повідомлення отримають 120 клієнтів.     (✅ Підтвердити) (✖️ Скасувати)
//! Iryna: /stats
//! Kiosk: 📊 Сьогодні, 26.11.2026 …
//! Iryna: /office
//! Kiosk: 🗄 Вхід до кабінету магазину …     in her private chat                        (Увійти)
//! ```
//!
//! Whoever is in that chat is staff; elsewhere these commands are texts like any other. The cards themselves are in
//! [`screens::card`]: the worker sends them.

mod broadcasts;
mod context;
mod handler;
mod office;
mod orders;
mod stats;
mod view;
