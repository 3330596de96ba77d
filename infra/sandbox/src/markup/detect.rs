//! What Telegram finds in a text by itself: `/commands`, links, e-mail addresses, `@mentions` and `#hashtags`.
//!
//! Called by [`super::FormattedText::finish`] for texts of both sides. A plain scan word by word: enough for a shop's
//! chat, not the whole of Telegram's rules.
//!
//! Example: `/start@kiosk_bot go` holds one entity `bot_command` at 0, length 16.

use super::entity::{Entity, utf16_len};

/// The entities found in `text`, in order.
pub(crate) fn entities(text: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut offset = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let opened = word.trim_start_matches(['(', '[', '"', '«', '\'']);
        let start = offset + utf16_len(&word[..word.len() - opened.len()]);
        if let Some((kind, length)) = classify(opened.trim_end()) {
            found.push(Entity::new(kind, start, length));
        }
        offset += utf16_len(word);
    }
    found
}

fn classify(word: &str) -> Option<(&'static str, usize)> {
    if let Some(rest) = word.strip_prefix('/') {
        return command_length(rest).map(|length| ("bot_command", length + 1));
    }
    if let Some(rest) = word.strip_prefix('@') {
        let length = count_while(rest, |c| c.is_ascii_alphanumeric() || c == '_');
        return (length >= 4).then_some(("mention", length + 1));
    }
    if let Some(rest) = word.strip_prefix('#') {
        let tag = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        return tag.contains(char::is_alphabetic).then(|| ("hashtag", utf16_len(tag) + 1));
    }
    let bare = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '»', '\'']);
    if is_email(bare) {
        return Some(("email", utf16_len(bare)));
    }
    is_url(bare).then(|| ("url", utf16_len(bare)))
}

/// Length of `start` or `start@kiosk_bot`; `/usr/bin` is no command.
fn command_length(rest: &str) -> Option<usize> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = count_while(rest, is_name);
    if !(1..=64).contains(&name) {
        return None;
    }
    let mut length = name;
    if let Some(bot) = rest[name..].strip_prefix('@') {
        let bot = count_while(bot, is_name);
        if bot >= 3 {
            length += 1 + bot;
        }
    }
    let follower = rest[length..].chars().next();
    (!follower.is_some_and(|c| c == '/' || c.is_alphanumeric())).then_some(length)
}

fn count_while(text: &str, accept: impl Fn(char) -> bool) -> usize {
    text.chars().take_while(|c| accept(*c)).count()
}

fn is_email(word: &str) -> bool {
    let Some((name, host)) = word.split_once('@') else {
        return false;
    };
    let accepted = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    !name.is_empty() && name.chars().all(accepted) && is_host(host)
}

fn is_url(word: &str) -> bool {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    let (rest, explicit) = rest.map_or((word, false), |rest| (rest, true));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    // Without a scheme only the endings everybody knows count, or "5.Apples" became a link
    let known = [".com", ".org", ".net", ".ua", ".me", ".io", ".shop", ".dev", ".app"];
    is_host(host) && (explicit || known.iter().any(|ending| host.ends_with(ending)))
}

fn is_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-') && !label.starts_with('-')
    };
    labels.len() > 1
        && labels.iter().all(is_label)
        && labels.last().is_some_and(|top| top.len() > 1 && top.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_telegram_finds() {
        let cases = [
            ("/start", vec![("bot_command", 0, 6)]),
            ("/start@kiosk_bot go", vec![("bot_command", 0, 16)]),
            ("🛒 /cart", vec![("bot_command", 3, 5)]),
            ("write to shop@example.com.", vec![("email", 9, 16)]),
            ("see https://example.com/a?b=1, please", vec![("url", 4, 25)]),
            ("kiosk.shop (kiosk.com)", vec![("url", 0, 10), ("url", 12, 9)]),
            ("@kiosk_bot #знижки", vec![("mention", 0, 10), ("hashtag", 11, 7)]),
        ];
        for (text, expected) in cases {
            let expected: Vec<Entity> =
                expected.into_iter().map(|(kind, at, len)| Entity::new(kind, at, len)).collect();
            assert_eq!(entities(text), expected, "{text}");
        }
    }

    #[test]
    fn leaves_the_rest_alone() {
        for text in ["and/or", "/usr/bin", "5.Apples", "a@b", "#1", "@abc", "v1.2", "/", "..."] {
            assert_eq!(entities(text), vec![], "{text}");
        }
    }
}
