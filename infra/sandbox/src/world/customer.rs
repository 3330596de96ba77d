//! The people who write to the bot: a few ready-made ones, each awkward in a way real people are, and the shop's staff in
//! a group of their own. Some of the customers also write to each other, where the bot is not: inline mode is for them.
//!
//! Part of [`super::World`]; what a customer does in the page is in [`crate::page::customers`].
//!
//! Example: customer 1004 has neither last name nor username and speaks German, which the shop does not; the name of
//! 1005 is written from the right and breaks every text that forgets to escape it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::event::Event;
use super::markup::{Markup, ReplyKeyboard};
use super::message::{Chat, Message, Stored};
use crate::user::User;

/// The staff's group (Bot API, `Chat.id` of a supergroup).
const STAFF: i64 = -1_001_000_000_001;

/// A customer and their chat with the bot; or another chat, by its title, and the people in it: a group, or two customers.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Customer {
    #[serde(flatten)]
    pub(crate) user: User,
    pub(crate) phone: String,
    /// Who is in the group, or the two customers. A customer's chat with the bot has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) members: Vec<User>,
    /// A private chat of two customers: the bot is not in it, and hears nothing of it.
    #[serde(default)]
    pub(crate) between: bool,
    /// Has written to the bot at least once; before that the bot cannot write to them
    #[serde(default)]
    pub(crate) started: bool,
    #[serde(default)]
    pub(crate) blocked: bool,
    #[serde(default)]
    pub(crate) messages: BTreeMap<i64, Stored>,
    pub(crate) keyboard: Option<ReplyKeyboard>,
}

impl Customer {
    fn new(id: i64, name: (&str, Option<&str>), username: Option<&str>, language: &str, phone: &str) -> Self {
        let user = User {
            id,
            is_bot: false,
            first_name: name.0.to_owned(),
            last_name: name.1.map(str::to_owned),
            username: username.map(str::to_owned),
            language_code: Some(language.to_owned()),
        };
        Self { user, phone: phone.to_owned(), ..Self::default() }
    }

    pub(crate) fn chat(&self) -> Chat {
        let User { id, first_name, last_name, username, .. } = self.user.clone();
        if self.is_group() {
            let kind = "supergroup".to_owned();
            return Chat { id, kind, title: Some(first_name), ..Chat::default() };
        }
        Chat { id, kind: "private".to_owned(), first_name: Some(first_name), last_name, username, title: None }
    }

    pub(crate) const fn is_group(&self) -> bool {
        !self.members.is_empty() && !self.between
    }

    /// Who writes or presses here: among several the one with this id, or the first; the customer otherwise.
    pub(crate) fn author(&self, member: Option<i64>) -> Option<&User> {
        match member {
            _ if self.members.is_empty() => Some(&self.user),
            Some(id) => self.members.iter().find(|user| user.id == id),
            None => self.members.first(),
        }
    }

    /// Attaches the markup of a new message: inline to the message, a reply keyboard to the chat.
    pub(crate) fn take_markup(&mut self, message: &mut Message, markup: Markup) -> Option<Event> {
        match markup {
            Markup::Absent => return None,
            Markup::Inline(keyboard) => {
                message.reply_markup = Some(keyboard);
                return None;
            }
            Markup::Reply(keyboard) => {
                self.keyboard = Some(ReplyKeyboard { message_id: message.message_id, ..keyboard });
            }
            Markup::Remove => self.keyboard = None,
        }
        Some(self.keyboard_event())
    }

    /// After a customer wrote: a one-time keyboard folds.
    pub(crate) fn fold_keyboard(&mut self) -> Option<Event> {
        let keyboard = self.keyboard.as_mut().filter(|keyboard| keyboard.one_time_keyboard && !keyboard.used)?;
        keyboard.used = true;
        Some(self.keyboard_event())
    }

    fn keyboard_event(&self) -> Event {
        Event::Keyboard { chat_id: self.user.id, keyboard: self.keyboard.clone() }
    }
}

/// The staff chat: whoever is in it is staff, and the bot is.
pub(crate) fn staff() -> Customer {
    let member = |id, name: &str, username: &str| User {
        id,
        first_name: name.to_owned(),
        username: Some(username.to_owned()),
        language_code: Some("uk".to_owned()),
        ..User::default()
    };
    let user = User { id: STAFF, first_name: "Staff".to_owned(), ..User::default() };
    let members = vec![member(2101, "Iryna", "iryna_shop"), member(2102, "Petro", "petro_shop")];
    Customer { user, members, started: true, ..Customer::default() }
}

/// The first of the staff in private: there the bot sends what is for nobody else.
pub(crate) fn colleague() -> Customer {
    Customer { started: true, ..Customer::new(2101, ("Iryna", None), Some("iryna_shop"), "uk", "+380509998877") }
}

/// Chats of two customers with each other: everybody has one.
pub(crate) fn between(customers: &[Customer]) -> Vec<Customer> {
    let pairs = [(-1, 1001, 1003), (-2, 1001, 1002), (-3, 1004, 1005)];
    let member =
        |id: i64| customers.iter().find(|customer| customer.user.id == id).map(|customer| customer.user.clone());
    let chat = |(id, one, other)| {
        let members: Vec<User> = [member(one), member(other)].into_iter().flatten().collect();
        let names: Vec<&str> = members.iter().map(|user| user.first_name.as_str()).collect();
        let user = User { id, first_name: names.join(" & "), ..User::default() };
        Customer { user, members, between: true, started: true, ..Customer::default() }
    };
    pairs.into_iter().map(chat).collect()
}

/// Phones come with and without the plus, as they do from Telegram's apps.
pub(crate) fn ready_made() -> Vec<Customer> {
    vec![
        Customer::new(1001, ("Olena", Some("Kovalenko")), Some("olena_k"), "uk", "+380501234567"),
        Customer::new(1002, ("Ivan", Some("Petrov")), Some("ivan_petrov"), "ru", "380671112233"),
        Customer::new(1003, ("Emma", Some("Johnson")), Some("emma_j"), "en", "+447700900123"),
        Customer::new(1004, ("Jürgen", None), None, "de", "+4915112345678"),
        Customer::new(1005, ("ليلى 🌸", Some("<3")), Some("leila_haddad"), "ar", "+96170123456"),
    ]
}
