//! Values are validated before they are kept, together with the next question; keeping one twice changes nothing.

use super::view;
use crate::{
    context::{Context, Reply},
    features::{fields, menu::say},
    incoming::Input,
    step::{Field, Step},
};

/// The panel.
pub(crate) fn show(context: &Context<'_>) -> Reply {
    Reply::of([context.edit(view::panel(context.words, &context.user))])
}

/// Asks for a value.
pub(crate) fn ask(context: &Context<'_>, field: Field) -> Reply {
    Reply::of([fields::question(context, field, &context.user, None)]).then(Step::Profile { field })
}

/// Keeps the value and shows the panel; asks again, saying why, if it is none.
pub(crate) fn take_input(context: &Context<'_>, field: Field, input: &Input) -> Reply {
    match fields::read(field, input) {
        Err(refusal) => Reply::of([fields::question(context, field, &context.user, Some(refusal))]),
        Ok(value) => {
            let mut user = context.user.clone();
            value.set_in(&mut user);
            let panel = context.send(view::panel(context.words, &user));
            Reply::of([say(context, "profile-saved"), panel]).then(Step::Idle).storing(value)
        }
    }
}

/// Offers the languages in place of the panel.
pub(crate) fn languages(context: &Context<'_>) -> Reply {
    Reply::of([context.edit(view::languages(context.words))])
}

/// Speaks another language from now on, which was stored with the claim: the panel and the menu change at once.
pub(crate) fn speak(context: &Context<'_>) -> Reply {
    let panel = context.edit(view::panel(context.words, &context.user));
    Reply::of([panel, say(context, "profile-saved")]).then(Step::Idle)
}
