//! Text with the formatting that Telegram knows, as people write it: in Telegram's HTML (Bot API, "HTML style"). What is refused
//! here Telegram would refuse, or show in another way than it was meant.
//!
//! Kept is not what was written but what was understood, written anew: tags in one spelling, nothing but known attributes, every
//! other character escaped.

mod parse;

use serde::{Deserialize, Serialize};

use self::parse::Parser;

/// A text with formatting that Telegram can show in one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Formatted {
    html: String,
    plain: String,
}

/// Why a text cannot be shown with its formatting, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("character {at}: {problem}")]
pub struct FormatError {
    /// The character it begins at, the first being 1.
    pub at: usize,
    pub problem: FormatProblem,
}

/// What is wrong with a text that has formatting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatProblem {
    #[error("a tag without end; the character itself is written &lt;")]
    BrokenTag,
    #[error("Telegram knows no <{0}>")]
    UnknownTag(String),
    #[error("{0} does not belong there")]
    UnknownAttribute(String),
    #[error("<a> needs a href")]
    NoAddress,
    #[error("{0} is no address that Telegram opens")]
    BadAddress(String),
    #[error("Telegram knows no &{0};")]
    UnknownEntity(String),
    #[error("<{0}> is not closed")]
    NotClosed(String),
    #[error("</{found}> stands where </{expected}> should")]
    WrongOrder { expected: String, found: String },
    #[error("</{0}> closes nothing")]
    NotOpen(String),
    #[error("<{inner}> cannot stand in <{outer}>")]
    Nested { inner: String, outer: String },
    #[error("there is nothing to read")]
    Empty,
    #[error("it is longer than {max} characters, as Telegram counts them")]
    TooLong { max: usize },
    #[error("it has more than {max} formatted parts")]
    TooMany { max: usize },
}

impl Formatted {
    /// The most UTF-16 units, without tags.
    pub const MAX: usize = 4_096;
    /// The most formatted parts: Telegram shows the others without formatting.
    pub const MAX_PARTS: usize = 100;

    /// Reads Telegram's HTML.
    ///
    /// # Errors
    /// [`FormatError`].
    pub fn parse(input: &str) -> Result<Self, FormatError> {
        let (html, plain) = Parser::new(input.trim()).parse()?;
        let error = |problem| Err(FormatError { at: 1, problem });
        if plain.trim().is_empty() {
            return error(FormatProblem::Empty);
        }
        if plain.encode_utf16().count() > Self::MAX {
            return error(FormatProblem::TooLong { max: Self::MAX });
        }
        Ok(Self { html, plain })
    }

    /// As Telegram takes it.
    pub fn as_html(&self) -> &str {
        &self.html
    }

    /// What is read of it, without formatting.
    pub fn plain(&self) -> &str {
        &self.plain
    }
}

impl TryFrom<String> for Formatted {
    type Error = FormatError;

    fn try_from(html: String) -> Result<Self, FormatError> {
        Self::parse(&html)
    }
}

