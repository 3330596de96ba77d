//! What was done in a chat, read from an update, by who did it: a customer, somebody in a group, the staff; or what somebody
//! looks for in a chat that is not the bot's. Everything behind this file deals with [`Event`]s and [`InlineQuery`]s only.

use domain::{MessageKind, PersonName, TelegramProfile, UserId};
use locales::{Command, StaffCommand};
use screens::{
    card::{CardAction, Question},
    message::Recipient,
};
use telegram::{
    Chat, MessageId, Update, UpdateKind, shorten,
    teloxide::types::{self, CallbackQuery, ChatMemberUpdated, InlineKeyboardButtonKind, Message, PhotoSize, User},
};

use crate::action::{Action, StaffAction};

/// An update that is of interest to the shop.
#[derive(Debug)]
pub(crate) enum Incoming {
    /// In a chat with the bot.
    Chat { origin: Origin, event: Event },
    /// In any other.
    Inline(InlineQuery),
}

/// What somebody types behind the bot's name.
#[derive(Debug)]
pub(crate) struct InlineQuery {
    pub(crate) update_id: i64,
    /// Waits for `answerInlineQuery`.
    pub(crate) id: String,
    pub(crate) sender: Sender,
    pub(crate) text: String,
    /// What an earlier answer gave for the next results; empty: the first are asked for.
    pub(crate) offset: String,
}

/// Where an update comes from.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) update_id: i64,
    pub(crate) chat: Chat,
    pub(crate) sender: Sender,
    /// The message with the pressed button, or the card that is replied to.
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

/// What was done.
#[derive(Debug)]
pub(crate) enum Event {
    Customer(CustomerEvent),
    Membership(Membership),
    Group(GroupCommand),
    Staff(StaffEvent),
}

/// What a customer did in their private chat.
#[derive(Debug)]
pub(crate) enum CustomerEvent {
    /// A command or a button of the menu, with what followed it: `/start payload`.
    Command(Command, Option<String>),
    /// A button under a message.
    Press(Action),
    /// A button that is not one of ours, or no longer.
    StalePress,
    /// Any other message, and which one it is.
    Input(Input, MessageId),
}

/// What is in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// A text.
    Text(String),
    /// A contact; `own` tells whether it is the sender's.
    Contact { phone: String, own: bool },
    /// A photo, a file, whatever else.
    Media { kind: MessageKind, file_id: Option<String>, caption: Option<String> },
}

impl Input {
    fn of(message: &Message) -> Self {
        if let Some(text) = message.text() {
            return Self::Text(text.to_owned());
        }
        let largest =
            |photo: &[PhotoSize]| photo.iter().max_by_key(|size| size.width).map(|size| size.file.id.0.clone());
        let (kind, file_id) = if let Some(photo) = message.photo() {
            (MessageKind::Photo, largest(photo))
        } else if let Some(voice) = message.voice() {
            (MessageKind::Voice, Some(voice.file.id.0.clone()))
        } else if let Some(document) = message.document() {
            (MessageKind::Document, Some(document.file.id.0.clone()))
        } else if message.location().is_some() {
            (MessageKind::Location, None)
        } else {
            (MessageKind::Other, None)
        };
        Self::Media { kind, file_id, caption: message.caption().map(str::to_owned) }
    }
}

/// A customer blocked the bot, or unblocked it.
#[derive(Debug)]
pub(crate) struct Membership {
    /// `false`: they unblocked it.
    pub(crate) blocked: bool,
}

/// A command in a group that is not the staff's.
#[derive(Debug)]
pub(crate) struct GroupCommand;

/// What was done in the staff chat.
#[derive(Debug)]
pub(crate) enum StaffEvent {
    /// A command, with what followed it and the message that it replies to.
    Command { command: StaffCommand, argument: Option<String>, replies_to: Option<MessageId> },
    /// A button, with the question that is open in its message.
    Press { action: StaffAction, open: Option<Question> },
    /// A reply to a card with an open question; `None`: it is no text.
    Reply { question: Question, text: Option<String> },
    /// A reply to a customer's message, and which message it is.
    Answer { recipient: Recipient, content: Input, message: MessageId },
    /// The group became a supergroup with this id.
    Migrated(Chat),
}

