//! What Telegram refuses of a call by itself: its length, its markup, its buttons.

use serde_json::Value;
use telegram::Html;

/// What Telegram would say of a call, if it would refuse it.
pub(super) fn problem(method: &str, params: &Value) -> Option<String> {
    let length = |field: &str| params[field].as_str().map_or(0, |text| Html::new(text).len());
    let marked_up = params["text"].as_str().filter(|_| method != "answerCallbackQuery").or(params["caption"].as_str());
    if let Some(problem) = marked_up.and_then(markup_problem) {
        return Some(format!("Bad Request: can't parse entities: {problem}"));
    }
    match method {
        "sendMessage" | "editMessageText" if length("text") == 0 => {
            Some("Bad Request: message text is empty".to_owned())
        }
        "sendMessage" | "editMessageText" if length("text") > 4096 => {
            Some("Bad Request: message is too long".to_owned())
        }
        "sendPhoto" if length("caption") > 1024 => Some("Bad Request: message caption is too long".to_owned()),
        "answerCallbackQuery" if length("text") > 200 => Some("Bad Request: MESSAGE_TOO_LONG".to_owned()),
        _ => buttons_problem(&params["reply_markup"]["inline_keyboard"]),
    }
}

/// The tags of the shop's own markup.
const TAGS: [&str; 4] = ["b", "i", "s", "code"];

/// The shop's own markup is bold, italic, struck and fixed-width text, well nested; anything else with a `<` or `&` was typed.
fn markup_problem(html: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '>', '&']) {
        rest = &rest[at..];
        let token = rest.find(['>', ';']).map_or(rest, |end| &rest[..=end]);
        let tag = |start| token.strip_prefix(start).and_then(|tag| tag.strip_suffix('>'));
        match token {
            _ if tag("<").is_some_and(|tag| TAGS.contains(&tag)) => open.extend(tag("<")),
            _ if tag("</").is_some() && open.pop() == tag("</") => {}
            "&amp;" | "&lt;" | "&gt;" | "&quot;" => {}
            _ => return Some(format!("unexpected {token} in {html}")),
        }
        rest = &rest[token.len()..];
    }
    (!open.is_empty()).then(|| format!("{open:?} not closed in {html}"))
}

fn buttons_problem(keyboard: &Value) -> Option<String> {
    let buttons: Vec<_> = keyboard.as_array()?.iter().flat_map(|row| row.as_array().into_iter().flatten()).collect();
    if buttons.len() > 100 {
        return Some(format!("Bad Request: {} buttons are too many", buttons.len()));
    }
    let is_bad = |button: &&Value| !(1..=64).contains(&button["callback_data"].as_str().unwrap_or_default().len());
    buttons.iter().any(is_bad).then(|| "Bad Request: BUTTON_DATA_INVALID".to_owned())
}
