//! The worker passes messages on: here they are only taken in.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Author, Message, MessageId, MessageKind, MessageText, Order, OrderId, UserId};
use store::{Store, StoreError};
use telegram::Chat;

use crate::{
    context::{Context, Reply},
    features::menu::{say, with_menu},
    incoming::Input,
    step::Step,
};

/// A customer may write so many messages within [`WINDOW`].
const MOST: u64 = 20;
const WINDOW: TimeDelta = TimeDelta::minutes(10);

/// What a customer wants to write about.
#[derive(Debug)]
pub(crate) enum Request {
    Anything,
    /// An order, if it is theirs.
    Order(Option<Box<Order>>),
}

pub(crate) async fn about(store: &Store, user_id: UserId, id: OrderId) -> Result<Request, StoreError> {
    Ok(Request::Order(store.orders.find_of_user(id, user_id).await?.map(Box::new)))
}

/// Asks for the message.
pub(crate) fn begin(context: &Context<'_>, request: Request) -> Reply {
    let words = context.words;
    let (text, order_id) = match request {
        _ if !context.has_staff => return Reply::of([say(context, "write-nowhere")]),
        Request::Order(None) => return Reply::of(context.toast(words.label("order-gone"))),
        Request::Order(Some(order)) => (words.message("write-about").number("number", order.number.0), Some(order.id)),
        Request::Anything => (words.message("write-how"), None),
    };
    let step = Step::Writing { order_id, is_acknowledged: false };
    Reply::of([with_menu(context, text.into_html())]).then(step)
}

/// Takes a message in, unless there were too many. Only the first is acknowledged by a message: that each has arrived is
/// shown by the worker.
pub(crate) async fn take_input(
    context: &Context<'_>,
    input: &Input,
    message: telegram::MessageId,
    order_id: Option<OrderId>,
    is_acknowledged: bool,
) -> Result<Reply, StoreError> {
    let (messages, now, user_id) = (&context.store.messages, context.store.now(), context.user.id);
    if messages.count_since(user_id, now - WINDOW, context.update_id()).await? >= MOST {
        return Ok(Reply::of([say(context, "write-slow")]));
    }
    let about = (user_id, order_id);
    let message = new_message(input, Author::Customer, about, (context.chat, message), now);
    messages.write(context.update_id(), &message).await?;
    if is_acknowledged {
        return Ok(Reply::default());
    }
    Ok(Reply::of([say(context, "write-sent")]).then(Step::Writing { order_id, is_acknowledged: true }))
}

/// What was written in a chat, to or by a customer and perhaps about an order.
pub(crate) fn new_message(
    content: &Input,
    author: Author,
    (user_id, order_id): (UserId, Option<OrderId>),
    (chat, message): (Chat, telegram::MessageId),
    now: DateTime<Utc>,
) -> Message {
    let (kind, text, file_id) = match content {
        Input::Text(text) => (MessageKind::Text, Some(text), None),
        Input::Media { kind, file_id, caption } => (*kind, caption.as_ref(), file_id.clone()),
        Input::Contact { .. } => (MessageKind::Other, None, None),
    };
    Message {
        id: MessageId::fresh(),
        user_id,
        author,
        order_id,
        kind,
        // A text that cannot be kept is passed on all the same
        text: text.and_then(|text| MessageText::parse(text).ok()),
        file_id,
        chat_id: chat.0,
        message_id: message.0,
        created_at: now,
        delivered_at: None,
    }
}
