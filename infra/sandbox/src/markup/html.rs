//! `parse_mode: HTML`: tags to entities, with Telegram's own complaints about broken markup.
//!
//! A tag is bytes between `<` and `>`; the texts of the errors and the byte offsets in them are those a bot sees after
//! `Bad Request: can't parse entities: `. Used by [`crate::api::content`]; trimming and the ordering of entities
//! follow in [`super::FormattedText::finish`].
//!
//! Example: `parse("2 &lt; 3 <b>ok</b>")` is the text `2 < 3 ok` with `bold` at 6, length 2.

use super::{Entity, FormattedText, link::check_link, reference::decode_reference};

/// The kind of entity that a tag makes, if Telegram knows the tag.
fn kind_of(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "a" => "text_link",
        "b" | "strong" => "bold",
        "i" | "em" => "italic",
        "u" | "ins" => "underline",
        "s" | "strike" | "del" => "strikethrough",
        "tg-spoiler" | "span" => "spoiler",
        "tg-emoji" => "custom_emoji",
        "code" => "code",
        "pre" => "pre",
        "blockquote" => "blockquote",
        _ => return None,
    })
}

/// Parses `source`.
///
/// # Errors
/// Telegram's sentence on the first thing wrong with the markup.
pub(crate) fn parse(source: &str) -> Result<FormattedText, String> {
    let mut parser = Parser { source, at: 0, text: String::new(), length: 0, open: Vec::new(), entities: Vec::new() };
    parser.run()?;
    if let Some(tag) = parser.open.last() {
        return Err(format!("Can't find end tag corresponding to start tag \"{}\"", tag.name));
    }
    // A language is kept only by <pre><code class="language-..">
    for entity in parser.entities.iter_mut().filter(|entity| entity.kind == "code") {
        entity.language = None;
    }
    parser.entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
    Ok(FormattedText { text: parser.text, entities: parser.entities })
}

struct OpenTag {
    name: String,
    kind: &'static str,
    /// href, language, custom emoji id, or class
    argument: String,
    /// Where the entity begins: in UTF-16 units, and in bytes of the text so far
    offset: usize,
    text_start: usize,
}

