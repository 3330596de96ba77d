//! Values are validated before they are kept, together with the next question; keeping one twice changes nothing.

use domain::User;
use screens::Words;

use super::view;
use crate::{
    context::{Answer, Context},
    features::{fields, menu::with_menu},
    incoming::Event,
    step::{Field, Step},
};

/// The panel.
pub(crate) fn show(context: &Context<'_>) -> Answer {
    Answer::say([context.edit(view::panel(context.words, &context.user))])
}

/// Asks for a value.
pub(crate) fn ask(context: &Context<'_>, field: Field) -> Answer {
    let question = fields::question(context.words, field, &context.user, None);
    Answer::say([context.send(question)]).then(Step::Profile { field })
}

/// Keeps the value and shows the panel; asks again, saying why, if it is none.
pub(crate) fn answer(context: &Context<'_>, field: Field, event: &Event) -> Answer {
    match fields::read(field, event) {
        Err(refusal) => {
            let question = fields::question(context.words, field, &context.user, Some(refusal));
            Answer::say([context.send(question)])
        }
        Ok(value) => {
            let mut user = context.user.clone();
            value.set_in(&mut user);
            saved(context, context.words, &user).keeping(value)
        }
    }
}

fn saved(context: &Context<'_>, words: Words, user: &User) -> Answer {
    let note = context.send(with_menu(words, words.say("profile-saved").into_html()));
    Answer::say([note, context.send(view::panel(words, user))]).then(Step::Idle)
}

/// Offers the languages in place of the panel.
pub(crate) fn languages(context: &Context<'_>) -> Answer {
    Answer::say([context.edit(view::languages(context.words))])
}

/// Speaks another language from now on, which was stored with the claim: the panel and the menu change at once.
pub(crate) fn speak(context: &Context<'_>) -> Answer {
    let note = context.send(with_menu(context.words, context.words.say("profile-saved").into_html()));
    Answer::say([context.edit(view::panel(context.words, &context.user)), note]).then(Step::Idle)
}