impl From<Formatted> for String {
    fn from(formatted: Formatted) -> Self {
        formatted.html
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn html(input: &str) -> String {
        Formatted::parse(input).unwrap_or_else(|error| panic!("{error}: {input}")).into()
    }

    fn problem(input: &str) -> String {
        Formatted::parse(input).expect_err(input).to_string()
    }

    #[test]
    fn everything_that_telegram_knows_is_read() {
        for (input, expected) in [
            ("<b>a</b><strong>b</strong>", "<b>a</b><b>b</b>"),
            ("<I>a</I><em>b</em><ins>c</ins><u>d</u>", "<i>a</i><i>b</i><u>c</u><u>d</u>"),
            ("<s>a</s><strike>b</strike><del>c</del>", "<s>a</s><s>b</s><s>c</s>"),
            (
                "<span class=\"tg-spoiler\">a</span><tg-spoiler>b</tg-spoiler>",
                "<tg-spoiler>a</tg-spoiler><tg-spoiler>b</tg-spoiler>",
            ),
            (
                "<a href='https://shop.example/?a=1&amp;b=2'>a</a>",
                "<a href=\"https://shop.example/?a=1&amp;b=2\">a</a>",
            ),
            ("<a href=\"tg://user?id=7\"><b>Olena</b></a>", "<a href=\"tg://user?id=7\"><b>Olena</b></a>"),
            ("<code>a &lt; b</code>", "<code>a &lt; b</code>"),
            (
                "<pre><code class=\"language-rust\">fn</code></pre>",
                "<pre><code class=\"language-rust\">fn</code></pre>",
            ),
            ("<blockquote expandable>a</blockquote>", "<blockquote expandable>a</blockquote>"),
            ("<blockquote>a\n<b>b</b></blockquote>", "<blockquote>a\n<b>b</b></blockquote>"),
            ("  a & b &#38; &#x26; &quot;\r\n\tc ", "a &amp; b &amp; &amp; &quot;\n c"),
        ] {
            assert_eq!(html(input), expected, "{input}");
        }
        assert_eq!(Formatted::parse("<b>a &lt; b</b>\nc").unwrap().plain(), "a < b\nc");
    }

    #[test]
    fn what_telegram_would_refuse_or_show_otherwise_is_named() {
        let long = format!("<b>{}</b>", "😀".repeat(2_049));
        let many = "<b>a</b>".repeat(101);
        for (input, expected) in [
            ("a < b", "character 3: a tag without end; the character itself is written &lt;"),
            ("ї<script>x</script>", "character 2: Telegram knows no <script>"),
            ("<br>", "character 1: Telegram knows no <br>"),
            ("<b onclick=\"x\">a</b>", "character 1: onclick does not belong there"),
            ("<span class=\"red\">a</span>", "character 1: class=\"red\" does not belong there"),
            ("<a>a</a>", "character 1: <a> needs a href"),
            (
                "<a href=\"javascript:alert(1)\">a</a>",
                "character 1: javascript:alert(1) is no address that Telegram opens",
            ),
            ("<a href=\"/products\">a</a>", "character 1: /products is no address that Telegram opens"),
            ("a&nbsp;b", "character 2: Telegram knows no &nbsp;"),
            ("a<b>b", "character 2: <b> is not closed"),
            ("<b>a<i>b</b></i>", "character 9: </b> stands where </i> should"),
            ("a</b>", "character 2: </b> closes nothing"),
            ("<code><b>a</b></code>", "character 7: <b> cannot stand in <code>"),
            (
                "<a href=\"https://a.example\"><b><a href=\"https://b.example\">a</a></b></a>",
                "character 32: <a> cannot stand in <a>",
            ),
            (
                "<blockquote><b><blockquote>a</blockquote></b></blockquote>",
                "character 16: <blockquote> cannot stand in <blockquote>",
            ),
            ("<code class=\"language-rust\">a</code>", "character 1: class=\"language-rust\" does not belong there"),
            ("<b> \n</b>", "character 1: there is nothing to read"),
            (long.as_str(), "character 1: it is longer than 4096 characters, as Telegram counts them"),
            (many.as_str(), "character 801: it has more than 100 formatted parts"),
        ] {
            assert_eq!(problem(input), expected, "{input}");
        }
        assert!(Formatted::parse(&"😀".repeat(2_048)).is_ok());
    }

    #[test]
    fn what_is_stored_is_read_as_it_was() {
        let text = Formatted::parse("<b>a</b> &amp; <a href=\"https://a.example\">b</a>").unwrap();
        let stored = serde_json::to_string(&text).unwrap();
        assert_eq!(serde_json::from_str::<Formatted>(&stored).unwrap(), text);
        assert!(serde_json::from_str::<Formatted>("\"<b>\"").is_err());
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_what_was_read_is_read_again(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "<b>", "</b>", "<i", ">", "<a href=\"https://a.example\">", "</a>", "&", "&amp;", "&#", ";", "<pre>",
                    "</pre>", "<code>", "</code>", "ї", "\"", "'", "=", " ", "\n", "x", "/", "\u{0}", "\u{202e}", "&#32;", "&#0;",
                ]),
                0..12,
            ),
        ) {
            if let Ok(text) = Formatted::parse(&parts.concat()) {
                prop_assert_eq!(Formatted::parse(text.as_html()).unwrap(), text);
            }
        }
    }
}
