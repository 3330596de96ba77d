//! Everything the sandbox remembers: customers and their chats, the webhook, updates waiting, files, commands.
//!
//! One value behind one lock, without any I/O: [`crate::shared`] keeps it, saves it and sends its events to the open
//! pages. What happened is written to [`World::events`] by the operation that did it, so no caller can forget to.
//!
//! Example: `world.post(1001, Author::Bot, Content::Text(..).into())` adds a message and its event.

mod commands;
mod customer;
mod event;
mod inline;
mod markup;
mod message;
mod types;
mod updates;

use std::collections::{BTreeMap, VecDeque};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

pub(crate) use self::customer::Customer;
pub(crate) use self::event::Event;
pub(crate) use self::inline::{Answer, Inline, Offer, QUERY_LIFETIME as INLINE_LIFETIME};
pub(crate) use self::markup::{InlineButton, InlineKeyboard, Markup, ReplyButton, ReplyKeyboard};
pub(crate) use self::message::{Contact, Content, Draft, Message, PhotoSize};
pub(crate) use self::types::{Author, Command, CommandSet, Faults, Pending, Scope, StoredFile, Webhook};
use self::{message::Stored, types::Query};
use crate::{error::ApiError, user::User};

/// How long a pressed button may wait for `answerCallbackQuery`. Telegram does not say; minutes are generous.
const QUERY_LIFETIME: i64 = 15 * 60;

/// Whole seconds since 1970.
pub(crate) fn unix_now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

/// Milliseconds since 1970, for the panel and for ids.
pub(crate) fn unix_now_ms() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

/// The state of the sandbox.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct World {
    #[serde(skip)]
    pub(crate) bot: User,
    pub(crate) customers: BTreeMap<i64, Customer>,
    pub(crate) files: BTreeMap<String, StoredFile>,
    pub(crate) queries: BTreeMap<String, Query>,
    pub(crate) commands: Vec<CommandSet>,
    /// `setMyDescription` and its kin: method and language to text
    pub(crate) profile: BTreeMap<String, String>,
    pub(crate) webhook: Option<Webhook>,
    pub(crate) allowed_updates: Vec<String>,
    pub(crate) updates: VecDeque<Pending>,
    next_update_id: i64,
    next_message_id: i64,
    next_query_id: u64,
    /// Not saved: nobody waits for an answer over a restart
    #[serde(skip)]
    pub(crate) inline: Inline,
    #[serde(skip)]
    pub(crate) faults: Faults,
    /// Number of the getUpdates call that may wait: a newer one ends it
    #[serde(skip)]
    pub(crate) current_poll: u64,
    #[serde(skip)]
    pub(crate) events: Vec<Event>,
}

impl World {
    /// The world of a new data folder. Ids of updates and queries start from the clock: a shop that remembers what it
    /// handled must not take the updates of a fresh sandbox for repetitions of the old one's.
    pub(crate) fn fresh() -> Self {
        Self {
            customers: customer::ready_made().into_iter().map(|customer| (customer.user.id, customer)).collect(),
            next_update_id: unix_now(),
            next_message_id: 1,
            next_query_id: unix_now_ms() * 1000,
            ..Self::default()
        }
        .brought_up_to_date()
    }

    /// The customer a bot may write to.
    ///
    /// # Errors
    /// `chat not found` for a stranger, for a customer who has not yet pressed START, and for a chat without the bot.
    pub(crate) fn chat_mut(&mut self, chat_id: i64) -> Result<&mut Customer, ApiError> {
        let known = self.customers.get_mut(&chat_id).filter(|chat| chat.started && !chat.between);
        known.ok_or_else(|| ApiError::bad_request("chat not found"))
    }

    /// The world as it was saved, with what later releases of the sandbox have added to it.
    pub(crate) fn brought_up_to_date(mut self) -> Self {
        let ready_made = [customer::staff(), customer::colleague()];
        for chat in customer::between(&customer::ready_made()).into_iter().chain(ready_made) {
            self.customers.entry(chat.user.id).or_insert(chat);
        }
        self
    }

    /// Shows an emoji under a message, or none any more.
    ///
    /// # Errors
    /// `chat not found`, `message to react not found`.
    pub(crate) fn react(&mut self, chat_id: i64, message_id: i64, reaction: Option<String>) -> Result<(), ApiError> {
        let stored = self.chat_mut(chat_id)?.messages.get_mut(&message_id);
        let stored = stored.ok_or_else(|| ApiError::bad_request("message to react not found"))?;
        stored.message.reaction = reaction;
        let message = Box::new(stored.message.clone());
        self.events.push(Event::Edited { chat_id, message });
        Ok(())
    }

