//! Texts with the formatting that Telegram knows: as they are typed into a form, and as they will look in the chat.

use domain::{FormatError, FormatProblem, Formatted};
use maud::{Markup, PreEscaped, html};
use screens::Words;

use crate::{context::Context, form::Form};

/// What the buttons above a text put around what is selected, what they show and their names.
const BUTTONS: [(&str, &str, &str); 7] = [
    ("b", "B", "office-format-bold"),
    ("i", "I", "office-format-italic"),
    ("u", "U", "office-format-underlined"),
    ("s", "S", "office-format-struck"),
    ("tg-spoiler", "▒", "office-format-hidden"),
    ("blockquote", "❞", "office-format-quote"),
    ("a", "🔗", "office-format-link"),
];

/// The buttons; without JavaScript there are none, and tags are typed.
pub(crate) fn buttons(context: &Context, field: &str) -> Markup {
    html! {
        div .toolbar hidden data-toolbar=(field) data-question=(context.label("office-format-address")) {
            @for (tag, shown, key) in BUTTONS {
                button .plain type="button" data-wrap=(tag) aria-label=(context.words.label(key)) title=(context.words.label(key)) { (shown) }
            }
        }
    }
}

/// A field as such a text; `None` when it is wrong, which is noted.
pub(crate) fn read(context: &Context, form: &mut Form, name: &str) -> Option<Formatted> {
    match Formatted::parse(form.text(name)) {
        Ok(text) => Some(text),
        Err(error) => {
            form.refuse(name, in_words(context.words, error));
            None
        }
    }
}

/// A text as it is typed: its formatting, or the plain text escaped.
pub(crate) fn typed(plain: &str, formatted: Option<&Formatted>) -> String {
    let formatted = formatted.filter(|text| text.plain().trim() == plain);
    let escaped = || plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    formatted.map_or_else(escaped, |text| text.as_html().to_owned())
}

/// A message as it will look in the chat.
pub(crate) fn bubble(html: &str) -> Markup {
    // Written anew by the parser, which lets through Telegram's tags and escapes all else
    let text = Formatted::parse(html).map(|text| PreEscaped(text.as_html().to_owned()));
    html! {
        div .chat { div .bubble { @match text { Ok(text) => (text), Err(_) => (html) } } }
    }
}

/// What is wrong, and where.
fn in_words(words: Words, error: FormatError) -> String {
    let named = |key, name: String| words.message(key).text("name", name).plain();
    let problem = match error.problem {
        FormatProblem::Empty => return words.label("office-wrong-empty"),
        FormatProblem::TooLong { max } => return words.message("office-wrong-long").number("max", max).plain(),
        FormatProblem::TooMany { max } => words.message("office-format-too-many").number("max", max).plain(),
        FormatProblem::BrokenTag => words.label("office-format-broken-tag"),
        FormatProblem::NoAddress => words.label("office-format-no-address"),
        FormatProblem::UnknownTag(name) => named("office-format-unknown-tag", name),
        FormatProblem::UnknownAttribute(name) => named("office-format-unknown-attribute", name),
        FormatProblem::BadAddress(name) => named("office-format-bad-address", name),
        FormatProblem::UnknownEntity(name) => named("office-format-unknown-entity", name),
        FormatProblem::NotClosed(name) => named("office-format-not-closed", name),
        FormatProblem::NotOpen(name) => named("office-format-not-open", name),
        FormatProblem::WrongOrder { expected, .. } => named("office-format-not-closed", expected),
        FormatProblem::Nested { inner, outer } => {
            words.message("office-format-nested").text("inner", inner).text("outer", outer).plain()
        }
    };
    words.message("office-format-at").number("at", error.at).text("problem", problem).plain()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_formatted_is_typed_escaped() {
        let formatted = Formatted::parse("<b>a</b> &amp; b").unwrap();
        assert_eq!(typed("a & b", Some(&formatted)), "<b>a</b> &amp; b");
        assert_eq!(typed("a & <b>", Some(&formatted)), "a &amp; &lt;b&gt;");
    }

    #[test]
    fn nothing_but_telegrams_tags_gets_into_a_bubble() {
        let shown = bubble("<b>Sale</b> &lt;script&gt;").into_string();
        assert!(shown.contains("<b>Sale</b> &lt;script&gt;"), "{shown}");
        for wrong in ["<script>alert(1)</script>", "<b onclick=\"x\">a</b>", "<a href=\"javascript:x\">a</a>"] {
            let shown = bubble(wrong).into_string();
            assert!(
                shown.contains("&lt;")
                    && !shown.contains("<script")
                    && !shown.contains("<b ")
                    && !shown.contains("<a ")
            );
        }
    }
}
