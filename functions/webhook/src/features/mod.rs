//! The features of the chat, one module each. Each has a `handler` and a `view` (data to screens, pure). A
//! handler first loads a `Request`: what the customer wants, with the data that the reply needs. That happens beside the
//! claim, so nothing is known of the customer yet but their id. Then it replies to the request in the [`Context`] that the
//! claim brought. This file alone knows which event belongs to which room.

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

use domain::News;
use screens::Words;
use store::{CartProducts, StoreError};
use telegram::{Call, Html, Screen};

use crate::{
    Shop,
    action::Action,
    context::{Context, Reply},
    failure::Failure,
    incoming::{Event, Incoming, Place},
    step::{Field, Step},
};

/// What was done, with the data that the reply needs.
#[derive(Debug)]
pub(crate) enum Request {
    /// By a command or a button of the menu: it leaves what was asked.
    Go(Task),
    /// By a button under a message.
    Press(Task),
    /// Input for the open question, if one is open.
    Input { event: Event, found: CartProducts },
    /// By those who work in the shop, in a group, or to the bot's membership: nothing that needs a customer's data.
    Other,
}

/// What a customer wants.
#[derive(Debug)]
pub(crate) enum Task {
    /// The product, if the customer came by a link to one.
    Start(Option<catalog::Request>),
    Menu,
    Help,
    Cancel,
    Catalog(catalog::Request),
    Cart(cart::Request),
    Checkout(checkout::Request),
    Orders(orders::Request),
    News(Vec<News>),
    Profile,
    AskFor(Field),
    Languages,
    Speak,
    Stale,
}

/// Reads what the reply to an event needs.
pub(crate) async fn load(shop: &Shop, incoming: &Incoming) -> Result<Request, StoreError> {
    Ok(match &incoming.event {
        Event::Go(place) => Request::Go(load_place(shop, incoming, place).await?),
        Event::Press(action) => Request::Press(load_press(shop, incoming, *action).await?),
        Event::StalePress => Request::Press(Task::Stale),
        event @ (Event::Text(_) | Event::Contact { .. } | Event::Other) => {
            let found = checkout::products_for_summary(&shop.store, incoming.sender.id).await?;
            Request::Input { event: event.clone(), found }
        }
        Event::Blocked { .. } | Event::GroupCommand | Event::Staff(_) => Request::Other,
    })
}

async fn load_place(shop: &Shop, incoming: &Incoming, place: &Place) -> Result<Task, StoreError> {
    let (store, bot_id, id) = (&shop.store, shop.api.bot_id(), incoming.sender.id);
    Ok(match place {
        Place::Start { payload } => Task::Start(match start::linked_product(payload.as_deref()) {
            Some(id) => Some(catalog::product(store, bot_id, id).await?),
            None => None,
        }),
        Place::Menu => Task::Menu,
        Place::Help => Task::Help,
        Place::Cancel => Task::Cancel,
        Place::Catalog => Task::Catalog(catalog::roots(store, None).await?),
        Place::Deals => Task::Catalog(catalog::deals(store, bot_id, None).await?),
        Place::Cart => Task::Cart(cart::show(store, id, 0).await?),
        Place::Orders => Task::Orders(orders::list(store, id, None).await?),
        Place::News => Task::News(news::latest(store).await?),
        Place::Profile => Task::Profile,
    })
}

