//! Telegram's HTML (Bot API, "HTML style"): escaping what people typed, and cutting text to Telegram's limits without
//! breaking markup or a character.

use unicode_segmentation::UnicodeSegmentation;

/// Marked-up text. Whatever people typed is in it by way of [`escape`].
#[derive(Debug, Clone, PartialEq, Eq, Default, derive_more::Into)]
pub struct Html(String);

impl Html {
    /// Takes text that is marked up already.
    pub fn new(html: impl Into<String>) -> Self {
        Self(html.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its length as Telegram counts: UTF-16 units after entities are parsed.
    pub fn len(&self) -> usize {
        pieces(&self.0).map(units).sum()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// At most `limit` UTF-16 units of it, ending in an ellipsis if something had to go; open tags are closed.
    #[must_use]
    pub fn cut(self, limit: usize) -> Self {
        // UTF-16 units are never more than bytes, and are counted only where the bytes do not tell already
        if self.0.len() <= limit || self.len() <= limit {
            return self;
        }
        let (mut kept, mut left, mut open) = (String::new(), limit.saturating_sub(1), Vec::new());
        for piece in pieces(&self.0) {
            let units = units(piece);
            if units > left {
                break;
            }
            left -= units;
            match piece.strip_prefix('<') {
                Some(tag) if tag.starts_with('/') => drop(open.pop()),
                Some(tag) => open.extend(tag.split([' ', '>']).next()),
                None => {}
            }
            kept.push_str(piece);
        }
        kept.push('…');
        for name in open.into_iter().rev() {
            kept.extend(["</", name, ">"]);
        }
        Self(kept)
    }
}

/// Makes typed text safe inside HTML. Control characters other than line breaks go. Text with letters written from
/// right to left is set apart, so that it cannot turn round what stands beside it.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push(c),
            c if c.is_control() || is_direction_control(c) => {}
            c => escaped.push(c),
        }
    }
    if text.chars().any(is_right_to_left) { format!("\u{2068}{escaped}\u{2069}") } else { escaped }
}

/// At most `limit` characters of a plain text, ending in an ellipsis if something had to go.
pub fn shorten(text: &str, limit: usize) -> String {
    // Characters are counted only where the bytes do not tell already
    if text.len() <= limit || text.graphemes(true).count() <= limit {
        return text.to_owned();
    }
    let kept: String = text.graphemes(true).take(limit.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Embeddings, overrides and isolates of the Unicode bidirectional algorithm (UAX #9).
const fn is_direction_control(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The blocks of Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms.
const fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// UTF-16 units of a piece: a tag is not seen, and an entity stands for one.
fn units(piece: &str) -> usize {
    match piece.as_bytes() {
        [b'<', ..] => 0,
        [b'&', ..] => 1,
        _ => piece.encode_utf16().count(),
    }
}

/// Splits our own, well-formed HTML into tags, entities and characters.
fn pieces(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let until = |end: char| rest.find(end).map(|at| at + end.len_utf8());
        let length = match rest.as_bytes().first()? {
            b'<' => until('>')?,
            b'&' => until(';')?,
            _ => rest.graphemes(true).next()?.len(),
        };
        let (piece, behind) = rest.split_at(length);
        rest = behind;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_cannot_mark_up() {
        assert_eq!(escape("<b>&\"\u{0}\u{7}\u{202E}x\ny"), "&lt;b&gt;&amp;&quot;x\ny");
        assert_eq!(escape("שלום"), "\u{2068}שלום\u{2069}");
    }

    #[test]
    fn a_cut_breaks_neither_markup_nor_characters() {
        for (html, limit, expected) in [
            ("short", 5, "short"),
            ("<b>longer</b>", 4, "<b>lon…</b>"),
            ("a&amp;b&lt;c", 4, "a&amp;b…"),
            ("<b>a<i>bcd</i></b>", 3, "<b>a<i>b…</i></b>"),
            ("<a href=\"x\">abc</a>", 2, "<a href=\"x\">a…</a>"),
            // A family of emoji is one character of eleven units
            ("👨‍👩‍👧‍👦x", 11, "…"),
            ("👨‍👩‍👧‍👦xy", 12, "👨‍👩‍👧‍👦…"),
            ("<s>ab</s>cd", 3, "<s>ab</s>…"),
        ] {
            let cut = Html::new(html).cut(limit);
            assert_eq!(cut.as_str(), expected, "{html} at {limit}");
            assert!(cut.len() <= limit);
        }
    }

    #[test]
    fn lengths_are_utf16_units_after_parsing() {
        assert_eq!(Html::new("<b>a&amp;😀</b>").len(), 4);
        assert_eq!(Html::new("їжак").len(), 4);
    }

    #[test]
    fn shortening_counts_what_people_see() {
        assert_eq!(shorten("Чайник електричний", 8), "Чайник…");
        assert_eq!(shorten("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 2), "👨‍👩‍👧‍👦👨‍👩‍👧‍👦");
    }
}
