//! Notices that are due: an order to the staff, its transitions to its customer, a news item into a broadcast, an ended
//! broadcast to its preview; what is to become of products, by the move of a category, a change of many or a deletion. Messages of customers and the shop are in
//! `messages`, alerts about products in `alerts`.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{BroadcastId, BroadcastSource, OrderId, OrderStatus, StaffCard, UserId};
use store::{Notice, StoreError, Waiting};
use telegram::{Call, Chat, MessageId, Screen, TelegramError};
use tracing::Instrument;

use crate::{content::Content, sender::Run, view};

/// So many are read at once.
const PAGE: i64 = 100;
/// After so many refusals, the last edit of a preview and a message to a customer are given up. Notices of new orders
/// never are.
const MAX_REFUSALS: u32 = 12;

/// How long products of a category that was moved, or that are changed together, may keep the others waiting. It is begun anew until all are done.
const PRODUCTS_AT_ONCE: Duration = Duration::from_secs(300);

/// What a notice says, and where.
struct Message {
    chat: Chat,
    screen: Screen,
    /// The message it takes the place of.
    replaces: Option<MessageId>,
}

/// What became of a notice.
pub(crate) enum Outcome {
    /// It was delivered, or there is nobody to tell.
    Delivered,
    /// The worker stops or pauses: it stays due.
    Open,
    /// The bot's token is refused, for this reason: it stays due.
    Refused(String),
    /// Telegram asks for a pause in its chat.
    Wait(Duration),
    /// It failed and is tried again later.
    Failed(String),
    /// It failed, and trying again will not help.
    Rejected(String),
}

