//! Asks for a broadcast, or calls it off; the worker of `functions/broadcast` delivers it.

use chrono::NaiveTime;
use domain::{BroadcastId, BroadcastSource, Preview};
use screens::Words;
use store::{NewBroadcast, StoreError};
use telegram::{Call, MessageId};

use super::view;
use crate::{
    Shop,
    action::Action,
    context::Reply,
    incoming::{Incoming, StaffEvent},
};

/// Answers what was done in the staff chat.
pub(crate) async fn reply(
    shop: &Shop,
    incoming: &Incoming,
    words: Words,
    event: StaffEvent,
) -> Result<Reply, StoreError> {
    match event {
        StaffEvent::Broadcast { message: Some(message) } => ask(shop, incoming, words, message).await,
        StaffEvent::Broadcast { message: None } => Ok(Reply::of([Call::send(incoming.chat, view::how(words))])),
        StaffEvent::Stats => stats(shop, incoming, words).await,
        StaffEvent::Press(Action::Broadcast { id, message }) => begin(shop, incoming, words, id, message).await,
        StaffEvent::Press(Action::StopBroadcast(id)) => stop(shop, incoming, words, id).await,
        StaffEvent::Migrated(to) => {
            shop.store.chat_migrations.record(incoming.chat.0, to.0).await?;
            Ok(Reply::default())
        }
        // Not read as the staff's
        StaffEvent::Press(_) => Ok(Reply::default()),
    }
}

/// Shows the message as customers will see it, and how many they are.
async fn ask(shop: &Shop, incoming: &Incoming, words: Words, message: MessageId) -> Result<Reply, StoreError> {
    let count = shop.store.audience.count(shop.store.now()).await?;
    let copy = Call::Copy { chat: incoming.chat, from: incoming.chat, message };
    let question = view::question(words, NewBroadcast::fresh_id(), message, count);
    Ok(Reply::of([copy, Call::send(incoming.chat, question)]))
}

/// From here on the worker says how it is coming along, in the message with the pressed button.
async fn begin(
    shop: &Shop,
    incoming: &Incoming,
    words: Words,
    id: BroadcastId,
    message_id: i32,
) -> Result<Reply, StoreError> {
    let chat_id = incoming.chat.0;
    let preview = incoming.message.map(|message| Preview { chat_id, message_id: message.0, locale: words.locale });
    let source = BroadcastSource::Copy { chat_id, message_id };
    shop.store.broadcasts.create(NewBroadcast { id, source, preview }).await?;
    Ok(Reply::of(toast(incoming, words, "broadcast-begins")))
}

/// Calls it off, or leaves the question if it was not begun.
async fn stop(shop: &Shop, incoming: &Incoming, words: Words, id: BroadcastId) -> Result<Reply, StoreError> {
    let screen = match shop.store.broadcasts.cancel(id).await {
        Ok(broadcast) => screens::broadcast::progress(words, &broadcast),
        Err(StoreError::NotFound) => view::dropped(words),
        Err(error) => return Err(error),
    };
    let (chat, message) = (incoming.chat, incoming.message);
    Ok(Reply::of(message.map(|message| Call::Edit { chat, message, screen })))
}

/// How the shop is doing; the day is that of UTC, as everywhere in the chat.
async fn stats(shop: &Shop, incoming: &Incoming, words: Words) -> Result<Reply, StoreError> {
    let now = shop.store.now();
    let midnight = now.date_naive().and_time(NaiveTime::MIN).and_utc();
    let sales = shop.store.orders.sales(midnight, shop.settings.currency);
    let (people, sales) = tokio::try_join!(shop.store.audience.headcount(), sales)?;
    Ok(Reply::of([Call::send(incoming.chat, view::stats(words, now, people, sales))]))
}

fn toast(incoming: &Incoming, words: Words, key: &'static str) -> Option<Call> {
    incoming.query.clone().map(|query| Call::AnswerCallback { query, toast: Some(words.label(key)) })
}
