//! What the staff do in their chat, and what is loaded for it beside the claim.

use domain::{Author, BroadcastId, Order, OrderNumber};
use locales::StaffCommand;
use screens::{card::Question, message::Recipient};
use store::{Conversation, GroupVisit, StoreError};
use telegram::{Chat, MessageId};

use super::{
    broadcasts,
    context::Context,
    office, orders,
    stats::{self, Stats},
    view,
};
use crate::{
    Shop,
    action::StaffAction,
    context::{Handler, Reply, words_for},
    failure::Failure,
    features::messages,
    incoming::{Input, Origin, StaffEvent},
    step::Step,
};

/// What a member wants, with the data that the reply needs.
#[derive(Debug)]
pub(crate) enum Request {
    Orders(orders::List),
    /// The order with this number, if there is one.
    Order(OrderNumber, Option<Box<Order>>),
    /// Which one was not said.
    WhichOrder,
    Card(Box<orders::Press>),
    Reply {
        question: Question,
        text: Option<String>,
    },
    /// A reply to a customer.
    Answer {
        recipient: Recipient,
        content: Input,
        message: MessageId,
    },
    HowToAnswer,
    Stats(Box<Stats>),
    Office,
    BroadcastHow,
    BroadcastAsk {
        message: MessageId,
        customers: u64,
    },
    BroadcastBegin {
        id: BroadcastId,
        message: MessageId,
    },
    BroadcastStop(BroadcastId),
    Stale,
    Migrated(Chat),
}

impl Handler for StaffEvent {
    type Found = ();
    type Visit<'a> = GroupVisit;
    type Request = Request;
    const APOLOGIZES: bool = true;

    fn visit(&self, _: &Origin) -> GroupVisit {
        GroupVisit
    }

    async fn load(&self, shop: &Shop, _: &Origin) -> Result<Request, StoreError> {
        let store = &shop.store;
        Ok(match self {
            Self::Command { command, argument, replies_to } => {
                load_command(shop, *command, argument.as_deref(), *replies_to).await?
            }
            Self::Press { action: StaffAction::Orders { after }, .. } => {
                Request::Orders(orders::list(store, Some(*after)).await?)
            }
            Self::Press { action: StaffAction::Order(id), .. } => match store.orders.find(*id).await? {
                Some(order) => Request::Order(order.number, Some(Box::new(order))),
                None => Request::Stale,
            },
            Self::Press { action: StaffAction::Card(action), open } => {
                orders::load_press(store, *action, *open).await?.map_or(Request::Stale, Request::Card)
            }
            Self::Press { action: StaffAction::Customer(_), .. } => Request::HowToAnswer,
            Self::Press { action: StaffAction::Broadcast { id, message }, .. } => {
                Request::BroadcastBegin { id: *id, message: *message }
            }
            Self::Press { action: StaffAction::StopBroadcast(id), .. } => Request::BroadcastStop(*id),
            Self::Reply { question, text } => Request::Reply { question: *question, text: text.clone() },
            Self::Answer { recipient, content, message } => {
                Request::Answer { recipient: *recipient, content: content.clone(), message: *message }
            }
            Self::Migrated(to) => Request::Migrated(*to),
        })
    }

    async fn reply(
        shop: &Shop,
        origin: Origin,
        _: &Conversation<Step>,
        (): (),
        request: Request,
    ) -> Result<Reply, Failure> {
        let context = Context { shop, words: words_for(shop, &origin.sender), origin };
        let words = context.words;
        Ok(match request {
            Request::Orders(list) => orders::show_list(&context, list),
            Request::Order(number, order) => orders::show(&context, number, order.as_deref()),
            Request::WhichOrder => Reply::of([context.say(words.message("staff-order-how").into_html())]),
            Request::Card(press) => orders::press(&context, *press).await?,
            Request::Reply { question, text } => orders::take_reply(&context, question, text.as_deref()).await?,
            Request::Answer { recipient, content, message } => {
                answer(&context, recipient, &content, message).await?;
                Reply::default()
            }
            Request::HowToAnswer => Reply::of([context.tell(words.label("message-reply-how"))]),
            Request::Stats(stats) => Reply::of([context.send(view::stats(words, &stats))]),
            Request::Office => office::invite(&context).await?,
            Request::BroadcastHow => Reply::of([context.say(words.message("broadcast-how").into_html())]),
            Request::BroadcastAsk { message, customers } => broadcasts::ask(&context, message, customers),
            Request::BroadcastBegin { id, message } => broadcasts::begin(&context, id, message).await?,
            Request::BroadcastStop(id) => broadcasts::stop(&context, id).await?,
            Request::Stale => Reply::of([context.tell(words.label("button-stale"))]),
            Request::Migrated(to) => {
                shop.store.chat_migrations.record(context.origin.chat.0, to.0).await?;
                Reply::default()
            }
        })
    }
}

/// Has the worker pass a reply on, which shows in the chat whether it has arrived.
async fn answer(
    context: &Context<'_>,
    Recipient { user_id, order_id }: Recipient,
    input: &Input,
    written: MessageId,
) -> Result<(), StoreError> {
    let (store, origin) = (&context.shop.store, &context.origin);
    let message = messages::new_message(input, Author::Shop, (user_id, order_id), (origin.chat, written), store.now());
    store.messages.write(origin.update_id, &message).await
}

async fn load_command(
    shop: &Shop,
    command: StaffCommand,
    argument: Option<&str>,
    replies_to: Option<MessageId>,
) -> Result<Request, StoreError> {
    let store = &shop.store;
    Ok(match (command, replies_to) {
        (StaffCommand::Orders, _) => Request::Orders(orders::list(store, None).await?),
        (StaffCommand::Order, _) => match argument.and_then(|number| number.parse().ok()).map(OrderNumber) {
            Some(number) => Request::Order(number, store.orders.find_number(number).await?.map(Box::new)),
            None => Request::WhichOrder,
        },
        (StaffCommand::Stats, _) => Request::Stats(Box::new(stats::load(shop).await?)),
        (StaffCommand::Broadcast, Some(message)) => {
            Request::BroadcastAsk { message, customers: store.audience.count(store.now()).await? }
        }
        (StaffCommand::Broadcast, None) => Request::BroadcastHow,
        (StaffCommand::Office, _) => Request::Office,
    })
}
