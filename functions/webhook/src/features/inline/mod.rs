//! Inline mode: whoever types the bot's name and some words in any chat is offered products, and sends one there.
//!
//! ```text
//! Olena, in a chat with Emma: @kiosk_bot чайник
//! Kiosk:                      [photo] Чайник · 999 ₴          twenty at a time; nothing typed: the deals
//! Olena, to Emma:             [photo] Чайник, 999 ₴, via @kiosk_bot     (🛍 Відкрити в магазині)
//! ```
//!
//! Nothing is written: no customer is entered, and an update that is delivered twice is answered twice.

mod handler;
mod view;

pub(crate) use handler::answer;
