//! Asking for an e-mail, a phone, an address or a name: the same in the checkout and in the profile.

use domain::{Address, DomainError, PersonName, Phone, User};
use screens::{Words, blocks};
use store::ProfileValue;
use telegram::{Call, Keyboard, ReplyButton, Screen};

use crate::{context::Context, incoming::Input, step::Field};

/// Why an input is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is not what was asked for.
    Invalid,
    /// It is another person's contact.
    NotYours,
    /// A sticker or the like.
    NotText,
}

/// The question, with the reason if it is asked again. The value known already is a button; so is the phone's own
/// number, which Telegram hands over on a press.
pub(super) fn question(context: &Context<'_>, field: Field, user: &User, refusal: Option<Refusal>) -> Call {
    let words = context.words;
    let saved = field.saved(user).map(|value| vec![ReplyButton::Text(value.to_owned())]);
    let share = (field == Field::Phone).then(|| vec![ReplyButton::ShareContact(words.label("share-phone"))]);
    let rows = share.into_iter().chain(saved).chain([vec![ReplyButton::Text(words.label("cancel"))]]);
    let reason = refusal.map(|refusal| reason(words, field, refusal)).unwrap_or_default();
    context.send(Screen::new(blocks([reason, ask(words, field)])).keyboard(Keyboard::reply(rows)))
}

/// Reads an input.
pub(super) fn read(field: Field, input: &Input) -> Result<ProfileValue, Refusal> {
    let invalid = |_: DomainError| Refusal::Invalid;
    match input {
        Input::Text(text) => field.parse(text).map_err(invalid),
        Input::Contact { own: false, .. } if field == Field::Phone => Err(Refusal::NotYours),
        Input::Contact { phone, .. } if field == Field::Phone => {
            Phone::parse_contact(phone).map(ProfileValue::Phone).map_err(invalid)
        }
        _ => Err(Refusal::NotText),
    }
}

fn ask(words: Words, field: Field) -> String {
    let key = match field {
        Field::Email => "ask-email",
        Field::Phone => "ask-phone",
        Field::Address => "ask-address",
        Field::Name => "ask-name",
    };
    words.message(key).html()
}

fn reason(words: Words, field: Field, refusal: Refusal) -> String {
    let limits = |key, min: usize, max: usize| words.message(key).number("min", min).number("max", max).html();
    match (refusal, field) {
        (Refusal::NotYours, _) => words.message("not-your-contact").html(),
        (Refusal::NotText, _) => words.message("text-wanted").html(),
        (Refusal::Invalid, Field::Email) => words.message("bad-email").html(),
        (Refusal::Invalid, Field::Phone) => words.message("bad-phone").html(),
        (Refusal::Invalid, Field::Address) => limits("bad-address", Address::MIN, Address::MAX),
        (Refusal::Invalid, Field::Name) => limits("bad-name", PersonName::MIN, PersonName::MAX),
    }
}