impl Run<'_> {
    /// Tells what is due, and says how many notices were.
    pub(crate) async fn tell_due(&self) -> Result<usize, StoreError> {
        let due = self.store.outbox.due(PAGE).await?;
        for waiting in &due {
            if self.stop.is_cancelled() || !self.lease.holds() {
                break;
            }
            // It holds a person's, so the span names it by its id alone
            self.tell(waiting).instrument(tracing::debug_span!("notice", notice.id = %waiting.id)).await?;
        }
        Ok(due.len())
    }

    async fn tell(&self, waiting: &Waiting) -> Result<(), StoreError> {
        let outcome = match self.try_to_tell(waiting).await {
            // One document that cannot be read must not stop the others
            Err(error) if !error.is_unavailable() => Outcome::Failed(error.to_string()),
            outcome => outcome?,
        };
        let outbox = &self.store.outbox;
        match outcome {
            Outcome::Delivered => outbox.mark_delivered(waiting.id).await,
            Outcome::Open => Ok(()),
            Outcome::Refused(reason) => outbox.note(waiting.id, &reason).await,
            Outcome::Wait(pause) => outbox.defer(waiting.id, self.store.now() + delta(pause)).await,
            Outcome::Rejected(reason) if gives_up(waiting) => {
                tracing::error!(reason, notice.id = %waiting.id, notice = ?waiting.notice, "a notice is given up");
                outbox.give_up(waiting.id, &reason).await
            }
            Outcome::Failed(reason) | Outcome::Rejected(reason) => {
                let (attempts, pause) = (waiting.attempts + 1, self.sender.backoff(waiting.attempts + 1));
                tracing::warn!(
                    reason, attempts, ?pause, notice.id = %waiting.id, notice = ?waiting.notice,
                    "a notice could not be told and is tried again"
                );
                outbox.postpone(waiting.id, self.store.now() + delta(pause), &reason).await
            }
        }
    }

    async fn try_to_tell(&self, waiting: &Waiting) -> Result<Outcome, StoreError> {
        let message = match waiting.notice.clone() {
            Notice::NewsPublished { news_id } => {
                // Takes the notice out in the same transaction
                self.store.broadcasts.create_from_notice(waiting.id, news_id).await?;
                return Ok(Outcome::Open);
            }
            Notice::CategoryMoved { category_id } => {
                let anew = self.store.categories.list_products_anew(category_id, PRODUCTS_AT_ONCE);
                let done = self.stop.run_until_cancelled(anew).await.transpose()?;
                return Ok(if done == Some(true) { Outcome::Delivered } else { Outcome::Open });
            }
            Notice::BulkChange { bulk_id } => {
                let changed = self.store.products.carry_on(bulk_id, PRODUCTS_AT_ONCE);
                let done = self.stop.run_until_cancelled(changed).await.transpose()?;
                return Ok(if done == Some(true) { Outcome::Delivered } else { Outcome::Open });
            }
            Notice::ProductDeleted { product_id } => {
                // Takes the notice out in the same transaction
                self.store.products.delete_due(waiting.id, product_id).await?;
                return Ok(Outcome::Open);
            }
            Notice::OrderPlaced { order_id } | Notice::OrderCard { order_id } => return self.show_card(order_id).await,
            Notice::BroadcastTest { source } => return self.show_test(&source).await,
            Notice::Message { message_id } => return self.pass_on(message_id).await,
            Notice::ProductAlert { product_id, alert } => return self.alert(waiting.id, product_id, alert).await,
            Notice::OrderCancelled { order_id } => self.order_cancelled(order_id).await?,
            Notice::OrderChanged { order_id, status } => self.order_changed(order_id, status).await?,
            Notice::BroadcastEnded { broadcast_id } => self.broadcast_ended(broadcast_id).await?,
        };
        let Some(message) = message else { return Ok(Outcome::Delivered) };
        let result = self.send(&message).await;
        // A message's id is of use only in its own chat, so an edit cannot follow the chat to its new id
        match (result, &waiting.notice) {
            (Some(Err(TelegramError::Migrated(to))), Notice::OrderCancelled { .. }) => {
                self.store.chat_migrations.record(message.chat.0, to.0).await?;
                let message = Message { chat: to, ..message };
                Ok(outcome(self.send(&message).await))
            }
            (Some(Err(TelegramError::ChatGone)), Notice::OrderChanged { .. }) => {
                self.store.audience.mark_blocked(&[UserId(message.chat.0)]).await?;
                Ok(Outcome::Delivered)
            }
            (Some(Err(TelegramError::Migrated(to))), _) => {
                self.store.chat_migrations.record(message.chat.0, to.0).await?;
                Ok(Outcome::Delivered)
            }
            (result, _) => Ok(outcome(result)),
        }
    }

    /// Sends it in its turn, unless Telegram asked for a pause in that chat. A chat takes fewer messages than the bot as a
    /// whole may send, so only what goes to this one waits.
    async fn send(&self, message: &Message) -> Option<Result<Option<MessageId>, TelegramError>> {
        let (chat, screen) = (message.chat, message.screen.clone());
        let call = match message.replaces {
            None => Call::send(chat, screen),
            Some(message) => Call::Edit { chat, message, screen },
        };
        self.send_in_turn(chat, call).await
    }

    pub(crate) async fn send_in_turn(
        &self,
        chat: Chat,
        call: Call,
    ) -> Option<Result<Option<MessageId>, TelegramError>> {
        let Self { sender, lease, stop, .. } = self;
        if let Some(pause) = sender.limiter.chat_pause(chat) {
            return Some(Err(TelegramError::RetryAfter(whole_seconds(pause))));
        }
        let result = sender.call_in_turn(chat, call, lease, stop).await;
        if let Some(Err(TelegramError::RetryAfter(pause))) = result {
            sender.limiter.hold_chat(chat, Duration::from_secs(pause.into()));
        }
        result
    }

    /// The staff chat by the id it has now.
    pub(crate) async fn staff_chat(&self) -> Result<Option<Chat>, StoreError> {
        let Some(Chat(configured)) = self.sender.settings.staff_chat else { return Ok(None) };
        Ok(Some(Chat(self.store.chat_migrations.current(configured).await?)))
    }

    /// Shows the staff an order as it is: in its card, or in a new one where there is none that can be edited.
    async fn show_card(&self, id: OrderId) -> Result<Outcome, StoreError> {
        let (Some(mut chat), Some(order)) = tokio::try_join!(self.staff_chat(), self.store.orders.find(id))? else {
            return Ok(Outcome::Delivered);
        };
        let screen = screens::card::card(self.sender.settings.staff_words(), &order);
        if let Some(card) = order.staff_card.filter(|card| card.chat_id == chat.0) {
            let replaces = Some(MessageId(card.message_id));
            match self.send(&Message { chat, screen: screen.clone(), replaces }).await {
                Some(Err(TelegramError::NotEditable)) => {}
                Some(Err(TelegramError::Migrated(to))) => chat = self.follow(chat, to).await?,
                result => return Ok(outcome(result)),
            }
        }
        let mut result = self.send(&Message { chat, screen: screen.clone(), replaces: None }).await;
        if let Some(Err(TelegramError::Migrated(to))) = result {
            chat = self.follow(chat, to).await?;
            result = self.send(&Message { chat, screen, replaces: None }).await;
        }
        if let Some(Ok(Some(MessageId(message_id)))) = result {
            self.store.orders.set_staff_card(id, StaffCard { chat_id: chat.0, message_id }).await?;
        }
        Ok(outcome(result))
    }

    pub(crate) async fn follow(&self, from: Chat, to: Chat) -> Result<Chat, StoreError> {
        self.store.chat_migrations.record(from.0, to.0).await?;
        Ok(to)
    }

    /// `None` when there is nobody to tell, or no such order.
    async fn order_cancelled(&self, id: OrderId) -> Result<Option<Message>, StoreError> {
        let (chat, order) = tokio::try_join!(self.staff_chat(), self.store.orders.find(id))?;
        Ok(chat.zip(order).map(|(chat, order)| {
            let words = self.sender.settings.staff_words();
            Message { chat, screen: view::order_cancelled(words, &order), replaces: None }
        }))
    }

    /// `None` where the customer is erased or has blocked the bot, or there is no such order.
    async fn order_changed(&self, id: OrderId, status: OrderStatus) -> Result<Option<Message>, StoreError> {
        let Some(order) = self.store.orders.find(id).await? else { return Ok(None) };
        let customer = self.store.users.find(order.user_id).await?.filter(|user| !user.blocked);
        Ok(customer.and_then(|user| {
            let words = self.sender.settings.words(user.locale_or(self.sender.settings.shop.default_locale));
            let screen = view::order_changed(words, &order, status)?;
            Some(Message { chat: Chat(user.id.0), screen, replaces: None })
        }))
    }

    /// Shows the staff what a broadcast would say, in their language.
    async fn show_test(&self, source: &BroadcastSource) -> Result<Outcome, StoreError> {
        let settings = &self.sender.settings;
        let (chat, content) = tokio::try_join!(self.staff_chat(), Content::read(self.store, settings, source))?;
        let Some((chat, content)) = chat.zip(content) else { return Ok(Outcome::Delivered) };
        let call = |chat| content.call(chat, settings.shop.default_locale);
        let mut result = self.send_in_turn(chat, call(chat)).await;
        if let Some(Err(TelegramError::Migrated(to))) = result {
            let chat = self.follow(chat, to).await?;
            result = self.send_in_turn(chat, call(chat)).await;
        }
        Ok(outcome(result))
    }

    /// The preview's last words.
    async fn broadcast_ended(&self, id: BroadcastId) -> Result<Option<Message>, StoreError> {
        let broadcast = self.store.broadcasts.find(id).await?;
        Ok(broadcast.and_then(|broadcast| {
            let preview = broadcast.preview?;
            let screen = screens::broadcast::progress(self.sender.settings.words(preview.locale), &broadcast);
            Some(Message { chat: Chat(preview.chat_id), screen, replaces: Some(MessageId(preview.message_id)) })
        }))
    }
}

