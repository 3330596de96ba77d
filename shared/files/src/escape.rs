//! Text that a spreadsheet would take for a formula. It is written behind an apostrophe, which reading takes off again:
//! what was written is read as it was, whatever it is.

use std::borrow::Cow;

/// Whether a formula begins here, behind any number of apostrophes.
fn looks_like_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The text without what no file of ours can hold: U+FFFE and U+FFFF.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.contains(['\u{fffe}', '\u{ffff}']) {
        text.replace(['\u{fffe}', '\u{ffff}'], "").into()
    } else {
        text.into()
    }
}

/// As it is written into a cell.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    let text = printable(text);
    if looks_like_formula(&text) { format!("'{text}").into() } else { text }
}

/// As it was before.
pub(crate) fn unescape(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if looks_like_formula(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_escaped() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+380", "'+380"),
            ("-50 %", "'-50 %"),
            ("@cmd", "'@cmd"),
            ("'=x", "''=x"),
            ("'quoted'", "'quoted'"),
            ("a=b", "a=b"),
        ] {
            assert_eq!((escape(text).as_ref(), unescape(written)), (written, text));
        }
    }

    proptest! {
        #[test]
        fn what_is_escaped_is_read_as_it_was(text in "['=+@a\t-]{0,6}") {
            let written = escape(&text).into_owned();
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(unescape(&written), text);
        }
    }
}
