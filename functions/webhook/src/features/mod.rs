//! The rooms of the chat, one per thing a customer does. Each has a `handler` (store in, [`Answer`] out) and a `view`
//! (data to screens, pure). This file alone knows which event belongs to which room.

mod cart;
mod catalog;
mod checkout;
mod fields;
mod menu;
mod news;
mod orders;
mod profile;
mod staff;
mod start;

use screens::Words;
use store::StoreError;
use telegram::{Call, Html, Screen};

use crate::{
    Shop,
    action::Action,
    context::{Answer, Context},
    incoming::{Event, Incoming, Place},
    step::Step,
};

/// Answers what a customer did in their private chat.
pub(crate) async fn answer(context: &Context<'_>, event: Event) -> Result<Answer, StoreError> {
    match event {
        Event::Go(place) => {
            let left = start::leaving(context, &place);
            let answer = go(context, place).await?;
            Ok(Answer::say(left.into_iter().chain(answer.reply.calls().to_vec())).then(Step::Idle))
        }
        Event::Press(action) => press(context, action).await,
        Event::StalePress => Ok(stale(context)),
        Event::Text(_)
        | Event::Contact { .. }
        | Event::Other
        | Event::Blocked { .. }
        | Event::GroupCommand
        | Event::Staff(_) => match &context.step {
            Step::Checkout { field } => checkout::answer(context, *field, &event).await,
            Step::Profile { field } => profile::answer(context, *field, &event).await,
            Step::Idle | Step::Confirm { .. } | Step::ToldGroup => Ok(start::hint(context)),
        },
    }
}

async fn go(context: &Context<'_>, place: Place) -> Result<Answer, StoreError> {
    match place {
        Place::Start { payload } => start::start(context, payload.as_deref()).await,
        Place::Menu => Ok(start::menu(context)),
        Place::Help => Ok(start::help(context)),
        Place::Cancel => Ok(start::cancel(context)),
        Place::Catalog => catalog::categories(context).await,
        Place::Deals => catalog::deals(context, None).await,
        Place::Cart => cart::show(context, 0).await,
        Place::Orders => orders::list(context, None).await,
        Place::News => news::latest(context).await,
        Place::Profile => Ok(profile::show(context)),
    }
}

async fn press(context: &Context<'_>, action: Action) -> Result<Answer, StoreError> {
    match action {
        Action::Categories => catalog::categories(context).await,
        Action::Category(id) => catalog::category(context, id).await,
        Action::MoreCategories { parent_id: None, after } => catalog::more_roots(context, after).await,
        Action::MoreCategories { parent_id: Some(id), after } => catalog::more_subcategories(context, id, after).await,
        Action::MoreProducts { category_id, after } => catalog::more_products(context, category_id, after).await,
        Action::MoreDeals(from) => catalog::deals(context, Some(from)).await,
        Action::Product(id) => catalog::product(context, id).await,
        Action::AddToCart(_) => cart::add(context).await,
        Action::Cart(page) => cart::show(context, page).await,
        Action::CartPlus(id) => cart::plus(context, id).await,
        Action::CartMinus(id) => cart::minus(context, id).await,
        Action::CartRemove(id) => cart::remove(context, id).await,
        Action::CartClear => cart::clear(context).await,
        Action::Checkout => checkout::begin(context).await,
        Action::OrderConfirm(version) => checkout::confirm(context, version).await,
        Action::OrderCancel(version) => Ok(checkout::cancel(context, version)),
        Action::Orders(before) => orders::list(context, before).await,
        Action::Order(id) => orders::open(context, id).await,
        Action::Profile => Ok(profile::show(context)),
        Action::ProfileEdit(field) => Ok(profile::ask(context, field)),
        Action::Languages => Ok(profile::languages(context)),
        Action::SetLanguage(locale) => profile::set_language(context, locale).await,
        // Of no meaning outside the staff chat
        Action::Broadcast { .. } | Action::StopBroadcast(_) => Ok(stale(context)),
    }
}

/// The button is not one of ours, or no longer means anything.
fn stale(context: &Context<'_>) -> Answer {
    Answer::say(context.toast(context.words.label("button-stale")))
}

/// Answers what needs no customer's data: what was done in the staff chat or in a group, and a change of membership.
pub(crate) async fn answer_others(shop: &Shop, incoming: &Incoming, step: &Step) -> Result<Answer, StoreError> {
    let language = incoming.sender.profile.language_code.as_deref();
    let locale = language.and_then(domain::Locale::of_language).unwrap_or(shop.settings.default_locale);
    let words = Words { locale };
    match incoming.event {
        Event::Staff(event) => staff::answer(shop, incoming, words, event).await,
        Event::Blocked { by_customer } => {
            shop.store.users.set_blocked(incoming.sender.id, by_customer).await?;
            Ok(Answer::default())
        }
        _ => Ok(answer_group(words, incoming, step)),
    }
}

/// In a group, says once that orders are taken in private.
fn answer_group(words: Words, incoming: &Incoming, step: &Step) -> Answer {
    if *step == Step::ToldGroup {
        return Answer::default();
    }
    let text = Html::new(words.say("private-only").html());
    Answer::say([Call::send(incoming.chat, Screen::new(text))]).then(Step::ToldGroup)
}
