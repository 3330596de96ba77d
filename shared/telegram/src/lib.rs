//! The Bot API over `teloxide-core`: what a bot says, within Telegram's limits, and how saying it can fail.
//!
//! A feature describes its reply as a list of [`Call`]s over [`Screen`]s, in the order they are to be made; [`Api::make`] makes
//! one call, and waits out a short pause if Telegram asks for one; [`Api::once`] gives every outcome back at once, for those
//! who pace and repeat by rules of their own. Text from people enters a screen through [`escape`] only, and no screen
//! leaves longer than Telegram takes.
//!
//! ```
//! use telegram::{Button, Call, Chat, Html, Keyboard, Screen, escape};
//!
//! let name = "<b>Olena</b>";
//! let screen = Screen::new(Html::new(format!("Hello, {}!", escape(name))))
//!     .keyboard(Keyboard::inline([[Button::new("Catalogue", "catalog")]]));
//! let call = Call::send(Chat(42), screen);
//! assert_eq!(call.screen().unwrap().text.as_str(), "Hello, &lt;b&gt;Olena&lt;/b&gt;!");
//! ```
mod answer;
mod api;
mod call;
mod error;
mod html;
mod inline;
mod request;
mod screen;
mod secret;
mod settings;
mod update;
mod waiting;

pub use api::{Api, BotLink, Membership};
pub use call::{Call, Chat, MessageId, Photo, PhotoOf, PhotoSource, Topic};
pub use error::TelegramError;
pub use html::{Html, escape, shorten};
pub use inline::{InlineAnswer, InlineResult, StartButton};
pub use screen::{Button, Keyboard, ReplyButton, Screen};
pub use secret::{WebhookSecret, WebhookSecrets};
pub use settings::{BotSettings, StaffSettings, TelegramSettings};
pub use teloxide_core as teloxide;
pub use update::{Update, UpdateKind, decode};
pub use waiting::updates_waiting;
