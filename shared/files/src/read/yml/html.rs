//! Descriptions, which price lists write in HTML, as plain text.

use quick_xml::escape::unescape_with;

/// Elements behind which a line ends.
const BLOCKS: [&str; 12] = ["p", "div", "li", "tr", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "table"];

/// The text of an HTML fragment. A line break in its source is a space, unless there is no element in it at all.
pub(super) fn to_text(html: &str) -> String {
    let has_tags = html.match_indices('<').any(|(at, _)| tag_at(&html[at..]).is_some());
    if !has_tags {
        return unescape(html);
    }
    let (mut text, mut rest) = (String::new(), html);
    while let Some(at) = rest.find('<') {
        push_words(&mut text, &rest[..at]);
        rest = &rest[at..];
        if let Some((name, length)) = tag_at(rest) {
            match name.to_ascii_lowercase().as_str() {
                "br" | "br/" => text.push('\n'),
                name => {
                    let ends_line = BLOCKS.contains(&name.trim_start_matches('/'));
                    if ends_line && !text.is_empty() && !text.ends_with('\n') {
                        text.push('\n');
                    }
                }
            }
            rest = &rest[length..];
        } else {
            text.push('<');
            rest = &rest[1..];
        }
    }
    push_words(&mut text, rest);
    text
}

/// The name of the tag that begins here, and its length.
fn tag_at(html: &str) -> Option<(&str, usize)> {
    let inner = html.strip_prefix('<')?;
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) {
        return None;
    }
    let end = inner.find('>')?;
    let name = inner[..end].split_whitespace().next().unwrap_or_default();
    Some((name, end + 2))
}

fn push_words(text: &mut String, source: &str) {
    for (n, line) in source.split(['\r', '\n']).enumerate() {
        let line = if n == 0 { line } else { line.trim_start() };
        if n > 0 && !line.is_empty() && !text.is_empty() && !text.ends_with(char::is_whitespace) {
            text.push(' ');
        }
        text.push_str(&unescape(line));
    }
}

/// What cannot be resolved stays as it is.
fn unescape(text: &str) -> String {
    let entity = |name: &str| match name {
        "lt" => Some("<"),
        "gt" => Some(">"),
        "amp" => Some("&"),
        "apos" => Some("'"),
        "quot" => Some("\""),
        "nbsp" => Some(" "),
        "laquo" => Some("«"),
        "raquo" => Some("»"),
        "mdash" => Some("—"),
        "ndash" => Some("–"),
        _ => None,
    };
    unescape_with(text, entity).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_text() {
        for (html, text) in [
            ("Plain\ntext", "Plain\ntext"),
            ("<p>One</p>\n  <p>Two &amp; a half</p>", "One\nTwo & a half\n"),
            ("a<br>b<br/>\nc", "a\nb\nc"),
            ("<ul><li>x</li><li>y</li></ul>", "x\ny\n"),
            ("1 < 2 and <b>bold</b>", "1 < 2 and bold"),
            ("&laquo;A&raquo; &unknown;", "&laquo;A&raquo; &unknown;"),
            ("5 &lt; 6<br>7", "5 < 6\n7"),
        ] {
            assert_eq!(to_text(html), text, "{html}");
        }
    }
}