async fn load_press(shop: &Shop, incoming: &Incoming, action: Action) -> Result<Task, StoreError> {
    let (store, bot_id, id) = (&shop.store, shop.api.bot_id(), incoming.sender.id);
    if let Some(change) = action.cart_change() {
        return Ok(Task::Cart(cart::change(store, id, change).await?));
    }
    Ok(match action {
        Action::Categories => Task::Catalog(catalog::roots(store, None).await?),
        Action::Category(id) => Task::Catalog(catalog::category(store, bot_id, id).await?),
        Action::MoreCategories { parent_id: None, after } => Task::Catalog(catalog::roots(store, Some(after)).await?),
        Action::MoreCategories { parent_id: Some(id), after } => {
            Task::Catalog(catalog::more_of_category(store, id, after).await?)
        }
        Action::MoreProducts { category_id, after } => {
            Task::Catalog(catalog::more_products(store, bot_id, category_id, after).await?)
        }
        Action::MoreDeals(from) => Task::Catalog(catalog::deals(store, bot_id, Some(from)).await?),
        Action::Product(id) => Task::Catalog(catalog::product(store, bot_id, id).await?),
        Action::Cart(page) => Task::Cart(cart::show(store, id, page).await?),
        Action::Checkout => Task::Checkout(checkout::begin(store, id).await?),
        Action::OrderConfirm(version) => Task::Checkout(checkout::confirm(store, id, version).await?),
        Action::OrderCancel(version) => Task::Checkout(checkout::Request::Cancel { version }),
        Action::Orders(before) => Task::Orders(orders::list(store, id, before).await?),
        Action::Order(order_id) => Task::Orders(orders::open(store, id, order_id).await?),
        Action::Profile => Task::Profile,
        Action::ProfileEdit(field) => Task::AskFor(field),
        Action::Languages => Task::Languages,
        Action::SetLanguage(_) => Task::Speak,
        // Of no meaning outside the staff chat; or a change of the cart, see above
        _ => Task::Stale,
    })
}

/// Replies to what a customer did in their private chat.
pub(crate) async fn reply(context: &Context<'_>, request: Request) -> Result<Reply, Failure> {
    match request {
        Request::Go(task) => {
            let left = start::leaving(context, &task);
            let reply = do_task(context, task).await?;
            Ok(Reply::of(left.into_iter().chain(reply.calls)).then(Step::Idle))
        }
        Request::Press(task) => do_task(context, task).await,
        Request::Input { event, found } => match &context.step {
            Step::Checkout { field } => Ok(checkout::take_input(context, *field, &event, found).await?),
            Step::Profile { field } => Ok(profile::take_input(context, *field, &event)),
            Step::Idle | Step::Confirm { .. } | Step::ToldGroup => Ok(start::hint(context)),
        },
        Request::Other => Ok(start::hint(context)),
    }
}

async fn do_task(context: &Context<'_>, task: Task) -> Result<Reply, Failure> {
    Ok(match task {
        Task::Start(linked) => start::start(context, linked),
        Task::Menu => start::menu(context),
        Task::Help => start::help(context),
        Task::Cancel => start::cancel(context),
        Task::Catalog(request) => catalog::reply(context, request),
        Task::Cart(request) => cart::reply(context, request).await?,
        Task::Checkout(request) => checkout::reply(context, request).await?,
        Task::Orders(request) => orders::reply(context, request),
        Task::News(news) => news::reply(context, &news),
        Task::Profile => profile::show(context),
        Task::AskFor(field) => profile::ask(context, field),
        Task::Languages => profile::languages(context),
        Task::Speak => profile::speak(context),
        Task::Stale => stale(context),
    })
}

/// The button is not one of ours, or no longer means anything.
fn stale(context: &Context<'_>) -> Reply {
    Reply::of(context.toast(context.words.label("button-stale")))
}

/// Replies to what needs no customer's data: what was done in the staff chat or in a group, and a change of membership.
pub(crate) async fn reply_to_others(shop: &Shop, incoming: &Incoming, step: &Step) -> Result<Reply, StoreError> {
    let language = incoming.sender.profile.language_code.as_deref();
    let locale = language.and_then(domain::Locale::of_language).unwrap_or(shop.settings.default_locale);
    let words = Words { locale };
    match incoming.event {
        Event::Staff(event) => staff::reply(shop, incoming, words, event).await,
        // Stored with the claim
        Event::Blocked { .. } => Ok(Reply::default()),
        _ => Ok(reply_to_group(words, incoming, step)),
    }
}

/// In a group, says once that orders are taken in private.
fn reply_to_group(words: Words, incoming: &Incoming, step: &Step) -> Reply {
    if *step == Step::ToldGroup {
        return Reply::default();
    }
    let text = Html::new(words.message("private-only").html());
    Reply::of([Call::send(incoming.chat, Screen::new(text))]).then(Step::ToldGroup)
}
