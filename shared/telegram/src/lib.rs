//! The Bot API over `teloxide-core`: what a bot says, within Telegram's limits, and how saying it can fail.
//!
//! A feature describes what to say as a [`Reply`], an ordered list of [`Call`]s over [`Screen`]s; [`Api::make`] makes
//! one call, and [`Api::once`] makes the same call to many chats, one try each. Text from people enters a screen through [`escape`] only,
//! and no screen leaves longer than Telegram takes.
//!
//! ```
//! use telegram::{Button, Call, Chat, Html, Keyboard, Reply, Screen, escape};
//!
//! let name = "<b>Olena</b>";
//! let screen = Screen::new(Html::new(format!("Hello, {}!", escape(name))))
//!     .keyboard(Keyboard::inline([[Button::new("Catalogue", "catalog")]]));
//! let mut reply = Reply::default();
//! reply.push(Call::send(Chat(42), screen));
//! assert_eq!(reply.calls()[0].screen().unwrap().text.as_str(), "Hello, &lt;b&gt;Olena&lt;/b&gt;!");
//! ```
mod api;
mod call;
mod error;
mod html;
mod once;
mod screen;
mod secret;
mod update;

pub use api::Api;
pub use call::{Call, Chat, MessageId, Photo, PhotoOf, PhotoSource, Reply};
pub use error::TelegramError;
pub use html::{Html, escape, shorten};
pub use once::Prepared;
pub use screen::{Button, Keyboard, ReplyButton, Screen};
pub use secret::WebhookSecret;
pub use teloxide_core as teloxide;
pub use update::{Update, UpdateKind, decode};