pub(crate) fn outcome(result: Option<Result<Option<MessageId>, TelegramError>>) -> Outcome {
    match result {
        None => Outcome::Open,
        Some(Ok(_) | Err(TelegramError::NotModified | TelegramError::NotEditable)) => Outcome::Delivered,
        Some(Err(TelegramError::RetryAfter(pause))) => Outcome::Wait(Duration::from_secs(pause.into())),
        Some(Err(error @ TelegramError::Unauthorized(_))) => Outcome::Refused(error.to_string()),
        Some(Err(error @ TelegramError::Unavailable(_))) => Outcome::Failed(error.to_string()),
        Some(Err(error)) => Outcome::Rejected(error.to_string()),
    }
}

/// Whoever asked for a test message waits for it: that Telegram refuses it is what they want to know.
const fn gives_up(waiting: &Waiting) -> bool {
    match waiting.notice {
        Notice::BroadcastTest { .. } => true,
        Notice::BroadcastEnded { .. } | Notice::OrderChanged { .. } => waiting.attempts + 1 >= MAX_REFUSALS,
        _ => false,
    }
}

fn delta(pause: Duration) -> TimeDelta {
    TimeDelta::from_std(pause).unwrap_or_default()
}

/// Rounded up: at the end of a pause it must be over.
fn whole_seconds(pause: Duration) -> u32 {
    u32::try_from(pause.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX)
}
