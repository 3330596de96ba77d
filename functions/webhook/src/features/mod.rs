//! The features of the chat, one module each. Each has a `handler` and a `view` (data to screens, pure). A
//! handler first loads a `Request`: what the customer wants, with the data that the reply needs. That happens beside the
//! claim, so nothing is known of the customer yet but their id. Then it replies to the request in the [`Context`] that the
//! claim brought. This file alone knows which of a customer's events belongs to which feature; the staff's are in
//! `staff`, those of other groups in `group`, what is typed in other chats in `inline`.

mod alerts;
mod cart;
mod catalog;
mod checkout;
mod fields;
mod gallery;
mod group;
pub(crate) mod inline;
mod menu;
mod messages;
mod news;
mod orders;
mod profile;
mod search;
mod staff;
mod start;

use domain::{Cart, News};
use locales::Command;
use store::{Album, CartProducts, Conversation, Customer, CustomerVisit, StoreError};
use telegram::MessageId;

use crate::{
    Shop,
    action::Action,
    context::{Context, Handler, Reply},
    failure::Failure,
    incoming::{CustomerEvent, Input, Origin},
    step::{Field, Step},
};

/// What a customer did, with the data that the reply needs.
#[derive(Debug)]
pub(crate) enum Request {
    /// By a command or a button of the menu: it leaves what was asked.
    Command(Task),
    /// By a button under a message.
    Press(Task),
    /// Input for the open question, if one is open.
    Input { input: Input, message: MessageId, found: CartProducts },
}

/// What a customer wants.
#[derive(Debug)]
pub(crate) enum Task {
    /// The product, if the customer came by a link to one.
    Start(Option<catalog::Request>),
    /// The menu, with the text of this key.
    Say(&'static str),
    Cancel,
    Catalog(catalog::Request),
    Search(search::Request),
    /// All photos of a product, if it exists.
    Photos(Option<Album>),
    Cart(cart::Request),
    Checkout(checkout::Request),
    Orders(orders::Request),
    News(Vec<News>),
    Alerts(alerts::Request),
    Write(messages::Request),
    Profile,
    AskFor(Field),
    Languages,
    Speak,
    Stale,
}

impl Handler for CustomerEvent {
    type Found = Result<Customer, StoreError>;
    type Visit<'a> = CustomerVisit<'a>;
    type Request = Request;
    const APOLOGIZES: bool = true;

    fn visit<'a>(&self, origin: &'a Origin) -> CustomerVisit<'a> {
        let change = match self {
            Self::Press(action) => action.change(),
            _ => None,
        };
        CustomerVisit { telegram: &origin.sender.profile, change }
    }

    async fn load(&self, shop: &Shop, origin: &Origin) -> Result<Request, StoreError> {
        Ok(match self {
            Self::Command(command, argument) => {
                Request::Command(load_command(shop, origin, *command, argument.as_deref()).await?)
            }
            Self::Press(action) => Request::Press(load_press(shop, origin, *action).await?),
            Self::StalePress => Request::Press(Task::Stale),
            Self::Input(input, message) => {
                let found = checkout::products_for_summary(&shop.store, origin.sender.id).await?;
                Request::Input { input: input.clone(), message: *message, found }
            }
        })
    }

    async fn reply(
        shop: &Shop,
        origin: Origin,
        conversation: &Conversation<Step>,
        customer: Self::Found,
        request: Request,
    ) -> Result<Reply, Failure> {
        let Customer { user, cart, before, refilled } = customer?;
        let context = Context {
            store: &shop.store,
            currency: shop.settings.currency,
            has_staff: shop.staff.chat.is_some(),
            hold: shop.checkout.hold,
            now: shop.store.now(),
            claimed: conversation.claimed,
            chat: origin.chat,
            words: shop.words(user.locale_or(shop.settings.default_locale)),
            user,
            step: &conversation.step,
            message: origin.message,
            query: origin.query,
            cart,
            line_before: before,
            refilled,
        };
        let mut reply = reply(&context, shop.api.bot_id(), request).await?;
        // Whoever leaves the summary lets go of all that was held for it
        if reply.step.as_ref().is_some_and(|next| !matches!(next, Step::Confirm { .. })) {
            reply.released = context.given_up(&Cart::empty(context.user.id));
        }
        Ok(reply)
    }
}

async fn load_command(
    shop: &Shop,
    origin: &Origin,
    command: Command,
    argument: Option<&str>,
) -> Result<Task, StoreError> {
    let (store, bot_id, id) = (&shop.store, shop.api.bot_id(), origin.sender.id);
    Ok(match command {
        Command::Start => Task::Start(match start::linked_product(argument) {
            Some(id) => Some(catalog::product(store, bot_id, id).await?),
            None => None,
        }),
        Command::Menu => Task::Say("menu"),
        Command::Help => Task::Say("help"),
        Command::Cancel => Task::Cancel,
        Command::Catalog => Task::Catalog(catalog::roots(store, None).await?),
        Command::Deals => Task::Catalog(catalog::deals(store, bot_id, None).await?),
        Command::Cart => Task::Cart(cart::show(store, id, 0).await?),
        Command::Orders => Task::Orders(orders::list(store, id, None).await?),
        Command::News => Task::News(news::latest(store).await?),
        Command::Profile => Task::Profile,
        Command::Write => Task::Write(messages::Request::Anything),
    })
}

