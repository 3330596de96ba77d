//! The panel and the choice of language.

use domain::{Locale, User, VariantArray};
use screens::Words;
use telegram::{Keyboard, Screen};

use crate::{action::Action, step::Field};

pub(super) fn panel(words: Words, user: &User) -> Screen {
    let value = |field: Field| field.saved(user).map_or_else(|| words.label("profile-unset"), str::to_owned);
    let text = words
        .message("profile")
        .text("email", value(Field::Email))
        .text("phone", value(Field::Phone))
        .text("name", value(Field::Name))
        .text("address", value(Field::Address))
        .text("language", words.label("language-name"));
    let edit = |field: Field, key| Action::ProfileEdit(field).button(words.label(key));
    Screen::new(text.into_html()).keyboard(Keyboard::inline([
        vec![edit(Field::Email, "profile-email"), edit(Field::Phone, "profile-phone")],
        vec![edit(Field::Name, "profile-name"), edit(Field::Address, "profile-address")],
        vec![Action::Languages.button(words.label("profile-language"))],
        vec![Action::Alerts.button(words.label("alerts-button"))],
    ]))
}

pub(super) fn languages(words: Words) -> Screen {
    let language = |locale| Action::SetLanguage(locale).button(Words { locale, ..words }.label("language-name"));
    let back = Action::Profile.button(words.label("back"));
    let rows = Locale::VARIANTS.iter().map(|locale| vec![language(*locale)]).chain([vec![back]]);
    Screen::new(words.message("choose-language").into_html()).keyboard(Keyboard::inline(rows))
}
