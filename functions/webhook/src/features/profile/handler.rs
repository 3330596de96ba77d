//! Values are validated before they are kept; keeping one twice changes nothing.

use domain::{Locale, User};
use screens::Words;
use store::{ProfileValue, StoreError};

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
pub(crate) async fn answer(context: &Context<'_>, field: Field, event: &Event) -> Result<Answer, StoreError> {
    match fields::read(field, event) {
        Err(refusal) => {
            let question = fields::question(context.words, field, &context.user, Some(refusal));
            Ok(Answer::say([context.send(question)]))
        }
        Ok(value) => {
            let user = context.store.users.set(context.user.id, value).await?;
            Ok(saved(context, context.words, &user))
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

/// Speaks another language from now on: the panel and the menu change at once.
pub(crate) async fn set_language(context: &Context<'_>, locale: Locale) -> Result<Answer, StoreError> {
    let user = context.store.users.set(context.user.id, ProfileValue::Locale(locale)).await?;
    let words = Words { locale };
    let note = context.send(with_menu(words, words.say("profile-saved").into_html()));
    Ok(Answer::say([context.edit(view::panel(words, &user)), note]).then(Step::Idle))
}