    /// Adds a message to a chat and tells the pages. The caller has checked that the chat exists.
    ///
    /// # Errors
    /// `chat not found`.
    pub(crate) fn post(&mut self, chat_id: i64, author: Author, draft: Draft) -> Result<Message, ApiError> {
        let Draft { content, markup, reply_to, media_group_id, via_bot } = draft;
        let message_id = self.next_message_id;
        let bot = self.bot.clone();
        let customer = self.customers.get_mut(&chat_id).ok_or_else(|| ApiError::bad_request("chat not found"))?;
        let from = match author {
            Author::Bot => bot,
            Author::Customer(member) => customer.author(member).ok_or_else(ApiError::not_found)?.clone(),
        };
        let quoted = reply_to.and_then(|id| customer.messages.get(&id)).map(|stored| {
            // One level only: a quote does not quote in turn
            Box::new(Message { reply_to_message: None, ..stored.message.in_update() })
        });
        let mut message = Message {
            message_id,
            from,
            chat: customer.chat(),
            date: unix_now(),
            reply_to_message: quoted,
            media_group_id,
            via_bot,
            ..Message::default()
        };
        message.set_content(content);
        let has_reply_keyboard = matches!(markup, Markup::Reply(_));
        let keyboard_event = customer.take_markup(&mut message, markup);
        customer.messages.insert(message_id, Stored { message: message.clone(), has_reply_keyboard });
        self.next_message_id += 1;
        self.events.push(Event::Message { chat_id, message: Box::new(message.clone()) });
        self.events.extend(keyboard_event);
        Ok(message)
    }

    /// The `media_group_id` of the next album: a positive integer of 64 bits, as text.
    pub(crate) fn next_media_group_id(&self) -> String {
        format!("{}{:06}", unix_now_ms(), self.next_message_id % 1_000_000)
    }

    /// A bot's own message, for an edit.
    ///
    /// # Errors
    /// `message to edit not found`, `message can't be edited`.
    pub(crate) fn editable_mut(&mut self, chat_id: i64, message_id: i64) -> Result<&mut Message, ApiError> {
        let stored = self.chat_mut(chat_id)?.messages.get_mut(&message_id);
        let stored = stored.ok_or_else(|| ApiError::bad_request("message to edit not found"))?;
        let is_fixed = !stored.message.from.is_bot || stored.has_reply_keyboard;
        ApiError::refuse_if(is_fixed, "message can't be edited")?;
        Ok(&mut stored.message)
    }

    /// Puts `edited` in place of what the chat held and tells the pages.
    ///
    /// # Errors
    /// `message is not modified` when nothing would change.
    pub(crate) fn replace(
        &mut self,
        mut edited: Message,
        keyboard: Option<InlineKeyboard>,
    ) -> Result<Message, ApiError> {
        let chat_id = edited.chat.id;
        edited.reply_markup = keyboard;
        let current = self.editable_mut(chat_id, edited.message_id)?;
        let complaint = "message is not modified: specified new message content and reply markup are exactly the same as \
                         a current content and reply markup of the message";
        ApiError::refuse_if(*current == edited, complaint)?;
        edited.edit_date = Some(unix_now());
        *current = edited.clone();
        self.events.push(Event::Edited { chat_id, message: Box::new(edited.clone()) });
        Ok(edited)
    }

    /// Removes messages of a chat, with the reply keyboard one of them brought. Tells how many there were.
    pub(crate) fn delete(&mut self, chat_id: i64, message_ids: &[i64]) -> usize {
        let Some(customer) = self.customers.get_mut(&chat_id) else {
            return 0;
        };
        let removed: Vec<i64> =
            message_ids.iter().copied().filter(|id| customer.messages.remove(id).is_some()).collect();
        let orphaned = customer.keyboard.as_ref().is_some_and(|keyboard| removed.contains(&keyboard.message_id));
        if orphaned {
            customer.keyboard = None;
        }
        let count = removed.len();
        if count > 0 {
            self.events.push(Event::Deleted { chat_id, message_ids: removed });
        }
        if orphaned {
            self.events.push(Event::Keyboard { chat_id, keyboard: None });
        }
        count
    }

    fn next_query_id(&mut self) -> u64 {
        self.next_query_id += 1;
        self.next_query_id
    }

    /// Registers a pressed button.
    pub(crate) fn open_query(&mut self, chat_id: i64) -> String {
        let now = unix_now();
        self.queries.retain(|_, query| query.pressed_at + QUERY_LIFETIME > now);
        let id = self.next_query_id().to_string();
        self.queries.insert(id.clone(), Query { chat_id, pressed_at: now, answered: false });
        id
    }

    /// Answers a pressed button. A second answer is accepted and does nothing.
    ///
    /// # Errors
    /// `query is too old ..` for an unknown or expired one.
    pub(crate) fn answer_query(&mut self, id: &str, text: Option<String>, alert: bool) -> Result<(), ApiError> {
        let now = unix_now();
        let query = self.queries.get_mut(id).filter(|query| query.pressed_at + QUERY_LIFETIME > now);
        let query = query.ok_or_else(ApiError::query_too_old)?;
        if !std::mem::replace(&mut query.answered, true) {
            let chat_id = query.chat_id;
            self.events.push(Event::Answer { chat_id, query_id: id.to_owned(), text, show_alert: alert });
        }
        Ok(())
    }

    /// Which fault, if any, the next call runs into.
    pub(crate) fn take_fault(&mut self) -> Option<ApiError> {
        let faults = &mut self.faults;
        let error = if faults.too_many_requests > 0 {
            faults.too_many_requests -= 1;
            ApiError::too_many_requests(faults.retry_after.max(1))
        } else if faults.server_errors > 0 {
            faults.server_errors -= 1;
            ApiError::internal()
        } else {
            return None;
        };
        self.events.push(Event::Faults { faults: self.faults.clone() });
        Some(error)
    }
}
