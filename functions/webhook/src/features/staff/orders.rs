//! Orders in the staff chat: the list of those to take care of, and what a press of a card's button does.

use domain::{
    Actor, By, Order, OrderChange, OrderId, OrderNumber, OrderStatus, PersonName, StaffCard, TrackingNumber, Transition,
};
use screens::{
    Words,
    card::{self, Asked, CardAction, Question},
};
use store::{Store, StoreError, Transitioned};

use super::{context::Context, view};
use crate::{context::Reply, failure::Failure};

/// Orders a page.
const PAGE: usize = 10;
const PAGE_AND_ONE: i64 = 11;

/// A page of the orders to take care of.
#[derive(Debug)]
pub(crate) struct List {
    after: Option<OrderNumber>,
    orders: Vec<Order>,
}

/// A press of a card's button.
#[derive(Debug)]
pub(crate) struct Press {
    action: CardAction,
    /// The question that the card asks.
    open: Option<Question>,
    order: Order,
}

pub(super) async fn list(store: &Store, after: Option<OrderNumber>) -> Result<List, StoreError> {
    Ok(List { after, orders: store.orders.open(after, PAGE_AND_ONE).await? })
}

/// `None` when the order does not exist.
pub(super) async fn load_press(
    store: &Store,
    action: CardAction,
    open: Option<Question>,
) -> Result<Option<Box<Press>>, StoreError> {
    let order_id = match action {
        CardAction::Begin { order_id, .. } | CardAction::Leave { order_id, .. } => order_id,
        CardAction::Confirm(question) => question.order_id,
    };
    Ok(store.orders.find(order_id).await?.map(|order| Box::new(Press { action, open, order })))
}

pub(super) fn show_list(context: &Context<'_>, List { after, mut orders }: List) -> Reply {
    let words = context.words;
    if orders.is_empty() && after.is_none() {
        return Reply::of([context.say(words.message("staff-orders-none").into_html())]);
    }
    let has_more = orders.len() > PAGE;
    orders.truncate(PAGE);
    Reply::of([context.edit(view::orders(words, &orders, has_more))])
}

/// Sends the card of an order. Its first card stays the one that is kept up to date.
pub(super) fn show(context: &Context<'_>, number: OrderNumber, order: Option<&Order>) -> Reply {
    Reply::of([match order {
        Some(order) => context.send(card::card(shop_words(context), order)),
        None => context.say(context.words.message("staff-order-gone").number("number", number.0).into_html()),
    }])
}

pub(super) async fn press(context: &Context<'_>, Press { action, open, order }: Press) -> Result<Reply, Failure> {
    let (words, now) = (context.words, context.shop.store.now());
    let asked = match action {
        CardAction::Begin { .. } => open.map(|question| question.asked),
        CardAction::Confirm(Question { asked, .. }) | CardAction::Leave { asked, .. } => Some(asked),
    };
    let is_over = asked.is_some_and(|asked| asked.is_over(now));
    if asked.is_some_and(|asked| asked.member != context.origin.sender.id) && !is_over {
        return Ok(Reply::of([context.tell(words.label("staff-asks-another"))]));
    }
    match action {
        CardAction::Begin { to, .. } if Transition::find(order.status, to, Actor::Staff).is_none() => {
            Ok(refused(context, to, &order))
        }
        CardAction::Begin { order_id, to } if card::is_asked_about(to) => {
            let question = Question { order_id, to, asked: Asked::new(context.origin.sender.id, now) };
            Ok(Reply::of([context.edit(card::question(shop_words(context), &order, question))]))
        }
        CardAction::Confirm(_) if is_over => {
            let card = context.edit(card::card(shop_words(context), &order));
            Ok(Reply::of([card, context.tell(words.label("staff-question-over"))]))
        }
        CardAction::Begin { order_id, to } | CardAction::Confirm(Question { order_id, to, .. }) => {
            make(context, order_id, to, None).await
        }
        CardAction::Leave { .. } => Ok(Reply::of([context.edit(card::card(shop_words(context), &order))])),
    }
}

/// Takes a tracking number. Any other reply to a card is talk among the staff.
pub(super) async fn take_reply(
    context: &Context<'_>,
    Question { order_id, to, asked }: Question,
    text: Option<&str>,
) -> Result<Reply, Failure> {
    let (words, store) = (context.words, &context.shop.store);
    if to != OrderStatus::Shipped || asked.member != context.origin.sender.id {
        return Ok(Reply::default());
    }
    if asked.is_over(store.now()) {
        let order = store.orders.find(order_id).await?;
        let card = order.map(|order| context.edit(card::card(shop_words(context), &order)));
        return Ok(Reply::of(card.into_iter().chain([context.tell(words.label("staff-question-over"))])));
    }
    let Some(number) = text.and_then(|text| TrackingNumber::parse(text).ok()) else {
        let (min, max) = (TrackingNumber::MIN, TrackingNumber::MAX);
        let refusal = words.message("staff-bad-tracking").number("min", min).number("max", max);
        return Ok(Reply::of([context.say(refusal.into_html())]));
    };
    make(context, order_id, to, Some(number)).await
}

/// Makes a transition and shows the card as it is then.
async fn make(
    context: &Context<'_>,
    order_id: OrderId,
    to: OrderStatus,
    tracking_number: Option<TrackingNumber>,
) -> Result<Reply, Failure> {
    let change = OrderChange { to, by: By::Staff(member(context)), tracking_number };
    let message_id = context.origin.message.map_or(0, |message| message.0);
    let card = StaffCard { chat_id: context.origin.chat.0, message_id };
    match context.shop.store.transition_in_card(order_id, change, card).await {
        Ok(Transitioned::Done(order)) => Ok(done(context, &order)),
        Ok(Transitioned::Refused(order)) => Ok(refused(context, to, &order)),
        Err(StoreError::NotFound) => Ok(Reply::of([context.tell(context.words.label("button-stale"))])),
        Err(error) => Err(error.into()),
    }
}

/// The card, and at the end of the chat a word to who has just written there.
fn done(context: &Context<'_>, order: &Order) -> Reply {
    let card = context.edit(card::card(shop_words(context), order));
    let is_reply = context.origin.query.is_none();
    let shipped = context.words.message("staff-shipped").number("number", order.number.0);
    Reply::of([card].into_iter().chain(is_reply.then(|| context.say(shipped.into_html()))))
}

/// The card as it is, and why nothing was done. A repetition of what this member has done is told what was told then.
fn refused(context: &Context<'_>, to: OrderStatus, order: &Order) -> Reply {
    let name = order.history.last().and_then(|entry| entry.staff_name.as_ref());
    if order.status == to && name == Some(&member(context)) {
        return done(context, order);
    }
    let status = screens::order::status(context.words, order.status);
    let too_late = context.words.message("staff-too-late").text("status", status).plain();
    Reply::of([context.edit(card::card(shop_words(context), order)), context.tell(too_late)])
}

pub(super) fn member(context: &Context<'_>) -> PersonName {
    context.origin.sender.profile.name.clone().unwrap_or_else(PersonName::unknown)
}

/// A card is for all who are in the chat, so it is in the shop's language.
const fn shop_words(context: &Context<'_>) -> Words {
    context.shop.words(context.shop.settings.default_locale)
}
