//! What a customer did, read from an update. Everything behind this file deals with [`Event`]s only.

use domain::{Locale, PersonName, TelegramProfile, UserId, VariantArray};
use store::Visit;
use telegram::{
    Chat, MessageId, Update, UpdateKind, shorten,
    teloxide::types::{CallbackQuery, ChatMemberUpdated, Message, User},
};

use crate::action::Action;

/// An update that is of interest to the shop.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) update_id: i64,
    pub(crate) chat: Chat,
    pub(crate) sender: Sender,
    pub(crate) event: Event,
    /// The message with the pressed button.
    pub(crate) message: Option<MessageId>,
    /// The press of a button that waits for `answerCallbackQuery`.
    pub(crate) query: Option<String>,
}

/// Who did it.
#[derive(Debug)]
pub(crate) struct Sender {
    pub(crate) id: UserId,
    pub(crate) profile: TelegramProfile,
}

/// What they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    /// A command or a button of the menu.
    Go(Place),
    /// A button under a message.
    Press(Action),
    /// A button that is not one of ours, or no longer.
    StalePress,
    /// Any other text.
    Text(String),
    /// A contact; `own` tells whether it is the sender's.
    Contact { phone: String, own: bool },
    /// A sticker, a photo, whatever else.
    Other,
    /// The customer blocked the bot, or unblocked it.
    Blocked {
        /// `false`: they unblocked it.
        by_customer: bool,
    },
    /// A command in a group.
    GroupCommand,
    /// Something only those who work in the shop may do.
    Staff(StaffEvent),
}

/// What is done in the staff chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StaffEvent {
    /// `/broadcast`, in reply to this message.
    Broadcast { message: Option<MessageId> },
    /// `/stats`.
    Stats,
    /// One of the staff's buttons.
    Press(Action),
    /// The group became a supergroup with this id.
    Migrated(Chat),
}

/// Where commands and the menu lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Start { payload: Option<String> },
    Menu,
    Catalog,
    Deals,
    Cart,
    Orders,
    News,
    Profile,
    Help,
    Cancel,
}

/// The buttons in place of the phone's keyboard, by their labels.
const LABELS: [(&str, Place); 7] = [
    ("menu-categories", Place::Catalog),
    ("menu-deals", Place::Deals),
    ("menu-cart", Place::Cart),
    ("menu-orders", Place::Orders),
    ("menu-news", Place::News),
    ("menu-profile", Place::Profile),
    ("cancel", Place::Cancel),
];

impl Incoming {
    /// `None` when the shop has no interest in it: edited messages, channel posts, other bots, unknown kinds.
    pub(crate) fn read(update: &Update, staff_chat: Option<Chat>) -> Option<Self> {
        match &update.kind {
            UpdateKind::Message(message) => Self::of_message(update.id, message, staff_chat),
            UpdateKind::CallbackQuery(query) => Self::of_query(update.id, query, staff_chat),
            UpdateKind::MyChatMember(change) => Self::of_membership(update.id, change),
            UpdateKind::Other => None,
        }
    }

    fn of_message(update_id: i64, message: &Message, staff_chat: Option<Chat>) -> Option<Self> {
        let user = message.from.as_ref().filter(|user| !user.is_bot)?;
        let staff_event = staff_event_of(message).filter(|_| staff_chat == Some(Chat(message.chat.id.0)));
        let (chat, sender) = (Chat(message.chat.id.0), Sender::new(user)?);
        let event = if let Some(event) = staff_event {
            Event::Staff(event)
        } else if message.chat.is_private() {
            sender.is_alone_in(chat).then(|| event_of(message, user))?
        } else {
            let is_command = message.text().is_some_and(|text| text.starts_with('/'));
            is_command.then_some(Event::GroupCommand)?
        };
        Some(Self { update_id, chat, sender, event, message: None, query: None })
    }

    fn of_query(update_id: i64, query: &CallbackQuery, staff_chat: Option<Chat>) -> Option<Self> {
        let sender = Sender::new(&query.from)?;
        let pressed_in = query.message.as_ref().map(|message| Chat(message.chat().id.0));
        let among_staff = pressed_in.is_some() && pressed_in == staff_chat;
        let action = query.data.as_deref().and_then(Action::decode);
        // A customer's buttons stand in their private chat only, whose id is the customer's
        let (chat, event) = match (pressed_in, action) {
            (Some(chat), Some(action)) if among_staff && action.is_for_staff() => {
                (chat, Event::Staff(StaffEvent::Press(action)))
            }
            (Some(chat), Some(action)) if chat.0 == sender.id.0 && !action.is_for_staff() => {
                (chat, Event::Press(action))
            }
            _ => (Chat(sender.id.0), Event::StalePress),
        };
        let under = query.message.as_ref().filter(|message| message.chat().id.0 == chat.0);
        Some(Self {
            update_id,
            chat,
            sender,
            event,
            message: under.map(|message| MessageId(message.id().0)),
            query: Some(query.id.0.clone()),
        })
    }

