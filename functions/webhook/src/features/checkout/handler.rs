//! The questions in order, the summary, and what becomes of a confirmation.

use domain::{Basket, Contact, Order, Summary, User, UserId};
use store::{CartProducts, Confirmation, Holding, Placement, Store, StoreError};
use telegram::Call;

use super::view;
use crate::{
    context::{Context, Reply},
    failure::Failure,
    features::{
        cart, fields,
        menu::{say, with_menu},
    },
    incoming::Input,
    step::{Field, Step},
};

/// What is to be done.
#[derive(Debug)]
pub(crate) enum Request {
    /// The checkout begins.
    Begin(CartProducts),
    /// The summary of this version is confirmed.
    Confirm { version: i64, found: CartProducts },
    /// The summary of this version is not confirmed.
    Cancel { version: i64 },
}

pub(crate) async fn begin(store: &Store, id: UserId) -> Result<Request, StoreError> {
    Ok(Request::Begin(store.carts.products(id).await?))
}

pub(crate) async fn confirm(store: &Store, id: UserId, version: i64) -> Result<Request, StoreError> {
    Ok(Request::Confirm { version, found: store.carts.products(id).await? })
}

/// What an input leads to is not known before the open question is. The last ones lead to the summary.
pub(crate) async fn products_for_summary(store: &Store, id: UserId) -> Result<CartProducts, StoreError> {
    let last = [Field::Address, Field::Name].map(|field| Step::Checkout { field });
    store.carts.products_at(id, &last).await
}

pub(crate) async fn reply(context: &Context<'_>, request: Request) -> Result<Reply, Failure> {
    match request {
        Request::Begin(found) => Ok(ask_first(context, &context.basket(&context.cart, found).await?)),
        Request::Confirm { version, found } => place(context, version, found).await,
        Request::Cancel { version } => Ok(cancel(context, version)),
    }
}

/// Shows what is about to be ordered, and asks the first question.
fn ask_first(context: &Context<'_>, basket: &Basket) -> Reply {
    if !basket.is_orderable() {
        let key = if basket.is_empty() { "cart-all-gone" } else { "cart-blocked" };
        let screen = cart::screen(context.words, basket, 0);
        return Reply::of([context.edit(screen)].into_iter().chain(context.toast(context.words.label(key))));
    }
    let field = Field::Email;
    let overview = context.send(view::overview(context.words, basket));
    let question = fields::question(context, field, &context.user, None);
    Reply::of([overview, question]).then(Step::Checkout { field })
}

/// Takes an input into the profile and goes on; asks again, saying why, if it is not valid.
pub(crate) async fn take_input(
    context: &Context<'_>,
    field: Field,
    input: &Input,
    found: CartProducts,
) -> Result<Reply, StoreError> {
    let value = match fields::read(field, input) {
        Ok(value) => value,
        Err(refusal) => return Ok(Reply::of([fields::question(context, field, &context.user, Some(refusal))])),
    };
    let mut user = context.user.clone();
    value.set_in(&mut user);
    let reply = match following(field, &context.user) {
        None => review(context, &user, context.basket(&context.cart, found).await?).await?,
        Some(next) => Reply::of([fields::question(context, next, &user, None)]).then(Step::Checkout { field: next }),
    };
    Ok(reply.storing(value))
}

/// The question after this one. The name is asked for only if none is known, not even from Telegram.
const fn following(field: Field, user: &User) -> Option<Field> {
    match field {
        Field::Email => Some(Field::Phone),
        Field::Phone => Some(Field::Address),
        Field::Address if user.name.is_none() && user.telegram.name.is_none() => Some(Field::Name),
        Field::Address | Field::Name => None,
    }
}

