//! Asks for a broadcast, or calls it off; the worker of `functions/broadcast` delivers it.

use domain::{BroadcastId, BroadcastSource, Day, Preview};
use screens::Words;
use store::{Conversation, GroupVisit, NewBroadcast, StoreError};
use telegram::{Call, MessageId, Screen};

use super::view;
use crate::{
    Shop,
    action::StaffAction,
    context::{Handler, Reply, words_for},
    failure::Failure,
    incoming::{Origin, StaffCommand, StaffEvent},
    step::Step,
};

/// Everything about the update that is being handled.
struct Context<'a> {
    shop: &'a Shop,
    words: Words,
    origin: Origin,
}

impl Handler for StaffEvent {
    type Found = ();
    type Visit<'a> = GroupVisit;
    type Request = Self;
    const APOLOGIZES: bool = true;

    fn visit(&self, _: &Origin) -> GroupVisit {
        GroupVisit
    }

    async fn load(&self, _: &Shop, _: &Origin) -> Result<Self, StoreError> {
        Ok(*self)
    }

    async fn reply(shop: &Shop, origin: Origin, _: &Conversation<Step>, (): (), event: Self) -> Result<Reply, Failure> {
        let context = Context { shop, words: words_for(shop, &origin), origin };
        Ok(match event {
            Self::Command(StaffCommand::Broadcast, Some(message)) => ask(&context, message).await?,
            Self::Command(StaffCommand::Broadcast, None) => Reply::of([context.send(view::how(context.words))]),
            Self::Command(StaffCommand::Stats, _) => stats(&context).await?,
            Self::Press(StaffAction::Broadcast { id, message }) => begin(&context, id, message).await?,
            Self::Press(StaffAction::StopBroadcast(id)) => stop(&context, id).await?,
            Self::Migrated(to) => {
                shop.store.chat_migrations.record(context.origin.chat.0, to.0).await?;
                Reply::default()
            }
        })
    }
}

impl Context<'_> {
    /// A new message.
    const fn send(&self, screen: Screen) -> Call {
        Call::send(self.origin.chat, screen)
    }
}

/// Shows the message as customers will see it, and how many they are.
async fn ask(context: &Context<'_>, message: MessageId) -> Result<Reply, StoreError> {
    let (store, chat) = (&context.shop.store, context.origin.chat);
    let count = store.audience.count(store.now()).await?;
    let copy = Call::Copy { chat, from: chat, message };
    let question = view::question(context.words, BroadcastId::fresh(), message, count);
    Ok(Reply::of([copy, context.send(question)]))
}

/// From here on the worker says how it is coming along, in the message with the pressed button.
async fn begin(context: &Context<'_>, id: BroadcastId, message: MessageId) -> Result<Reply, StoreError> {
    let (origin, locale) = (&context.origin, context.words.locale);
    let chat_id = origin.chat.0;
    let preview = origin.message.map(|message| Preview { chat_id, message_id: message.0, locale });
    let source = BroadcastSource::Copy { chat_id, message_id: message.0 };
    context.shop.store.broadcasts.create(NewBroadcast { id, source, preview }).await?;
    let toast = Some(context.words.label("broadcast-begins"));
    Ok(Reply::of(origin.query.clone().map(|query| Call::AnswerCallback { query, toast })))
}

/// Calls it off, or leaves the question if it was not begun.
async fn stop(context: &Context<'_>, id: BroadcastId) -> Result<Reply, StoreError> {
    let screen = match context.shop.store.broadcasts.cancel(id).await {
        Ok(broadcast) => screens::broadcast::progress(context.words, &broadcast),
        Err(StoreError::NotFound) => view::dropped(context.words),
        Err(error) => return Err(error),
    };
    let Origin { chat, message, .. } = context.origin;
    Ok(Reply::of(message.map(|message| Call::Edit { chat, message, screen })))
}

/// How the shop is doing.
async fn stats(context: &Context<'_>) -> Result<Reply, StoreError> {
    let (store, settings) = (&context.shop.store, context.shop.settings);
    let now = store.now();
    let [today, _] = Day::this_and_last(now, settings.time_zone);
    let sales = store.orders.sales(today.from, settings.currency);
    let (people, sales) = tokio::try_join!(store.audience.headcount(), sales)?;
    Ok(Reply::of([context.send(view::stats(context.words, now, people, sales))]))
}