struct Parser<'s> {
    source: &'s str,
    at: usize,
    text: String,
    length: usize,
    open: Vec<OpenTag>,
    entities: Vec<Entity>,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), String> {
        loop {
            let rest = &self.source[self.at..];
            if rest.starts_with("</") {
                self.end_tag()?;
            } else if rest.starts_with('<') {
                self.start_tag()?;
            } else if let Some(c) = self.take() {
                self.text.push(c);
                self.length += c.len_utf16();
            } else {
                return Ok(());
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    /// The next character; a reference is the one it stands for.
    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        let (c, used) = decode_reference(&self.source[self.at..]).unwrap_or((c, c.len_utf8()));
        self.at += used;
        Some(c)
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> String {
        let rest = &self.source[self.at..];
        let taken = &rest[..rest.find(|c| !accept(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken.to_owned()
    }

    fn skip_blanks(&mut self) {
        self.take_while(char::is_whitespace);
    }

    fn start_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 1;
        let name = self.take_while(|c| !c.is_whitespace() && c != '>').to_lowercase();
        if self.peek().is_none() {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        let Some(mut kind) = kind_of(&name) else {
            return Err(format!("Unsupported start tag \"{name}\" at byte offset {begin}"));
        };
        let mut argument = String::new();
        loop {
            self.skip_blanks();
            if self.peek() == Some('>') {
                self.at += 1;
                break;
            }
            let (attribute, mut value) = self.attribute(&name, begin)?;
            match (name.as_str(), attribute.as_str()) {
                ("a", "href") | ("tg-emoji", "emoji-id") => argument = value,
                ("code", "class") if value.starts_with("language-") => argument = value.split_off("language-".len()),
                ("span", "class") if value.starts_with("tg-") => argument = value,
                ("blockquote", "expandable") => kind = "expandable_blockquote",
                _ => {}
            }
        }
        if name == "span" && argument != "tg-spoiler" {
            return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
        }
        self.open.push(OpenTag { name, kind, argument, offset: self.length, text_start: self.text.len() });
        Ok(())
    }

    fn attribute(&mut self, tag: &str, begin: usize) -> Result<(String, String), String> {
        let name = self.take_while(|c| !c.is_whitespace() && c != '=' && c != '>').to_lowercase();
        if name.is_empty() {
            return Err(match self.peek() {
                None => format!("Unclosed start tag at byte offset {begin}"),
                Some(_) => format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"),
            });
        }
        self.skip_blanks();
        if self.peek() != Some('=') {
            // <blockquote expandable> is the one attribute without a value
            if tag == "blockquote" && name == "expandable" {
                return Ok((name, String::new()));
            }
            return Err(format!(
                "Expected equal sign in declaration of an attribute of the tag \"{tag}\" at byte offset {begin}"
            ));
        }
        self.at += 1;
        self.skip_blanks();
        let value = match self.peek() {
            None => return Err(format!("Unclosed start tag \"{tag}\" at byte offset {begin}")),
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            Some(_) => {
                let token = self.at;
                let value = self.take_while(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-').to_lowercase();
                if !self.peek().is_some_and(|c| c.is_whitespace() || c == '>') {
                    return Err(format!("Unexpected end of name token at byte offset {token}"));
                }
                value
            }
        };
        if self.peek().is_none() {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        Ok((name, value))
    }

    fn quoted(&mut self, quote: char) -> String {
        self.at += 1;
        let mut value = String::new();
        while self.peek().is_some_and(|c| c != quote) {
            value.extend(self.take());
        }
        self.at += self.peek().map_or(0, char::len_utf8);
        value
    }

    fn end_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        let Some(tag) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        };
        self.at += 2;
        let name = self.take_while(|c| !c.is_whitespace() && c != '>').to_lowercase();
        self.skip_blanks();
        if self.peek() != Some('>') {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        self.at += 1;
        if !name.is_empty() && name != tag.name {
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{name}>\"",
                tag.name
            ));
        }
        if self.length > tag.offset { self.close(&tag) } else { Ok(()) }
    }

    fn close(&mut self, tag: &OpenTag) -> Result<(), String> {
        let mut entity = Entity::new(tag.kind, tag.offset, self.length - tag.offset);
        match tag.kind {
            "custom_emoji" if tag.argument.parse::<i64>().is_ok_and(|id| id != 0) => {
                entity.custom_emoji_id = Some(tag.argument.clone());
            }
            "custom_emoji" => return Err("Invalid custom emoji identifier specified".to_owned()),
            "text_link" => {
                let target = if tag.argument.is_empty() { &self.text[tag.text_start..] } else { &tag.argument };
                match check_link(target) {
                    Some(url) => entity.url = Some(url),
                    // A link that leads nowhere stays as text
                    None => return Ok(()),
                }
            }
            "code" | "pre" => {
                self.close_code(entity, &tag.argument);
                return Ok(());
            }
            _ => {}
        }
        self.entities.push(entity);
        Ok(())
    }

    /// `<pre><code class="language-rust">` is one entity `pre` with a language, whichever of the two is outside.
    fn close_code(&mut self, mut entity: Entity, language: &str) {
        let same_place = |last: &&mut Entity| last.offset == entity.offset && last.length == entity.length;
        let last = self.entities.last_mut().filter(same_place);
        match (last, entity.kind.as_str()) {
            (Some(inner), "pre") if inner.kind == "code" && inner.language.is_some() => {
                "pre".clone_into(&mut inner.kind);
            }
            (Some(inner), "code") if inner.kind == "pre" && !language.is_empty() => {
                inner.language = Some(language.to_owned());
            }
            _ => {
                entity.language = (!language.is_empty()).then(|| language.to_owned());
                self.entities.push(entity);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(source: &str) -> (String, Vec<(String, usize, usize)>) {
        let result = parse(source).expect(source);
        let entities = result.entities.into_iter().map(|entity| (entity.kind, entity.offset, entity.length)).collect();
        (result.text, entities)
    }

    #[test]
    fn every_tag_has_its_entity() {
        let cases = [
            ("b", "bold"),
            ("strong", "bold"),
            ("i", "italic"),
            ("em", "italic"),
            ("u", "underline"),
            ("ins", "underline"),
            ("s", "strikethrough"),
            ("strike", "strikethrough"),
            ("del", "strikethrough"),
            ("tg-spoiler", "spoiler"),
            ("code", "code"),
            ("pre", "pre"),
            ("blockquote", "blockquote"),
            ("B", "bold"),
        ];
        for (tag, kind) in cases {
            let (text, entities) = parsed(&format!("a<{tag}>x</{tag}>"));
            assert_eq!((text.as_str(), entities), ("ax", vec![(kind.to_owned(), 1, 1)]), "{tag}");
        }
        assert_eq!(parsed("<blockquote expandable>x</blockquote>").1[0].0, "expandable_blockquote");
        assert_eq!(parsed("<span class=\"tg-spoiler\">x</span>").1[0].0, "spoiler");
    }

    #[test]
    fn offsets_count_utf16_units() {
        let (text, entities) = parsed("🛒 <b>Кошик 🛒</b> <i>x</i>");
        assert_eq!(text, "🛒 Кошик 🛒 x");
        assert_eq!(entities, vec![("bold".into(), 3, 8), ("italic".into(), 12, 1)]);
    }

    #[test]
    fn nesting_keeps_the_outer_first() {
        let (_, entities) = parsed("<b>a<i>b</i></b>");
        assert_eq!(entities, vec![("bold".into(), 0, 2), ("italic".into(), 1, 1)]);
        assert_eq!(parsed("<b><i>b</></b>").1.len(), 2, "an empty end tag closes the last one");
    }

    #[test]
    fn references_become_characters() {
        assert_eq!(parsed("&lt;b&gt; &amp; &quot;x&quot; &#39;&#x1F6D2; &lt").0, "<b> & \"x\" '🛒 <");
        assert_eq!(parsed("&nbsp; & &#0; &#xD800; a&b").0, "&nbsp; & &#0; &#xD800; a&b", "unknown ones are text");
        assert_eq!(parsed("a > b").0, "a > b");
    }

    #[test]
    fn links_keep_their_target() {
        let url = |source: &str| parse(source).expect(source).entities.pop().and_then(|entity| entity.url);
        assert_eq!(url("<a href=\"https://Example.com\">x</a>").as_deref(), Some("https://example.com/"));
        assert_eq!(url("<a href='https://e.com/?a=1&amp;b=2'>x</a>").as_deref(), Some("https://e.com/?a=1&b=2"));
        assert_eq!(url("<a>example.com/p</a>").as_deref(), Some("http://example.com/p"));
        assert_eq!(url("<a href=\"tg://user?id=5\">x</a>").as_deref(), Some("tg://user?id=5"));
        for nowhere in ["<a href=\"nowhere\">x</a>", "<a href=\"javascript://x.y\">x</a>", "<a href=\"\">x y</a>"] {
            assert_eq!(url(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn code_in_pre_is_one_entity_with_a_language() {
        let entities = parse("<pre><code class=\"language-rust\">x</code></pre>").expect("well-formed").entities;
        assert_eq!((entities.len(), entities[0].kind.as_str()), (1, "pre"));
        assert_eq!(entities[0].language.as_deref(), Some("rust"));
        let entities = parse("<code class=\"language-rust\">x</code>").expect("well-formed").entities;
        assert_eq!(entities, vec![Entity::new("code", 0, 1)]);
    }

    #[test]
    fn empty_tags_leave_nothing() {
        assert_eq!(parsed("<b></b>x"), ("x".to_owned(), vec![]));
    }

    #[test]
    fn broken_markup_is_named() {
        let cases = [
            ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
            ("x</b>", "Unexpected end tag at byte offset 1"),
            ("я<b>x</i>", "Unmatched end tag at byte offset 6, expected \"</b>\", found \"</i>\""),
            ("я <div>x</div>", "Unsupported start tag \"div\" at byte offset 3"),
            ("<br>", "Unsupported start tag \"br\" at byte offset 0"),
            ("1 < 2 > 1", "Unsupported start tag \"\" at byte offset 2"),
            ("1 <2", "Unclosed start tag at byte offset 2"),
            ("<b", "Unclosed start tag at byte offset 0"),
            ("<b>x</b", "Unclosed end tag at byte offset 4"),
            ("<a href>x</a>", "Expected equal sign in declaration of an attribute of the tag \"a\" at byte offset 0"),
            ("<a =x>x</a>", "Empty attribute name in the tag \"a\" at byte offset 0"),
            ("<a href=\"x", "Unclosed start tag at byte offset 0"),
            ("<a href=x_y>x</a>", "Unexpected end of name token at byte offset 8"),
            ("<span>x</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"),
            ("<tg-emoji emoji-id=\"x\">y</tg-emoji>", "Invalid custom emoji identifier specified"),
        ];
        for (source, expected) in cases {
            assert_eq!(parse(source), Err(expected.to_owned()), "{source}");
        }
    }
}
