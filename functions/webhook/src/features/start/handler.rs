//! Nothing here but words: the customer was created, or refreshed, when the update was loaded.

use store::StoreError;
use telegram::{Call, Html};

use super::view;
use crate::{
    context::{Answer, Context},
    features::{catalog, menu::with_menu},
    incoming::Place,
    step::Step,
};

/// `/start`, also from a link: `/start p_<product id>` opens that product, anything else greets.
pub(crate) async fn start(context: &Context<'_>, payload: Option<&str>) -> Result<Answer, StoreError> {
    let product_id = payload.and_then(|payload| payload.strip_prefix("p_")?.parse().ok());
    let greeting = context.send(view::greeting(context.words, &context.user, context.update_id));
    match product_id {
        Some(id) => {
            let product = catalog::product(context, id).await?;
            Ok(Answer::say([greeting].into_iter().chain(product.reply.calls().to_vec())))
        }
        None => Ok(Answer::say([greeting])),
    }
}

pub(crate) fn menu(context: &Context<'_>) -> Answer {
    say(context, "menu")
}

pub(crate) fn help(context: &Context<'_>) -> Answer {
    say(context, "help")
}

pub(crate) fn hint(context: &Context<'_>) -> Answer {
    say(context, "hint")
}

/// Leaves what was asked, and says what that was.
pub(crate) fn cancel(context: &Context<'_>) -> Answer {
    say(context, left(&context.step).unwrap_or("nothing-to-cancel"))
}

/// A command or a button of the menu leaves what was asked. Where the place it leads to does not bring the menu back by
/// itself, this does: the question's buttons still stand in place of the phone's keyboard.
pub(crate) fn leaving(context: &Context<'_>, place: &Place) -> Option<Call> {
    let has_menu = matches!(place, Place::Start { .. } | Place::Menu | Place::Help | Place::Cancel);
    let key = left(&context.step).filter(|_| !has_menu)?;
    Some(context.send(with_menu(context.words, Html::new(context.words.say(key).html()))))
}

const fn left(step: &Step) -> Option<&'static str> {
    match step {
        Step::Checkout { .. } | Step::Confirm { .. } => Some("checkout-cancelled"),
        Step::Profile { .. } => Some("cancelled"),
        Step::Idle | Step::ToldGroup => None,
    }
}

fn say(context: &Context<'_>, key: &'static str) -> Answer {
    let text = Html::new(context.words.say(key).html());
    Answer::say([context.send(with_menu(context.words, text))])
}
