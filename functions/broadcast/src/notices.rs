//! Notices that are due: a new order to the staff, a news item into a broadcast, an ended broadcast to its preview.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{BroadcastId, OrderId};
use screens::Words;
use store::{Notice, StoreError, Waiting};
use telegram::{Chat, MessageId, Prepared, TelegramError};
use tokio_util::sync::CancellationToken;

use crate::{lease::Lease, view, worker::Worker};

/// So many are read at once.
const PAGE: i64 = 100;
/// Tried so often, a notice is given up: the last time about half an hour after the first.
const ATTEMPTS: u32 = 12;

/// What a notice says, and where.
struct Message {
    chat: Chat,
    call: Prepared,
}

impl Worker {
    /// Tells what is due, and says how many notices were.
    pub(crate) async fn tell_due(&self, lease: &Lease, stop: &CancellationToken) -> Result<usize, StoreError> {
        let due = self.store.outbox.due(PAGE).await?;
        for waiting in &due {
            if stop.is_cancelled() || !lease.holds() {
                break;
            }
            self.tell(waiting, lease, stop).await?;
        }
        Ok(due.len())
    }

    async fn tell(&self, waiting: &Waiting, lease: &Lease, stop: &CancellationToken) -> Result<(), StoreError> {
        let message = match waiting.notice {
            Notice::NewsPublished { news_id } => {
                return self.store.broadcasts.create_from_notice(waiting.id, news_id).await;
            }
            Notice::OrderPlaced { order_id } => self.order_placed(order_id).await?,
            Notice::BroadcastEnded { broadcast_id } => self.broadcast_ended(broadcast_id).await?,
        };
        let Some(Message { chat, call }) = message else {
            return self.store.outbox.told(waiting.id).await;
        };
        match self.say(chat, &call, lease, stop).await {
            // With a refused token the worker pauses, and it stays due
            None | Some(Err(TelegramError::Unauthorized(_))) => Ok(()),
            Some(Ok(()) | Err(TelegramError::NotModified | TelegramError::NotEditable)) => {
                self.store.outbox.told(waiting.id).await
            }
            // A group takes fewer messages than the bot as a whole may send: only what goes there waits
            Some(Err(error @ TelegramError::RetryAfter(pause))) => {
                self.postpone(waiting, Duration::from_secs(pause.into()), &error).await
            }
            Some(Err(error @ TelegramError::Unavailable(_))) if waiting.attempts + 1 < ATTEMPTS => {
                self.postpone(waiting, self.backoff(waiting.attempts + 1), &error).await
            }
            Some(Err(error)) => {
                tracing::error!(%error, notice = ?waiting.notice, "a notice cannot be told: is SHOP_STAFF_CHAT_ID right?");
                self.store.outbox.give_up(waiting.id, &error.to_string()).await
            }
        }
    }

    async fn postpone(&self, waiting: &Waiting, pause: Duration, error: &TelegramError) -> Result<(), StoreError> {
        let pause = TimeDelta::from_std(pause).unwrap_or_default();
        self.store.outbox.postpone(waiting.id, self.store.now() + pause, &error.to_string()).await
    }

    /// `None` when there is nobody to tell, or no such order.
    async fn order_placed(&self, id: OrderId) -> Result<Option<Message>, StoreError> {
        let Some(chat) = self.settings.staff_chat else { return Ok(None) };
        let words = Words { locale: self.settings.default_locale };
        let order = self.store.orders.find(id).await?;
        Ok(order.map(|order| Message { chat, call: Prepared::message(&view::order_placed(words, &order)) }))
    }

    /// The preview's last words.
    async fn broadcast_ended(&self, id: BroadcastId) -> Result<Option<Message>, StoreError> {
        let broadcast = self.store.broadcasts.find(id).await?;
        Ok(broadcast.and_then(|broadcast| {
            let preview = broadcast.preview?;
            let screen = screens::broadcast::progress(Words { locale: preview.locale }, &broadcast);
            let call = Prepared::edit(MessageId(preview.message_id), &screen);
            Some(Message { chat: Chat(preview.chat_id), call })
        }))
    }
}
