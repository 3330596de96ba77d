//! Values are validated before they are kept, together with the next question; keeping one twice changes nothing.

use domain::User;
use screens::Words;

use super::view;
use crate::{
    context::{Context, Reply},
    features::{fields, menu::with_menu},
    incoming::Input,
    step::{Field, Step},
};

/// The panel.
pub(crate) fn show(context: &Context<'_>) -> Reply {
    Reply::of([context.edit(view::panel(context.words, &context.user))])
}

/// Asks for a value.
pub(crate) fn ask(context: &Context<'_>, field: Field) -> Reply {
    let question = fields::question(context.words, field, &context.user, None);
    Reply::of([context.send(question)]).then(Step::Profile { field })
}

/// Keeps the value and shows the panel; asks again, saying why, if it is none.
pub(crate) fn take_input(context: &Context<'_>, field: Field, input: &Input) -> Reply {
    match fields::read(field, input) {
        Err(refusal) => {
            let question = fields::question(context.words, field, &context.user, Some(refusal));
            Reply::of([context.send(question)])
        }
        Ok(value) => {
            let mut user = context.user.clone();
            value.set_in(&mut user);
            saved(context, context.words, &user).storing(value)
        }
    }
}

fn saved(context: &Context<'_>, words: Words, user: &User) -> Reply {
    let note = context.send(with_menu(words, words.message("profile-saved").into_html()));
    Reply::of([note, context.send(view::panel(words, user))]).then(Step::Idle)
}

/// Offers the languages in place of the panel.
pub(crate) fn languages(context: &Context<'_>) -> Reply {
    Reply::of([context.edit(view::languages(context.words))])
}

/// Speaks another language from now on, which was stored with the claim: the panel and the menu change at once.
pub(crate) fn speak(context: &Context<'_>) -> Reply {
    let note = context.send(with_menu(context.words, context.words.message("profile-saved").into_html()));
    Reply::of([context.edit(view::panel(context.words, &context.user)), note]).then(Step::Idle)
}
