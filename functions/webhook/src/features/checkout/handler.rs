//! The questions in order, the summary, and what becomes of a confirmation.

use domain::{Basket, Contact, Order, Summary, User};
use store::{Placement, StoreError};
use telegram::Call;

use super::view;
use crate::{
    context::{Answer, Context},
    features::{cart, fields, stale},
    incoming::Event,
    step::{Field, Step},
};

/// Shows what is about to be ordered, and asks the first question.
pub(crate) async fn begin(context: &Context<'_>) -> Result<Answer, StoreError> {
    let basket = context.basket(&context.loaded_cart()).await?;
    if !basket.is_orderable() {
        let key = if basket.is_empty() { "cart-all-gone" } else { "cart-blocked" };
        let screen = cart::screen(context.words, &basket, 0);
        return Ok(Answer::say([context.edit(screen)].into_iter().chain(context.toast(context.words.label(key)))));
    }
    let field = Field::Email;
    let overview = context.send(view::overview(context.words, &basket));
    let question = context.send(fields::question(context.words, field, &context.user, None));
    Ok(Answer::say([overview, question]).then(Step::Checkout { field }))
}

/// Takes an answer into the profile and goes on; asks again, saying why, if it is none.
pub(crate) async fn answer(context: &Context<'_>, field: Field, event: &Event) -> Result<Answer, StoreError> {
    let value = match fields::read(field, event) {
        Ok(value) => value,
        Err(refusal) => {
            let question = fields::question(context.words, field, &context.user, Some(refusal));
            return Ok(Answer::say([context.send(question)]));
        }
    };
    let saved = context.store.users.set(context.user.id, value);
    let Some(next) = following(field, &context.user) else {
        let cart = context.store.carts.with_products(context.user.id);
        let (user, (cart, products)) = tokio::try_join!(saved, cart)?;
        let basket = Basket::new(&cart, &products, context.currency)?;
        return Ok(review(context, &user, &basket));
    };
    let user = saved.await?;
    let question = fields::question(context.words, next, &user, None);
    Ok(Answer::say([context.send(question)]).then(Step::Checkout { field: next }))
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
fn review(context: &Context<'_>, user: &User, basket: &Basket) -> Answer {
    let words = context.words;
    let Some(summary) = contact_of(user).and_then(|contact| Summary::of(basket, contact)) else {
        let note = context.send(view::fix(words));
        return Answer::say([note, context.send(cart::screen(words, basket, 0))]).then(Step::Idle);
    };
    let version = context.update_id;
    let note = context.send(view::review(words));
    let screen = context.send(view::summary(words, &summary, version, &[]));
    Answer::say([note, screen]).then(Step::Confirm { version, summary })
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
pub(crate) async fn confirm(context: &Context<'_>, version: i64) -> Result<Answer, StoreError> {
    let Step::Confirm { version: shown, summary } = &context.step else {
        return Ok(stale(context));
    };
    if *shown != version {
        return Ok(stale(context));
    }
    let currency = context.currency;
    let placement = context.store.place_order(context.user.id, context.update_id, summary.clone(), currency).await?;
    Ok(match placement {
        Placement::Placed(order) => placed(context, &order),
        Placement::Changed(basket) => changed(context, summary, &basket),
    })
}

fn placed(context: &Context<'_>, order: &Order) -> Answer {
    let thanks = context.send(view::placed(context.words, order));
    Answer::say(context.take_buttons().into_iter().chain([thanks])).then(Step::Idle)
}

fn changed(context: &Context<'_>, shown: &Summary, basket: &Basket) -> Answer {
    let words = context.words;
    let changes = view::changes(words, &shown.changes(basket));
    let old = context.take_buttons().into_iter();
    let Some(summary) = Summary::of(basket, shown.contact.clone()) else {
        let calls: [Call; 2] =
            [context.send(view::to_fix(words, &changes)), context.send(cart::screen(words, basket, 0))];
        return Answer::say(old.chain(calls)).then(Step::Idle);
    };
    let version = context.update_id;
    let screen = context.send(view::summary(words, &summary, version, &changes));
    Answer::say(old.chain([screen])).then(Step::Confirm { version, summary })
}

/// Leaves the checkout; the cart stays as it is.
pub(crate) fn cancel(context: &Context<'_>, version: i64) -> Answer {
    match &context.step {
        Step::Confirm { version: shown, .. } if *shown == version => {
            let note = context.send(view::cancelled(context.words));
            Answer::say(context.take_buttons().into_iter().chain([note])).then(Step::Idle)
        }
        _ => stale(context),
    }
}