impl Incoming {
    /// `None` when the shop has no interest in it: edited messages, channel posts, other bots, unknown kinds.
    pub(crate) fn read(update: &Update, staff_chat: Option<Chat>) -> Option<Self> {
        match &update.kind {
            UpdateKind::Message(message) => Self::of_message(update.id, message, staff_chat),
            UpdateKind::CallbackQuery(query) => Self::of_query(update.id, query, staff_chat),
            UpdateKind::MyChatMember(change) => Self::of_membership(update.id, change),
            UpdateKind::InlineQuery(query) => Self::of_inline_query(update.id, query),
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
            sender.is_alone_in(chat).then(|| Event::Customer(customer_event_of(message, user)))?
        } else {
            let is_command = message.text().is_some_and(|text| text.starts_with('/'));
            is_command.then_some(Event::Group(GroupCommand))?
        };
        let message = match &event {
            Event::Staff(StaffEvent::Reply { .. }) => message.reply_to_message().map(|card| MessageId(card.id.0)),
            _ => None,
        };
        Some(Self::Chat { origin: Origin { update_id, chat, sender, message, query: None }, event })
    }

    fn of_query(update_id: i64, query: &CallbackQuery, staff_chat: Option<Chat>) -> Option<Self> {
        let sender = Sender::new(&query.from)?;
        let pressed_in = query.message.as_ref().map(|message| Chat(message.chat().id.0));
        let data = query.data.as_deref().unwrap_or_default();
        let staff = staff_chat.filter(|staff| pressed_in == Some(*staff));
        let (chat, event) = if let Some((staff, action)) = staff.zip(StaffAction::decode(data)) {
            let pressed = query.message.as_ref().and_then(|message| message.regular_message());
            (staff, Event::Staff(StaffEvent::Press { action, open: pressed.and_then(open_question) }))
        } else {
            // A customer's buttons stand in their private chat only, whose id is the customer's
            let private = Chat(sender.id.0);
            let action = Action::decode(data).filter(|_| pressed_in == Some(private));
            (private, Event::Customer(action.map_or(CustomerEvent::StalePress, CustomerEvent::Press)))
        };
        let message = query.message.as_ref().filter(|message| message.chat().id.0 == chat.0);
        let message = message.map(|message| MessageId(message.id().0));
        Some(Self::Chat { origin: Origin { update_id, chat, sender, message, query: Some(query.id.0.clone()) }, event })
    }

    /// A customer blocked the bot, or unblocked it: in a private chat, that is what its membership tells.
    fn of_membership(update_id: i64, change: &ChatMemberUpdated) -> Option<Self> {
        let event = Event::Membership(Membership { blocked: change.new_chat_member.is_banned() });
        let (chat, sender) = (Chat(change.chat.id.0), Sender::new(&change.from)?);
        let origin = Origin { update_id, chat, sender, message: None, query: None };
        (change.chat.is_private() && origin.sender.is_alone_in(chat)).then_some(Self::Chat { origin, event })
    }

    fn of_inline_query(update_id: i64, query: &types::InlineQuery) -> Option<Self> {
        let sender = Sender::new(&query.from)?;
        let (id, text, offset) = (query.id.0.clone(), query.query.clone(), query.offset.clone());
        Some(Self::Inline(InlineQuery { update_id, id, sender, text, offset }))
    }
}

impl Sender {
    /// A private chat has the id of the one person in it.
    const fn is_alone_in(&self, chat: Chat) -> bool {
        chat.is_private() && chat.0 == self.id.0
    }

