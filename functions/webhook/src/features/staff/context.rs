//! What the staff's features get of an update, and the calls they reply with.

use screens::Words;
use telegram::{Call, Html, Screen};

use crate::{Shop, incoming::Origin};

/// Everything about the update that is being handled.
pub(super) struct Context<'a> {
    pub(super) shop: &'a Shop,
    /// In the member's language. What stays in the chat for all, such as a card, is in the shop's.
    pub(super) words: Words,
    pub(super) origin: Origin,
}

impl Context<'_> {
    /// A new message.
    pub(super) const fn send(&self, screen: Screen) -> Call {
        Call::send(self.origin.chat, screen)
    }

    pub(super) fn say(&self, text: Html) -> Call {
        self.send(Screen::new(text))
    }

    /// The message with the pressed button, or the card that was replied to, becomes this.
    pub(super) const fn edit(&self, screen: Screen) -> Call {
        match self.origin.message {
            Some(message) => Call::Edit { chat: self.origin.chat, message, screen },
            None => self.send(screen),
        }
    }

    /// A word to the member alone, where they pressed a button.
    pub(super) fn tell(&self, text: String) -> Call {
        match &self.origin.query {
            Some(query) => Call::AnswerCallback { query: query.clone(), toast: Some(text) },
            None => self.say(Html::new(telegram::escape(&text))),
        }
    }
}
