//! The menu in place of the phone's keyboard. It comes along whenever a question's buttons stood there before, and with
//! whatever would otherwise leave a customer without a next step.

use locales::Command;
use screens::Words;
use telegram::{Call, Html, Keyboard, ReplyButton, Screen};

use crate::context::Context;

const MENU: [[Command; 2]; 3] =
    [[Command::Catalog, Command::Deals], [Command::Cart, Command::Orders], [Command::News, Command::Profile]];

/// A text with the menu in place of the phone's keyboard.
pub(crate) fn with_menu(words: Words, text: Html) -> Screen {
    let button = |command: Command| command.label(words.locale).map(ReplyButton::Text);
    Screen::new(text).keyboard(Keyboard::reply(MENU.map(|row| row.into_iter().filter_map(button))))
}

/// The text with this key, as a new message that brings the menu.
pub(crate) fn say(context: &Context<'_>, key: &'static str) -> Call {
    context.send(with_menu(context.words, context.words.message(key).into_html()))
}
