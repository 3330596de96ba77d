//! Asks for a broadcast, or calls it off; the worker of `functions/broadcast` delivers it.

use domain::{BroadcastId, BroadcastSource, Preview};
use store::{NewBroadcast, StoreError};
use telegram::{Call, MessageId};

use super::{context::Context, view};
use crate::{context::Reply, incoming::Origin};

/// Shows the message as customers will see it, and how many they are.
pub(super) fn ask(context: &Context<'_>, message: MessageId, customers: u64) -> Reply {
    let chat = context.origin.chat;
    let copy = Call::copy(chat, chat, message);
    Reply::of([copy, context.send(view::question(context.words, BroadcastId::fresh(), message, customers))])
}

/// From here on the worker says how it is coming along, in the message with the pressed button.
pub(super) async fn begin(context: &Context<'_>, id: BroadcastId, message: MessageId) -> Result<Reply, StoreError> {
    let (origin, locale) = (&context.origin, context.words.locale);
    let chat_id = origin.chat.0;
    let preview = origin.message.map(|message| Preview { chat_id, message_id: message.0, locale });
    let source = BroadcastSource::Copy { chat_id, message_id: message.0 };
    context.shop.store.broadcasts.create(NewBroadcast { id, preview, ..NewBroadcast::of(source) }).await?;
    let toast = Some(context.words.label("broadcast-begins"));
    Ok(Reply::of(origin.query.clone().map(|query| Call::AnswerCallback { query, toast })))
}

/// Calls it off, or leaves the question if it was not begun.
pub(super) async fn stop(context: &Context<'_>, id: BroadcastId) -> Result<Reply, StoreError> {
    let screen = match context.shop.store.broadcasts.cancel(id).await {
        Ok(broadcast) => screens::broadcast::progress(context.words, &broadcast),
        Err(StoreError::NotFound) => view::dropped(context.words),
        Err(error) => return Err(error),
    };
    let Origin { chat, message, .. } = context.origin;
    Ok(Reply::of(message.map(|message| Call::Edit { chat, message, screen })))
}