/// The summary, to be confirmed; the cart, if it cannot be ordered any more.
async fn review(context: &Context<'_>, user: &User, basket: Basket) -> Result<Reply, StoreError> {
    let words = context.words;
    let (basket, summary) = held(context, basket, contact_of(user)).await?;
    let Some(summary) = summary else {
        let cart = context.send(cart::screen(words, &basket, 0));
        return Ok(Reply::of([say(context, "changes-fix"), cart]).then(Step::Idle));
    };
    let version = context.update_id();
    let screen = context.send(view::summary(words, &summary, version, &[]));
    // The questions are over: the menu comes back in place of the buttons for input
    Ok(Reply::of([say(context, "checkout-review"), screen]).then(Step::Confirm { version, summary }))
}

/// The summary of a basket, whose lines are held from now on; the basket alone, as it is then, if it cannot be ordered any
/// more.
async fn held(
    context: &Context<'_>,
    basket: Basket,
    contact: Option<Contact>,
) -> Result<(Basket, Option<Summary>), StoreError> {
    let summary = contact.and_then(|contact| Summary::of(&basket, contact));
    if summary.is_none() || context.hold.is_zero() {
        return Ok((basket, summary));
    }
    match context.store.hold(&context.cart, context.currency, context.hold).await? {
        Holding::Held => Ok((basket, summary)),
        Holding::Short(basket) => Ok((basket, None)),
    }
}

fn contact_of(user: &User) -> Option<Contact> {
    Some(Contact {
        name: user.display_name()?.clone(),
        phone: user.phone.clone()?,
        email: user.email.clone()?,
        address: user.address.clone()?,
    })
}

/// Places the order, if all is still as the customer saw it; shows what changed otherwise.
async fn place(context: &Context<'_>, version: i64, found: CartProducts) -> Result<Reply, Failure> {
    let summary = match context.step {
        Step::Confirm { version: shown, summary } if *shown == version => summary,
        // The question is closed by the order itself: this may be a redelivery of the update that placed it
        _ => {
            let placed = context.store.orders.placed_by(context.user.id, context.update_id()).await?;
            return Ok(placed.map_or_else(|| context.stale(), |order| placed_order(context, &order)));
        }
    };
    let products = context.store.carts.complete(&context.cart, found).await?;
    let confirmation = Confirmation {
        claimed: context.claimed,
        shown: summary,
        cart: &context.cart,
        products,
        currency: context.currency,
        next_step: &Step::Idle,
    };
    match context.store.place_order(confirmation).await? {
        Placement::Placed(order) => Ok(placed_order(context, &order)),
        Placement::Changed(basket) => Ok(changed(context, summary, basket).await?),
        Placement::ClaimLost => Err(Failure::ClaimLost),
    }
}

/// The question is closed: that was stored with the order.
fn placed_order(context: &Context<'_>, order: &Order) -> Reply {
    let thanks = with_menu(context, view::placed(context.words, order));
    Reply::of(context.take_buttons().into_iter().chain([thanks]))
}

async fn changed(context: &Context<'_>, shown: &Summary, basket: Basket) -> Result<Reply, StoreError> {
    let words = context.words;
    let (basket, summary) = held(context, basket, Some(shown.contact.clone())).await?;
    let changes = view::changes(words, &shown.changes(&basket));
    let old = context.take_buttons().into_iter();
    let Some(summary) = summary else {
        let calls: [Call; 2] =
            [with_menu(context, view::to_fix(words, &changes)), context.send(cart::screen(words, &basket, 0))];
        return Ok(Reply::of(old.chain(calls)).then(Step::Idle));
    };
    let version = context.update_id();
    let screen = context.send(view::summary(words, &summary, version, &changes));
    Ok(Reply::of(old.chain([screen])).then(Step::Confirm { version, summary }))
}

/// Leaves the checkout; the cart stays as it is.
fn cancel(context: &Context<'_>, version: i64) -> Reply {
    match context.step {
        Step::Confirm { version: shown, .. } if *shown == version => {
            let note = say(context, "checkout-cancelled");
            Reply::of(context.take_buttons().into_iter().chain([note])).then(Step::Idle)
        }
        _ => context.stale(),
    }
}
