//! What more than one function shows: the chat and the worker that delivers news say the same in the same shape.
//!
//! Over it lie the functions; below it `locales` with the words, and `telegram` with what a screen is. Everything here is
//! pure: data in, [`telegram::Screen`] or HTML out.
//!
//! ```
//! use domain::Locale;
//! use screens::Words;
//!
//! let words = Words { locale: Locale::En, shop_locale: Locale::Uk, time_zone: chrono_tz::Europe::Kyiv };
//! assert_eq!(words.message("category").text("title", "Pots & pans").html(), "<b>Pots &amp; pans</b>");
//! ```

pub mod alert;
pub mod broadcast;
pub mod card;
pub mod message;
pub mod news;
pub mod order;
pub mod product;
mod words;

pub use words::{Phrase, Words, blocks, fitting, label_of};