    /// `None` with an id that Telegram does not give: a private chat has the id of its customer, which is positive.
    fn new(user: &User) -> Option<Self> {
        let id = i64::try_from(user.id.0).ok().filter(|id| Chat(*id).is_private())?;
        let full_name = user.full_name();
        Some(Self {
            id: UserId(id),
            profile: TelegramProfile {
                username: user.username.clone(),
                name: PersonName::parse(&shorten(&full_name, PersonName::MAX)).ok(),
                language_code: user.language_code.clone(),
            },
        })
    }
}

fn customer_event_of(message: &Message, user: &User) -> CustomerEvent {
    if let Some(contact) = message.contact() {
        let own = contact.user_id == Some(user.id);
        let phone = contact.phone_number.clone();
        return CustomerEvent::Input(Input::Contact { phone, own }, MessageId(message.id.0));
    }
    match message.text().and_then(command_of) {
        Some((command, argument)) => CustomerEvent::Command(command, argument.map(str::to_owned)),
        None => CustomerEvent::Input(Input::of(message), MessageId(message.id.0)),
    }
}

/// A command of the staff, a reply to a card, and what Telegram says of the chat.
fn staff_event_of(message: &Message) -> Option<StaffEvent> {
    if let Some(to) = message.migrate_to_chat_id() {
        return Some(StaffEvent::Migrated(Chat(to.0)));
    }
    let replied = message.reply_to_message();
    if let Some((name, argument)) = message.text().and_then(slash_command) {
        let replies_to = replied.map(|message| MessageId(message.id.0));
        let argument = argument.map(str::to_owned);
        return Some(StaffEvent::Command { command: name.parse().ok()?, argument, replies_to });
    }
    if let Some(question) = open_question(replied?) {
        return Some(StaffEvent::Reply { question, text: message.text().map(str::to_owned) });
    }
    let recipient = actions_of(replied?).find_map(|action| match action {
        StaffAction::Customer(recipient) => Some(recipient),
        _ => None,
    });
    let (content, message) = (Input::of(message), MessageId(message.id.0));
    Some(StaffEvent::Answer { recipient: recipient?, content, message })
}

/// The question that a card asks.
fn open_question(card: &Message) -> Option<Question> {
    actions_of(card).find_map(|action| match action {
        StaffAction::Card(CardAction::Confirm(question)) => Some(question),
        _ => None,
    })
}

/// What the buttons do that a message of the bot has at present.
fn actions_of(message: &Message) -> impl Iterator<Item = StaffAction> {
    let buttons = message.reply_markup().into_iter().flat_map(|markup| markup.inline_keyboard.iter().flatten());
    buttons.filter_map(|button| match &button.kind {
        InlineKeyboardButtonKind::CallbackData(data) => StaffAction::decode(data),
        _ => None,
    })
}

/// A command, or a label of the keyboard.
fn command_of(text: &str) -> Option<(Command, Option<&str>)> {
    match slash_command(text) {
        Some((name, argument)) => Some((name.parse().ok()?, argument)),
        None => Command::of_label(text.trim()).map(|command| (command, None)),
    }
}

/// `start` and `payload` of `/start payload`, with or without the bot's name: `/start@kiosk_bot`.
fn slash_command(text: &str) -> Option<(&str, Option<&str>)> {
    let command = text.trim().strip_prefix('/')?;
    let (name, argument) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let name = name.split_once('@').map_or(name, |(name, _)| name);
    Some((name, Some(argument.trim()).filter(|argument| !argument.is_empty())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_labels_are_commands() {
        for (text, command) in [
            ("/start", Some((Command::Start, None))),
            ("/start  p_1 ", Some((Command::Start, Some("p_1")))),
            ("/CART@kiosk_bot", Some((Command::Cart, None))),
            ("🛒 Кошик", Some((Command::Cart, None))),
            (" 🛒 Cart ", Some((Command::Cart, None))),
            ("✖️ Отменить", Some((Command::Cancel, None))),
            ("/unknown", None),
            ("/", None),
            ("cart", None),
        ] {
            assert_eq!(command_of(text), command, "{text}");
        }
    }
}
