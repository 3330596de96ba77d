//! Words for one customer: the texts of `locales` in their language, with what goes in escaped where it must be.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use domain::{Languages, Locale, Money};
use locales::Value;
use telegram::{Html, escape, shorten};

/// The longest label of a button; phones show less.
const MAX_LABEL: usize = 60;

/// The texts in one language, for a shop whose days are those of one time zone.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    pub locale: Locale,
    /// The shop's own language, for what has no text in theirs.
    pub shop_locale: Locale,
    pub time_zone: Tz,
}

/// A text whose placeholders are being filled in.
#[derive(Debug)]
#[must_use]
pub struct Phrase {
    words: Words,
    key: &'static str,
    arguments: Vec<(&'static str, Value<'static>)>,
    /// Those that are Telegram's HTML already.
    marked_up: Vec<&'static str>,
}

impl Words {
    /// The text with this key.
    pub const fn message(self, key: &'static str) -> Phrase {
        Phrase { words: self, key, arguments: Vec::new(), marked_up: Vec::new() }
    }

    /// The languages in which the catalogue is shown.
    pub const fn languages(self) -> Languages {
        Languages { reader: self.locale, shop: self.shop_locale }
    }

    /// The text with this key as a button's label.
    pub fn label(self, key: &'static str) -> String {
        self.message(key).plain()
    }
}

impl Phrase {
    /// A text, as typed: it is escaped where need be.
    pub fn text(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.arguments.push((name, Value::from(text.into())));
        self
    }

    /// A text that is Telegram's HTML already: of a phrase that is shown as HTML.
    pub fn html_text(mut self, name: &'static str, html: impl Into<String>) -> Self {
        self.marked_up.push(name);
        self.text(name, html)
    }

    /// A number, which also picks the plural form. None that is counted here comes near the largest there can be.
    pub fn number(mut self, name: &'static str, number: impl TryInto<i64>) -> Self {
        self.arguments.push((name, Value::from(number.try_into().unwrap_or(i64::MAX))));
        self
    }

    /// An amount, as it is written in the language.
    pub fn money(self, name: &'static str, money: Money) -> Self {
        let text = locales::money(self.words.locale, money);
        self.text(name, text)
    }

    /// The shop's day at that moment, as it is written in the language.
    pub fn date(self, name: &'static str, at: DateTime<Utc>) -> Self {
        let text = locales::date(self.words.locale, self.local(at).date());
        self.text(name, text)
    }

    /// The shop's day and time at that moment.
    pub fn date_time(self, name: &'static str, at: DateTime<Utc>) -> Self {
        let text = locales::date_time(self.words.locale, self.local(at));
        self.text(name, text)
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.words.time_zone).naive_local()
    }

    /// As Telegram's HTML.
    pub fn html(mut self) -> String {
        for (name, value) in &mut self.arguments {
            if let Value::String(text) = value
                && !self.marked_up.contains(name)
            {
                *text = escape(text).into();
            }
        }
        self.plain()
    }

    /// As plain text, for a toast.
    pub fn plain(self) -> String {
        locales::text(self.words.locale, self.key, &self.arguments)
    }

    /// As the text of a screen.
    pub fn into_html(self) -> Html {
        Html::new(self.html())
    }
}

/// A text that people typed as a button's label.
pub fn label_of(text: &str) -> String {
    shorten(text, MAX_LABEL)
}

/// Blocks of HTML, one below the other, with an empty line between them.
pub fn blocks(blocks: impl IntoIterator<Item = String>) -> Html {
    Html::new(blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n"))
}

/// As many of `items` as fit beside `others` into a message, one below the other; then how many more there are.
pub fn fitting(words: Words, items: Vec<String>, others: &[&str]) -> String {
    const MESSAGE: usize = 4096;
    /// For empty lines and the line that counts the rest.
    const RESERVE: usize = 100;
    let used: usize = others.iter().map(|other| Html::new(*other).len() + 2).sum();
    let mut left = MESSAGE.saturating_sub(used + RESERVE);
    let count = items.len();
    let mut kept = Vec::new();
    for item in items {
        let length = Html::new(item.as_str()).len() + 2;
        if length > left {
            break;
        }
        left -= length;
        kept.push(item);
    }
    if kept.len() < count {
        kept.push(words.message("lines-more").number("count", count - kept.len()).html());
    }
    kept.join("\n")
}