async fn load_press(shop: &Shop, origin: &Origin, action: Action) -> Result<Task, StoreError> {
    let (store, bot_id, id) = (&shop.store, shop.api.bot_id(), origin.sender.id);
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
        Action::Search { codes, after } => Task::Search(search::more(store, bot_id, codes, after).await?),
        Action::Product(id) => Task::Catalog(catalog::product(store, bot_id, id).await?),
        Action::Photos(id) => Task::Photos(gallery::load(store, bot_id, id).await?),
        Action::Cart(page) => Task::Cart(cart::show(store, id, page).await?),
        Action::ChangeCart(change) => Task::Cart(cart::change(store, id, change).await?),
        Action::Checkout => Task::Checkout(checkout::begin(store, id).await?),
        Action::OrderConfirm(version) => Task::Checkout(checkout::confirm(store, id, version).await?),
        Action::OrderCancel(version) => Task::Checkout(checkout::Request::Cancel { version }),
        Action::Orders(before) => Task::Orders(orders::list(store, id, before).await?),
        Action::Order(order_id) => Task::Orders(orders::open(store, id, order_id).await?),
        Action::AskToCancel(order_id) => Task::Orders(orders::ask_to_cancel(store, id, order_id).await?),
        Action::CancelOrder(order_id) => Task::Orders(orders::Request::Cancel(order_id)),
        Action::OrderAgain(order_id) => Task::Orders(orders::again(store, id, order_id).await?),
        Action::WriteAbout(order_id) => Task::Write(messages::about(store, id, order_id).await?),
        Action::Alert(action) => Task::Alerts(alerts::change(store, action).await?),
        Action::Alerts => Task::Alerts(alerts::list(store, id).await?),
        Action::Profile => Task::Profile,
        Action::ProfileEdit(field) => Task::AskFor(field),
        Action::Languages => Task::Languages,
        Action::SetLanguage(_) => Task::Speak,
    })
}

async fn reply(context: &Context<'_>, bot_id: i64, request: Request) -> Result<Reply, Failure> {
    match request {
        Request::Command(task) => {
            // The question's buttons still stand in place of the phone's keyboard, unless the reply brings the menu
            let brings_menu = matches!(task, Task::Start(_) | Task::Say(_) | Task::Cancel | Task::Write(_));
            let left = if brings_menu { None } else { start::leaving(context) };
            let reply = do_task(context, task).await?;
            Ok(Reply::of(left.into_iter().chain(reply.calls)).then(reply.step.unwrap_or(Step::Idle)))
        }
        Request::Press(task) => do_task(context, task).await,
        Request::Input { input, message, found } => match context.step {
            Step::Checkout { field } => Ok(checkout::take_input(context, *field, &input, found).await?),
            Step::Profile { field } => Ok(profile::take_input(context, *field, &input)),
            Step::Writing { order_id, is_acknowledged } => {
                Ok(messages::take_input(context, &input, message, *order_id, *is_acknowledged).await?)
            }
            Step::Idle | Step::Confirm { .. } | Step::ToldGroup => match &input {
                // A command that there is not is no search
                Input::Text(text) if !text.starts_with('/') => Ok(search::take_text(context, bot_id, text).await?),
                _ => Ok(Reply::of([menu::say(context, "hint")])),
            },
        },
    }
}

async fn do_task(context: &Context<'_>, task: Task) -> Result<Reply, Failure> {
    Ok(match task {
        Task::Start(linked) => start::start(context, linked),
        Task::Say(key) => Reply::of([menu::say(context, key)]),
        Task::Cancel => start::cancel(context),
        Task::Catalog(request) => catalog::reply(context, request),
        Task::Search(request) => search::reply(context, request),
        Task::Photos(album) => gallery::reply(context, album),
        Task::Cart(request) => cart::reply(context, request).await?,
        Task::Checkout(request) => checkout::reply(context, request).await?,
        Task::Orders(request) => orders::reply(context, request).await?,
        Task::News(news) => news::reply(context, &news),
        Task::Alerts(request) => alerts::reply(context, request).await?,
        Task::Write(request) => messages::begin(context, request),
        Task::Profile => profile::show(context),
        Task::AskFor(field) => profile::ask(context, field),
        Task::Languages => profile::languages(context),
        Task::Speak => profile::speak(context),
        Task::Stale => context.stale(),
    })
}
