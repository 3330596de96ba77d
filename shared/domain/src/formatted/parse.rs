//! Telegram's HTML, read from the first character to the last.

use url::Url;

use super::{FormatError, FormatProblem, Formatted};

/// What Telegram opens when a link is pressed.
const SCHEMES: [&str; 5] = ["http", "https", "tg", "mailto", "tel"];
const LANGUAGE: &str = "language-";

/// What a tag does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Tag {
    /// Bold, italic, underlined, struck out, hidden: by the name that is written.
    Style(&'static str),
    Code,
    /// The language of the block around it.
    Language(String),
    Block,
    Link(String),
    Quote {
        expandable: bool,
    },
}

impl Tag {
    const fn name(&self) -> &'static str {
        match self {
            Self::Style(name) => name,
            Self::Code | Self::Language(_) => "code",
            Self::Block => "pre",
            Self::Link(_) => "a",
            Self::Quote { .. } => "blockquote",
        }
    }

    fn open(&self) -> String {
        let name = self.name();
        match self {
            Self::Language(language) => format!("<{name} class=\"{LANGUAGE}{}\">", escaped(language)),
            Self::Link(address) => format!("<{name} href=\"{}\">", escaped(address)),
            Self::Quote { expandable: true } => format!("<{name} expandable>"),
            _ => format!("<{name}>"),
        }
    }
}

/// A tag that is not closed yet.
struct Open {
    tag: Tag,
    /// As it was written.
    name: String,
    /// Where, in bytes.
    at: usize,
}

/// An attribute and its value, if it has one.
struct Attribute {
    name: String,
    value: Option<String>,
}

impl Attribute {
    fn written(&self) -> String {
        match &self.value {
            Some(value) if self.name == "class" => format!("{}=\"{value}\"", self.name),
            _ => self.name.clone(),
        }
    }
}

pub(super) struct Parser<'a> {
    input: &'a str,
    /// How far it was read, in bytes.
    at: usize,
    open: Vec<Open>,
    parts: usize,
    html: String,
    plain: String,
}

impl<'a> Parser<'a> {
    pub(super) const fn new(input: &'a str) -> Self {
        Self { input, at: 0, open: vec![], parts: 0, html: String::new(), plain: String::new() }
    }

