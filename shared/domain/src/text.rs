//! Texts of limited length. Lengths count characters (Unicode scalar values) after trimming.
//!
//! Control characters have no business in a name or a title: a line break or tab becomes a space, the others go.
//! Texts of several lines (descriptions, news) keep their line breaks.

use std::borrow::Cow;

use derive_more::{Display, Into};
use serde::{Deserialize, Serialize};

use crate::DomainError;

/// A text of limited length: what all of them have in common, for those who describe or check them from outside.
pub trait Text: TryFrom<String, Error = DomainError> {
    /// The type's name.
    const NAME: &'static str;
    /// The fewest characters, after trimming.
    const MIN: usize;
    /// The most characters, after trimming.
    const MAX: usize;
    /// Whether line breaks are kept.
    const LINES: Lines;
}

/// How many lines a text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// A title, a name: line breaks become spaces.
    One,
    /// A description, news: line breaks are kept.
    Many,
}

impl Lines {
    /// What was stored is clean already, and a list of products holds hundreds of texts: it stays as it is.
    fn clean(self, input: Cow<'_, str>) -> String {
        match self {
            _ if self.is_clean(&input) => input.into_owned(),
            Self::One => one_line(&input),
            Self::Many => many_lines(&input),
        }
    }

    fn is_clean(self, text: &str) -> bool {
        match self {
            Self::One => {
                let mut after_space = true;
                let clean = text.chars().all(|c| {
                    let second_space = after_space && c == ' ';
                    after_space = c == ' ';
                    !second_space && (c == ' ' || !(c.is_whitespace() || c.is_control()))
                });
                clean && !text.ends_with(' ')
            }
            Self::Many => text.trim().len() == text.len() && !has_control_but_line_feeds(text.as_bytes()),
        }
    }
}

/// Whether UTF-8 holds a control character (U+0000 to U+001F, U+007F to U+009F) other than a line feed. By bytes, which is
/// several times as fast as by characters.
fn has_control_but_line_feeds(text: &[u8]) -> bool {
    text.iter().any(|&byte| (byte < 0x20 && byte != b'\n') || byte == 0x7f)
        || text.windows(2).any(|pair| pair[0] == 0xc2 && pair[1] < 0xa0)
}

macro_rules! text {
    ($(#[$doc:meta] $name:ident($min:literal..=$max:literal, $lines:ident)),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Display, Into, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The fewest characters.
            pub const MIN: usize = $min;
            /// The most characters.
            pub const MAX: usize = $max;

            /// Trims, drops control characters, and checks the length.
            ///
            /// # Errors
            /// [`DomainError::TooShort`] or [`DomainError::TooLong`].
            pub fn parse(input: &str) -> Result<Self, DomainError> {
                Self::of(input.into())
            }

            fn of(input: Cow<'_, str>) -> Result<Self, DomainError> {
                let text = Lines::$lines.clean(input);
                // There are never more characters than bytes
                if Self::MIN <= 1 && (Self::MIN..=Self::MAX).contains(&text.len()) {
                    return Ok(Self(text));
                }
                match text.chars().count() {
                    n if n < Self::MIN => Err(DomainError::TooShort { min: Self::MIN }),
                    n if n > Self::MAX => Err(DomainError::TooLong { max: Self::MAX }),
                    _ => Ok(Self(text)),
                }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Text for $name {
            const NAME: &'static str = stringify!($name);
            const MIN: usize = $min;
            const MAX: usize = $max;
            const LINES: Lines = Lines::$lines;
        }

        impl TryFrom<String> for $name {
            type Error = DomainError;

            fn try_from(input: String) -> Result<Self, DomainError> {
                Self::of(input.into())
            }
        }
    )+};
}

impl ProductDescription {
    pub const EMPTY: Self = Self(String::new());
}

impl OrderNote {
    /// A note of as much as fits; `None` of nothing.
    pub fn shortened(text: &str) -> Option<Self> {
        let short: String = text.chars().take(Self::MAX).collect();
        Self::parse(&short).ok()
    }
}

impl CategoryDescription {
    pub const EMPTY: Self = Self(String::new());
}

text! {
    /// What the shop's own systems call a product (stock keeping unit).
    Sku(1..=64, One),
    /// A product's or a news item's title.
    Title(1..=256, One),
    /// A product's description, possibly empty.
    ProductDescription(0..=2048, Many),
    /// A category's title.
    CategoryTitle(1..=128, One),
    /// A category's description, possibly empty.
    CategoryDescription(0..=512, Many),
    /// The name of a characteristic, such as "Power".
    AttributeName(1..=64, One),
    /// The value of a characteristic, such as "2200 W".
    AttributeValue(1..=256, One),
    /// A news item's text.
    NewsContent(1..=3500, Many),
    /// What a broadcast says.
    BroadcastText(1..=4096, Many),
    /// What a customer writes to the shop, or the shop to a customer.
    MessageText(1..=4096, Many),
    /// A parcel's number, by which its carrier finds it.
    TrackingNumber(4..=64, One),
    /// A note in an order's history.
    OrderNote(1..=1024, One),
    /// A person's name.
    PersonName(1..=64, One),
    /// Where an order goes.
    Address(4..=256, One),
}

impl PersonName {
    /// What stands where no name is known.
    pub fn unknown() -> Self {
        Self("—".to_owned())
    }
}

impl Title {
    /// What stands where no title is known.
    pub fn unknown() -> Self {
        Self("—".to_owned())
    }
}

fn one_line(input: &str) -> String {
    let spaced = input.replace(|c: char| c.is_whitespace() || c.is_control(), " ");
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn many_lines(input: &str) -> String {
    let unix = input.replace("\r\n", "\n").replace('\r', "\n");
    unix.replace('\t', " ").replace(|c: char| c.is_control() && c != '\n', "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_characters_after_trimming() {
        assert_eq!(PersonName::parse("  Олена \n Коваль\u{7} ").unwrap().as_str(), "Олена Коваль");
        assert_eq!(PersonName::parse(" \n "), Err(DomainError::TooShort { min: 1 }));
        assert!(PersonName::parse(&"ї".repeat(64)).is_ok());
        assert_eq!(PersonName::parse(&"ї".repeat(65)), Err(DomainError::TooLong { max: 64 }));
        assert!(Address::parse("Київ").is_ok());
        assert_eq!(Address::parse("Кий"), Err(DomainError::TooShort { min: 4 }));
    }

    #[test]
    fn texts_of_several_lines_keep_their_breaks() {
        assert_eq!(NewsContent::parse("one\r\n\ntwo\u{0}\tthree ").unwrap().as_str(), "one\n\ntwo three");
    }

    #[test]
    fn what_is_clean_is_what_cleaning_leaves_as_it_is() {
        const LETTERS: [&str; 10] = ["", "a", "ї", " ", "\n", "\r", "\t", "\u{7}", "\u{a0}", "\u{2028}"];
        for n in 0..10_usize.pow(4) {
            let text: String = [1, 10, 100, 1_000].map(|place| LETTERS[n / place % 10]).concat();
            assert_eq!(Lines::One.is_clean(&text), one_line(&text) == text, "{text:?}");
            assert_eq!(Lines::Many.is_clean(&text), many_lines(&text) == text, "{text:?}");
        }
    }
}
