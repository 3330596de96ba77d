//! Text with entities: what `parse_mode` makes of a string, and what Telegram finds in it by itself.
//!
//! [`html`] parses `parse_mode: HTML` with the help of [`reference`](mod@reference) and [`link`], [`detect`] finds
//! commands, links and addresses, this file holds the result and its arithmetic. Offsets and lengths count UTF-16 units
//! everywhere, as in the Bot API.
//!
//! Example: `html::parse("<b>Hi</b>")` is the text `Hi` with one entity `bold` at 0, length 2.

mod detect;
pub(crate) mod html;
pub(crate) mod link;
mod reference;

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::world::message::User;

/// `MessageEntity` of the Bot API.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entity {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) offset: usize,
    pub(crate) length: usize,
    pub(crate) url: Option<String>,
    pub(crate) user: Option<User>,
    pub(crate) language: Option<String>,
    pub(crate) custom_emoji_id: Option<String>,
}

impl Entity {
    pub(crate) fn new(kind: &str, offset: usize, length: usize) -> Self {
        Self { kind: kind.to_owned(), offset, length, url: None, user: None, language: None, custom_emoji_id: None }
    }

    fn end(&self) -> usize {
        self.offset + self.length
    }

    fn contains(&self, other: &Self) -> bool {
        self.offset <= other.offset && other.end() <= self.end()
    }

    fn intersects(&self, other: &Self) -> bool {
        self.offset < other.end() && other.offset < self.end()
    }
}

/// A text and its entities, ordered by offset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FormattedText {
    pub(crate) text: String,
    pub(crate) entities: Vec<Entity>,
}

/// Length in UTF-16 units, the measure of every limit and offset.
pub(crate) fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}

impl FormattedText {
    /// A text without formatting, as a customer types it.
    pub(crate) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), entities: Vec::new() }.finish()
    }

    /// What Telegram does to every text: control characters go, blanks at both ends go with the entities moved
    /// along, entities that cannot stand together are thinned out, and commands, links and addresses are found.
    pub(crate) fn finish(mut self) -> Self {
        self.text = self.text.chars().filter(|c| *c != '\r').map(blank_control).collect();
        self.trim();
        self.thin_out();
        let found = detect::entities(&self.text);
        for entity in found {
            let taken = |kept: &Entity| {
                kept.intersects(&entity)
                    && matches!(kept.kind.as_str(), "text_link" | "text_mention" | "code" | "pre" | "custom_emoji")
            };
            if !self.entities.iter().any(|kept| taken(kept) || kept == &entity) {
                self.entities.push(entity);
            }
        }
        self.sort();
        self
    }

    fn sort(&mut self) {
        self.entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
    }

    fn trim(&mut self) {
        let without_end = self.text.trim_end();
        let trimmed = without_end.trim_start();
        let cut = utf16_len(&without_end[..without_end.len() - trimmed.len()]);
        let length = utf16_len(trimmed);
        self.text = trimmed.to_owned();
        self.entities.retain_mut(|entity| {
            let start = entity.offset.saturating_sub(cut).min(length);
            let end = entity.end().saturating_sub(cut).min(length);
            (entity.offset, entity.length) = (start, end - start);
            entity.length > 0
        });
        self.sort();
    }

    /// Code stands alone: bold inside `<code>` is dropped. So is a quote within a quote.
    fn thin_out(&mut self) {
        let all = self.entities.clone();
        let is_code = |entity: &Entity| matches!(entity.kind.as_str(), "code" | "pre");
        let is_quote = |entity: &Entity| entity.kind.ends_with("blockquote");
        let mut index = 0;
        self.entities.retain(|entity| {
            let others = || all.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| other);
            let inside_code =
                !is_code(entity) && !is_quote(entity) && others().any(|o| is_code(o) && o.intersects(entity));
            let inside_quote =
                is_quote(entity) && all[..index].iter().any(|other| is_quote(other) && other.contains(entity));
            index += 1;
            !inside_code && !inside_quote
        });
    }
}

fn blank_control(c: char) -> char {
    if c.is_control() && c != '\n' { ' ' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimming_moves_the_entities_along() {
        let text = FormattedText { text: " \n 🛒 x  ".into(), entities: vec![Entity::new("bold", 3, 6)] }.finish();
        assert_eq!(text.text, "🛒 x");
        assert_eq!(text.entities, vec![Entity::new("bold", 0, 4)]);
    }

    #[test]
    fn an_entity_of_blanks_disappears_with_them() {
        let text = FormattedText { text: "x  ".into(), entities: vec![Entity::new("bold", 1, 2)] }.finish();
        assert_eq!(text, FormattedText::plain("x"));
    }

    #[test]
    fn code_takes_no_bold() {
        let parsed = html::parse("<code><b>x</b></code> <b>y</b>").expect("well-formed").finish();
        assert_eq!(parsed.entities, vec![Entity::new("code", 0, 1), Entity::new("bold", 2, 1)]);
    }

    #[test]
    fn a_quote_in_a_quote_is_one_quote() {
        let parsed = html::parse("<blockquote>a<blockquote>b</blockquote></blockquote>").expect("well-formed").finish();
        assert_eq!(parsed.entities, vec![Entity::new("blockquote", 0, 2)]);
    }
}
