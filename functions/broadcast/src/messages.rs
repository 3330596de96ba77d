//! Passes messages on between customers and the shop, and shows those who wrote them that they have arrived.

use std::time::Duration;

use domain::{Author, Message, MessageId, User};
use screens::message::{for_customer, for_staff};
use store::StoreError;
use telegram::{Call, Chat, Keyboard, Screen, TelegramError, Topic};
use tokio::time::Instant;

use crate::{
    notices::{Outcome, outcome},
    sender::{Forum, Run},
};

/// How long it is believed that a chat is a forum, or is not.
const FORUM_FOR: Duration = Duration::from_secs(10 * 60);
/// The most characters of a topic's name (Bot API, `createForumTopic.name`).
const TOPIC_NAME: usize = 128;

impl Run<'_> {
    /// Passes a message on, unless it was erased meanwhile.
    pub(crate) async fn pass_on(&self, id: MessageId) -> Result<Outcome, StoreError> {
        let Some(message) = self.store.messages.find(id).await? else { return Ok(Outcome::Delivered) };
        let user = self.store.users.find(message.user_id).await?;
        match (message.author, user) {
            (Author::Customer, Some(user)) => self.pass_to_staff(&message, &user).await,
            (Author::Customer, None) => Ok(Outcome::Delivered),
            (Author::Shop, Some(user)) if !user.blocked => self.pass_to_customer(&message, &user).await,
            (Author::Shop, user) => self.undeliverable(&message, user.as_ref()).await,
        }
    }

    async fn pass_to_staff(&self, message: &Message, user: &User) -> Result<Outcome, StoreError> {
        let Some(mut chat) = self.staff_chat().await? else { return Ok(Outcome::Delivered) };
        let order = match message.order_id {
            Some(id) => self.store.orders.find(id).await?,
            None => None,
        };
        let screen = for_staff(self.sender.settings.staff_words(), message, user, order.as_ref());
        let topic = match self.topic(chat, user).await? {
            Ok(topic) => topic,
            Err(error) => return Ok(outcome(Some(Err(error)))),
        };
        let mut result = self.send_in_turn(chat, call(message, chat, topic, screen.clone())).await;
        match &result {
            Some(Err(TelegramError::Migrated(to))) => {
                chat = self.follow(chat, *to).await?;
                result = self.send_in_turn(chat, call(message, chat, None, screen)).await;
            }
            // The topic was deleted: the next attempt opens another
            Some(Err(TelegramError::Rejected(reason))) if topic.is_some() && reason.contains("thread not found") => {
                self.store.messages.set_topic(user.id, chat.0, None).await?;
            }
            _ => {}
        }
        self.settle(message, result).await
    }

    async fn pass_to_customer(&self, message: &Message, user: &User) -> Result<Outcome, StoreError> {
        let words = self.sender.settings.words(user.locale_or(self.sender.settings.shop.default_locale));
        let chat = Chat(user.id.0);
        let result = self.send_in_turn(chat, call(message, chat, None, for_customer(words, message))).await;
        if matches!(result, Some(Err(TelegramError::ChatGone))) {
            self.store.audience.mark_blocked(&[user.id]).await?;
            return self.undeliverable(message, Some(user)).await;
        }
        self.settle(message, result).await
    }

    /// Notes that a message has arrived, and shows it. That is tried once: nothing depends on it.
    async fn settle(
        &self,
        message: &Message,
        result: Option<Result<Option<telegram::MessageId>, TelegramError>>,
    ) -> Result<Outcome, StoreError> {
        match result {
            Some(Ok(_)) => {
                self.store.messages.mark_delivered(message.id).await?;
                if !message.is_in_chat() {
                    return Ok(Outcome::Delivered);
                }
                let (chat, written) = (Chat(message.chat_id), telegram::MessageId(message.message_id));
                if let Some(Err(error)) = self.send_in_turn(chat, Call::React { chat, message: written }).await {
                    tracing::debug!(%error, "a message's arrival is not shown");
                }
                Ok(Outcome::Delivered)
            }
            Some(Err(TelegramError::SourceGone(reason))) => {
                tracing::warn!(reason, message.id = %message.id, "a message was deleted before it was passed on");
                Ok(Outcome::Delivered)
            }
            result => Ok(outcome(result)),
        }
    }

    /// Tells the staff that their reply did not arrive.
    async fn undeliverable(&self, message: &Message, user: Option<&User>) -> Result<Outcome, StoreError> {
        let Some(chat) = self.staff_chat().await? else { return Ok(Outcome::Delivered) };
        let words = self.sender.settings.staff_words();
        let phrase = match user {
            Some(user) => {
                let name = user.display_name().map_or_else(|| user.id.to_string(), ToString::to_string);
                words.message("message-blocked").text("name", name)
            }
            None => words.message("message-nobody"),
        };
        tracing::info!(message.id = %message.id, "a reply has nobody to go to");
        Ok(outcome(self.send_in_turn(chat, Call::send(chat, Screen::new(phrase.into_html()))).await))
    }

    /// The customer's topic, if the chat is a forum; it is opened with their first message.
    async fn topic(&self, chat: Chat, user: &User) -> Result<Result<Option<Topic>, TelegramError>, StoreError> {
        if let Some(topic) = self.store.messages.topic(user.id, chat.0).await? {
            return Ok(Ok(Some(Topic(topic))));
        }
        match self.is_forum(chat).await {
            Ok(true) => {}
            Ok(false) => return Ok(Ok(None)),
            Err(error) => return Ok(Err(error)),
        }
        let name = user.display_name().map_or_else(|| user.id.to_string(), ToString::to_string);
        let topic = match self.sender.api.create_topic(chat, &telegram::shorten(&name, TOPIC_NAME)).await {
            Ok(topic) => topic,
            // Not allowed to: all messages stand together
            Err(TelegramError::Rejected(reason)) => {
                tracing::warn!(reason, "no topic can be opened in the staff chat");
                None
            }
            Err(error) => return Ok(Err(error)),
        };
        if let Some(Topic(topic)) = topic {
            self.store.messages.set_topic(user.id, chat.0, Some(topic)).await?;
        }
        Ok(Ok(topic))
    }

    async fn is_forum(&self, chat: Chat) -> Result<bool, TelegramError> {
        let known = *self.sender.forum.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = known.filter(|known| known.chat == chat && known.until > Instant::now()) {
            return Ok(known.has_topics);
        }
        let has_topics = self.sender.api.is_forum(chat).await?;
        let known = Forum { chat, has_topics, until: Instant::now() + FORUM_FOR };
        *self.sender.forum.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(known);
        Ok(has_topics)
    }
}

/// A text is written anew, under who wrote it; anything else is copied, with that as its caption if it can have one.
fn call(message: &Message, chat: Chat, topic: Option<Topic>, Screen { text, keyboard }: Screen) -> Call {
    if message.kind == domain::MessageKind::Text && message.text.is_some() {
        return Call::Send { chat, topic, screen: Screen { text, keyboard } };
    }
    let (from, source) = (Chat(message.chat_id), telegram::MessageId(message.message_id));
    let caption = message.kind.takes_caption().then_some(text);
    let keyboard = if chat.is_private() { Keyboard::None } else { keyboard };
    Call::Copy { chat, topic, from, message: source, caption, keyboard }
}
