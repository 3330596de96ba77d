//! What staff find a customer by: the beginning of a word of the name, of the username or of the e-mail address, the
//! beginning or the end of the phone number, the Telegram id. Words of names are compared by their sound, as those of products
//! are, so that case and alphabet do not matter.
//!
//! Each part of a customer's document has terms of its own, as it is written by itself: what Telegram says by the claim of
//! an update, the rest by whoever changes it.

use bson::{Document, doc};
use domain::{
    Email, PersonName, Phone, TelegramProfile, User,
    search::{MOST_WORDS, Word, readings, words},
};
use mongodb::IndexModel;

use super::ProfileValue;
use crate::index::index;

/// Where the terms of what Telegram says are stored.
pub(crate) const OF_TELEGRAM: &str = "terms.telegram";
const OF_NAME: &str = "terms.name";
const OF_PHONE: &str = "terms.phone";
const OF_EMAIL: &str = "terms.email";

/// Before a username.
const USERNAME: char = '@';
/// Before a phone number, last digit first.
const REVERSED: char = '<';
/// No part of a number with fewer digits is looked for: it would be in too many.
const LEAST_DIGITS: usize = 4;

pub(crate) fn indexes() -> Vec<IndexModel> {
    let of = |(name, field): (&str, &str)| {
        let mut index = index(name, doc! { field: 1 });
        if let Some(options) = &mut index.options {
            options.sparse = Some(true);
        }
        index
    };
    [("by_telegram", OF_TELEGRAM), ("by_name", OF_NAME), ("by_phone", OF_PHONE), ("by_email", OF_EMAIL)].map(of).into()
}

/// All terms of a customer, as they are stored.
pub(crate) fn of(user: &User) -> Document {
    doc! {
        "telegram": of_telegram(&user.telegram),
        "name": user.name.as_ref().map(of_name).unwrap_or_default(),
        "phone": user.phone.as_ref().map(of_phone).unwrap_or_default(),
        "email": user.email.as_ref().map(of_email).unwrap_or_default(),
    }
}

/// The terms of what Telegram says.
pub(crate) fn of_telegram(telegram: &TelegramProfile) -> Vec<String> {
    let username = telegram.username.iter().map(|name| format!("{USERNAME}{}", name.to_lowercase()));
    telegram.name.iter().flat_map(of_name).chain(username).collect()
}

/// The terms of what a customer tells, and where they are stored; none of an address.
pub(crate) fn of_value(value: &ProfileValue) -> Option<(&'static str, Vec<String>)> {
    match value {
        ProfileValue::Name(name) => Some((OF_NAME, of_name(name))),
        ProfileValue::Phone(phone) => Some((OF_PHONE, of_phone(phone))),
        ProfileValue::Email(email) => Some((OF_EMAIL, of_email(email))),
        ProfileValue::Address(_) => None,
    }
}

fn of_name(name: &PersonName) -> Vec<String> {
    words(name.as_str())
}

fn of_phone(phone: &Phone) -> Vec<String> {
    let digits = phone.as_str().trim_start_matches('+');
    vec![digits.to_owned(), reversed(digits)]
}

fn of_email(email: &Email) -> Vec<String> {
    vec![email.as_str().to_lowercase()]
}

fn reversed(digits: &str) -> String {
    [REVERSED].into_iter().chain(digits.chars().rev()).collect()
}

/// What the customers that a text finds fulfil, all of it; nothing, if the text is empty.
pub(super) fn conditions(text: &str) -> Vec<Document> {
    if let Some(digits) = digits_of(text) {
        return vec![any(of_digits(&digits))];
    }
    text.split_whitespace().take(MOST_WORDS).map(|part| any(of_part(&part.to_lowercase()))).collect()
}

/// The digits of what may be a phone number or an id, however it is written.
fn digits_of(text: &str) -> Option<String> {
    let separator = |c: char| c.is_whitespace() || "+-().\u{2010}\u{2011}\u{2012}\u{2013}".contains(c);
    let digits: String = text.chars().filter(|&c| !separator(c)).collect();
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

fn of_digits(digits: &str) -> Vec<Document> {
    let id = digits.parse::<i64>().ok().map(|id| doc! { "_id": id });
    let mut found: Vec<Document> = id.into_iter().collect();
    if digits.len() >= LEAST_DIGITS {
        // As Phone::parse reads local forms
        let local = [("00", ""), ("80", "380"), ("0", "380")].into_iter();
        let local = local.filter_map(|(from, to)| Some(format!("{to}{}", digits.strip_prefix(from)?)));
        let beginnings = [digits.to_owned(), reversed(digits)].into_iter().chain(local);
        found.extend(beginnings.map(|beginning| begins(OF_PHONE, &beginning)));
    }
    if found.is_empty() {
        // Too long for an id: nobody has it
        found.push(doc! { "_id": { "$in": [] } });
    }
    found
}

/// Of one word that was typed.
fn of_part(part: &str) -> Vec<Document> {
    if let Some(username) = part.strip_prefix(USERNAME) {
        return vec![begins(OF_TELEGRAM, &format!("{USERNAME}{username}"))];
    }
    let mut found = vec![begins(OF_EMAIL, part)];
    if part.contains('@') {
        return found;
    }
    found.push(begins(OF_TELEGRAM, &format!("{USERNAME}{part}")));
    for reading in readings(part) {
        match reading.as_slice() {
            [word] => found.extend(of_word(word)),
            words => found.push(doc! { "$and": words.iter().map(|word| any(of_word(word))).collect::<Vec<_>>() }),
        }
    }
    found
}

fn of_word(word: &Word) -> Vec<Document> {
    let fields = [OF_NAME, OF_TELEGRAM].into_iter();
    fields.flat_map(|field| word.beginnings().into_iter().map(move |beginning| begins(field, &beginning))).collect()
}

fn begins(field: &str, beginning: &str) -> Document {
    doc! { field: { "$elemMatch": { "$gte": beginning, "$lt": format!("{beginning}\u{10ffff}") } } }
}

fn any(conditions: Vec<Document>) -> Document {
    doc! { "$or": conditions }
}
