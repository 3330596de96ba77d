//! Text with entities: what `parse_mode` makes of a string, and what Telegram finds in it by itself.
//!
//! [`html`] parses `parse_mode: HTML` with the help of [`reference`](mod@reference) and [`link`], [`detect`] finds
//! commands, links and addresses, this file holds the result, of [`entity`]s. Offsets and lengths count UTF-16 units
//! everywhere, as in the Bot API.
//!
//! Example: `html::parse("<b>Hi</b>")` is the text `Hi` with one entity `bold` at 0, length 2.

mod detect;
mod entity;
pub(crate) mod html;
pub(crate) mod link;
mod reference;

pub(crate) use self::entity::{Entity, utf16_len};

/// A text and its entities, ordered by offset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FormattedText {
    pub(crate) text: String,
    pub(crate) entities: Vec<Entity>,
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
