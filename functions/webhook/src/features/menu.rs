//! The menu in place of the phone's keyboard. It comes along whenever a question's buttons stood there before, and with
//! whatever would otherwise leave a customer without a next step.

use locales::Command;
use telegram::{Call, Html, Keyboard, ReplyButton, Screen};

use crate::context::Context;

const MENU: [&[Command]; 4] = [
    &[Command::Catalog, Command::Deals],
    &[Command::Cart, Command::Orders],
    &[Command::News, Command::Profile],
    &[Command::Write],
];

/// A text with the menu in place of the phone's keyboard. Without staff there is nobody to write to.
pub(crate) fn with_menu(context: &Context<'_>, text: Html) -> Call {
    let button = |command: &Command| command.label(context.words.locale).map(ReplyButton::Text);
    let rows = MENU.iter().filter(|row| context.has_staff || **row != [Command::Write]);
    let keyboard = Keyboard::reply(rows.map(|row| row.iter().filter_map(button)));
    context.send(Screen::new(text).keyboard(keyboard))
}

/// The text with this key, as a new message that brings the menu.
pub(crate) fn say(context: &Context<'_>, key: &'static str) -> Call {
    with_menu(context, context.words.message(key).into_html())
}
