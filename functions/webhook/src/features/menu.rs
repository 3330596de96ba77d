//! The menu in place of the phone's keyboard. It comes along whenever a question's buttons stood there before, and with
//! whatever would otherwise leave a customer without a next step.

use screens::Words;
use telegram::{Html, Keyboard, ReplyButton, Screen};

/// A text with the menu in place of the phone's keyboard.
pub(crate) fn with_menu(words: Words, text: Html) -> Screen {
    let button = |key| ReplyButton::Text(words.label(key));
    Screen::new(text).keyboard(Keyboard::reply([
        [button("menu-categories"), button("menu-deals")],
        [button("menu-cart"), button("menu-orders")],
        [button("menu-news"), button("menu-profile")],
    ]))
}