    /// A customer blocked the bot, or unblocked it: in a private chat, that is what its membership tells.
    fn of_membership(update_id: i64, change: &ChatMemberUpdated) -> Option<Self> {
        if !change.chat.is_private() {
            return None;
        }
        let event = Event::Blocked { by_customer: change.new_chat_member.is_banned() };
        let (chat, sender) = (Chat(change.chat.id.0), Sender::new(&change.from)?);
        sender.is_alone_in(chat).then_some(Self { update_id, chat, sender, event, message: None, query: None })
    }

    /// What is written together with the claim.
    pub(crate) fn visit(&self) -> Visit<'_> {
        match &self.event {
            Event::Blocked { by_customer } => Visit::Membership { blocked: *by_customer },
            _ if !self.chat.is_private() => Visit::Group,
            Event::Press(action) => Visit::Customer { telegram: &self.sender.profile, change: action.change() },
            _ => Visit::Customer { telegram: &self.sender.profile, change: None },
        }
    }
}

impl Sender {
    /// A private chat has the id of the one person in it.
    const fn is_alone_in(&self, chat: Chat) -> bool {
        chat.is_private() && chat.0 == self.id.0
    }

    fn new(user: &User) -> Option<Self> {
        let full_name = user.full_name();
        Some(Self {
            id: UserId(i64::try_from(user.id.0).ok()?),
            profile: TelegramProfile {
                username: user.username.clone(),
                name: PersonName::parse(&shorten(&full_name, PersonName::MAX)).ok(),
                language_code: user.language_code.clone(),
            },
        })
    }
}

fn event_of(message: &Message, user: &User) -> Event {
    if let Some(contact) = message.contact() {
        let own = contact.user_id == Some(user.id);
        return Event::Contact { phone: contact.phone_number.clone(), own };
    }
    match message.text() {
        None => Event::Other,
        Some(text) => place_of(text).map_or_else(|| Event::Text(text.to_owned()), Event::Go),
    }
}

/// `/broadcast` and `/stats`, with or without the bot's name; and what Telegram says of the chat.
fn staff_event_of(message: &Message) -> Option<StaffEvent> {
    if let Some(to) = message.migrate_to_chat_id() {
        return Some(StaffEvent::Migrated(Chat(to.0)));
    }
    let command = message.text()?.trim().strip_prefix('/')?;
    match command_name(command)?.as_str() {
        "broadcast" => {
            Some(StaffEvent::Broadcast { message: message.reply_to_message().map(|message| MessageId(message.id.0)) })
        }
        "stats" => Some(StaffEvent::Stats),
        _ => None,
    }
}

/// `cart` of `CART@kiosk_bot now`.
fn command_name(command: &str) -> Option<String> {
    Some(command.split(char::is_whitespace).next()?.split('@').next()?.to_lowercase())
}

fn place_of(text: &str) -> Option<Place> {
    let text = text.trim();
    text.strip_prefix('/').map_or_else(|| place_of_label(text), place_of_command)
}

/// A label in any language: the keyboard on the phone may be older than a change of language.
fn place_of_label(text: &str) -> Option<Place> {
    let is_label = |key| Locale::VARIANTS.iter().any(|locale| locales::text(*locale, key, &[]) == text);
    LABELS.into_iter().find(|(key, _)| is_label(key)).map(|(_, place)| place)
}

/// `/start payload`, with or without the bot's name: `/start@kiosk_bot`.
fn place_of_command(command: &str) -> Option<Place> {
    let payload = command
        .split_once(char::is_whitespace)
        .map(|(_, payload)| payload.trim())
        .filter(|payload| !payload.is_empty())
        .map(str::to_owned);
    Some(match command_name(command)?.as_str() {
        "start" => Place::Start { payload },
        "menu" => Place::Menu,
        "catalog" => Place::Catalog,
        "deals" => Place::Deals,
        "cart" => Place::Cart,
        "orders" => Place::Orders,
        "news" => Place::News,
        "profile" => Place::Profile,
        "help" => Place::Help,
        "cancel" => Place::Cancel,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_labels_lead_to_places() {
        for (text, place) in [
            ("/start", Some(Place::Start { payload: None })),
            ("/start  p_1 ", Some(Place::Start { payload: Some("p_1".to_owned()) })),
            ("/CART@kiosk_bot", Some(Place::Cart)),
            ("🛒 Кошик", Some(Place::Cart)),
            (" 🛒 Cart ", Some(Place::Cart)),
            ("✖️ Отменить", Some(Place::Cancel)),
            ("/unknown", None),
            ("/", None),
            ("cart", None),
        ] {
            assert_eq!(place_of(text), place, "{text}");
        }
    }
}