    /// The text as Telegram takes it, and what is read of it.
    pub(super) fn parse(mut self) -> Result<(String, String), FormatError> {
        while let Some(c) = self.input[self.at..].chars().next() {
            match c {
                '<' => self.tag()?,
                '&' => {
                    let (character, length) = self.entity(self.at)?;
                    self.push(character);
                    self.at += length;
                }
                c => {
                    self.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
        while self.html.ends_with(char::is_whitespace) {
            self.html.pop();
            self.plain.pop();
        }
        match self.open.pop() {
            Some(Open { name, at, .. }) => Err(self.error(at, FormatProblem::NotClosed(name))),
            None => Ok((self.html, self.plain)),
        }
    }

    fn error(&self, at: usize, problem: FormatProblem) -> FormatError {
        FormatError { at: self.input[..at].chars().count() + 1, problem }
    }

    /// A character of the text. Line breaks are kept; other control characters have no business there, nor has space before
    /// everything else.
    fn push(&mut self, c: char) {
        let c = match c {
            '\t' => ' ',
            c if c.is_control() && c != '\n' => return,
            c if c.is_whitespace() && self.html.is_empty() => return,
            c => c,
        };
        self.plain.push(c);
        push_escaped(&mut self.html, c);
    }

    /// The character that an entity stands for, and how many bytes it takes. An ampersand that begins none is one.
    fn entity(&self, at: usize) -> Result<(char, usize), FormatError> {
        let rest = &self.input[at + 1..];
        let name: &str = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(rest.len())];
        if name.is_empty() || !rest[name.len()..].starts_with(';') {
            return Ok(('&', 1));
        }
        let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => number.parse().ok(),
        });
        let character = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            _ => number.and_then(char::from_u32),
        };
        let unknown = || self.error(at, FormatProblem::UnknownEntity(name.to_owned()));
        Ok((character.ok_or_else(unknown)?, name.len() + 2))
    }

    fn tag(&mut self) -> Result<(), FormatError> {
        let at = self.at;
        let end = self.end_of_tag().ok_or_else(|| self.error(at, FormatProblem::BrokenTag))?;
        let inside = &self.input[at + 1..end];
        self.at = end + 1;
        if let Some(name) = inside.strip_prefix('/') {
            return self.close(at, &name.trim().to_ascii_lowercase());
        }
        let name: String = inside.chars().take_while(|c| !c.is_whitespace()).collect();
        let attributes = self.attributes(at + 1 + name.len(), end)?;
        let name = name.to_ascii_lowercase();
        let tag = self.known(&name, attributes).map_err(|problem| self.error(at, problem))?;
        self.nest(&tag).map_err(|problem| self.error(at, problem))?;
        self.parts += 1;
        if self.parts > Formatted::MAX_PARTS {
            return Err(self.error(at, FormatProblem::TooMany { max: Formatted::MAX_PARTS }));
        }
        self.html.push_str(&tag.open());
        self.open.push(Open { tag, name, at });
        Ok(())
    }

    /// Where the tag that begins here ends; within quotes it does not. A tag begins with a letter.
    fn end_of_tag(&self) -> Option<usize> {
        let rest = &self.input[self.at + 1..];
        if !rest.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut quote = None;
        for (index, c) in rest.char_indices() {
            match (c, quote) {
                ('>', None) => return Some(self.at + 1 + index),
                ('<', None) => return None,
                ('"' | '\'', None) => quote = Some(c),
                (c, Some(open)) if c == open => quote = None,
                _ => {}
            }
        }
        None
    }

    fn close(&mut self, at: usize, name: &str) -> Result<(), FormatError> {
        let Some(open) = self.open.pop() else {
            return Err(self.error(at, FormatProblem::NotOpen(name.to_owned())));
        };
        if open.name != name {
            let (expected, found) = (open.name, name.to_owned());
            return Err(self.error(at, FormatProblem::WrongOrder { expected, found }));
        }
        self.html.extend(["</", open.tag.name(), ">"]);
        Ok(())
    }

    /// Those between a tag's name and its end.
    fn attributes(&self, from: usize, to: usize) -> Result<Vec<Attribute>, FormatError> {
        let (mut attributes, mut at) = (vec![], from);
        loop {
            let rest = &self.input[at..to];
            at += rest.len() - rest.trim_start().len();
            let rest = &self.input[at..to];
            if rest.is_empty() {
                return Ok(attributes);
            }
            let name = &rest[..rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len())];
            at += name.len();
            let Some(value) = self.input[at..to].strip_prefix('=') else {
                attributes.push(Attribute { name: name.to_ascii_lowercase(), value: None });
                continue;
            };
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let begin = at + 1 + usize::from(quote.is_some());
            let is_end = |c: char| quote.map_or_else(|| c.is_whitespace(), |quote| c == quote);
            let end = self.input[begin..to].find(is_end).map_or(to, |length| begin + length);
            attributes.push(Attribute { name: name.to_ascii_lowercase(), value: Some(self.value(begin, end)?) });
            at = to.min(end + usize::from(quote.is_some()));
        }
    }

    /// With the characters that entities stand for.
    fn value(&self, from: usize, to: usize) -> Result<String, FormatError> {
        let (mut value, mut at) = (String::new(), from);
        while let Some(c) = self.input[at..to].chars().next() {
            let (c, length) = if c == '&' { self.entity(at)? } else { (c, c.len_utf8()) };
            at += length;
            value.extend(Some(c).filter(|c| !c.is_control()));
        }
        Ok(value)
    }

    fn known(&self, name: &str, attributes: Vec<Attribute>) -> Result<Tag, FormatProblem> {
        let mut attributes = attributes.into_iter();
        let attribute = attributes.next();
        if let Some(second) = attributes.next() {
            return Err(FormatProblem::UnknownAttribute(second.written()));
        }
        let in_block = self.open.last().is_some_and(|open| open.tag == Tag::Block);
        let value = attribute.as_ref().map(|one| (one.name.as_str(), one.value.as_deref().unwrap_or_default()));
        match (name, value) {
            ("b" | "strong", None) => Ok(Tag::Style("b")),
            ("i" | "em", None) => Ok(Tag::Style("i")),
            ("u" | "ins", None) => Ok(Tag::Style("u")),
            ("s" | "strike" | "del", None) => Ok(Tag::Style("s")),
            ("tg-spoiler", None) | ("span", Some(("class", "tg-spoiler"))) => Ok(Tag::Style("tg-spoiler")),
            ("pre", None) => Ok(Tag::Block),
            ("code", None) => Ok(Tag::Code),
            ("code", Some(("class", language))) if in_block && language.starts_with(LANGUAGE) => {
                Ok(Tag::Language(language[LANGUAGE.len()..].to_owned()))
            }
            ("blockquote", None) => Ok(Tag::Quote { expandable: false }),
            ("blockquote", Some(("expandable", _))) => Ok(Tag::Quote { expandable: true }),
            ("a", Some(("href", to))) if opens(to) => Ok(Tag::Link(to.to_owned())),
            ("a", Some(("href", to))) => Err(FormatProblem::BadAddress(to.to_owned())),
            ("a", None) => Err(FormatProblem::NoAddress),
            (
                "b" | "strong" | "i" | "em" | "u" | "ins" | "s" | "strike" | "del" | "tg-spoiler" | "span" | "pre"
                | "code" | "blockquote" | "a",
                Some(_),
            ) => Err(FormatProblem::UnknownAttribute(attribute.as_ref().map(Attribute::written).unwrap_or_default())),
            _ => Err(FormatProblem::UnknownTag(name.to_owned())),
        }
    }

    /// Code holds no other formatting, a link no link and a quotation no quotation.
    fn nest(&self, tag: &Tag) -> Result<(), FormatProblem> {
        let nested = |outer: &Open| Err(FormatProblem::Nested { inner: tag.name().into(), outer: outer.name.clone() });
        match self.open.last() {
            Some(outer) if outer.tag == Tag::Block && matches!(tag, Tag::Language(_)) => return Ok(()),
            Some(outer) if matches!(outer.tag, Tag::Code | Tag::Language(_) | Tag::Block) => return nested(outer),
            _ => {}
        }
        let same = |open: &&Open| {
            matches!((&open.tag, tag), (Tag::Link(_), Tag::Link(_)) | (Tag::Quote { .. }, Tag::Quote { .. }))
        };
        self.open.iter().find(same).map_or(Ok(()), nested)
    }
}

fn opens(address: &str) -> bool {
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
    let url = Url::parse(address).ok().filter(|url| SCHEMES.contains(&url.scheme()));
    url.is_some_and(|url| !is_web(&url) || url.has_host())
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    text.chars().for_each(|c| push_escaped(&mut escaped, c));
    escaped
}

fn push_escaped(html: &mut String, c: char) {
    match c {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        c => html.push(c),
    }
}
