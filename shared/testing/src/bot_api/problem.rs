//! What Telegram refuses of a call by itself: its length, its markup, its buttons.

use std::collections::HashSet;

use serde_json::{Value, json};
use telegram::Html;

/// What Telegram would say of a call, if it would refuse it.
pub(super) fn problem(method: &str, params: &Value) -> Option<String> {
    match method {
        "sendMediaGroup" => return album_problem(params["media"].as_array().map_or(&[], Vec::as_slice)),
        "answerInlineQuery" => return inline_problem(params),
        _ => {}
    }
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

/// An album has up to ten photos, each with a caption of its own.
fn album_problem(media: &[Value]) -> Option<String> {
    match media.len() {
        0 => Some("Bad Request: there are no messages to send".to_owned()),
        1..=10 => media.iter().find_map(|photo| problem("sendPhoto", photo)),
        _ => Some("Bad Request: too many messages to send as an album".to_owned()),
    }
}

fn inline_problem(params: &Value) -> Option<String> {
    let results = params["results"].as_array().map_or(&[][..], Vec::as_slice);
    let ids: HashSet<_> = results.iter().filter_map(|result| result["id"].as_str()).collect();
    let bytes = |value: &Value| value.as_str().unwrap_or_default().len();
    if results.len() > 50 {
        return Some("Bad Request: too many inline query results specified".to_owned());
    }
    if ids.len() < results.len() {
        return Some("Bad Request: RESULT_ID_DUPLICATE".to_owned());
    }
    if ids.iter().any(|id| !(1..=64).contains(&id.len())) {
        return Some("Bad Request: RESULT_ID_INVALID".to_owned());
    }
    if bytes(&params["next_offset"]) > 64 {
        return Some("Bad Request: NEXT_OFFSET_INVALID".to_owned());
    }
    let button = &params["button"];
    if button.is_object() && !(1..=64).contains(&bytes(&button["start_parameter"])) {
        return Some("Bad Request: START_PARAM_INVALID".to_owned());
    }
    results.iter().find_map(result_problem)
}

/// A result is a photo with a caption, or an article that becomes a text.
fn result_problem(result: &Value) -> Option<String> {
    if result["type"] == "photo" {
        return problem("sendPhoto", result);
    }
    if result["title"].as_str().is_none_or(str::is_empty) {
        return Some("Bad Request: ARTICLE_TITLE_EMPTY".to_owned());
    }
    let text = &result["input_message_content"]["message_text"];
    problem("sendMessage", &json!({ "text": text, "reply_markup": result["reply_markup"] }))
}

/// The tags of the shop's own markup, and of what its staff format.
const TAGS: [&str; 8] = ["b", "i", "s", "code", "u", "pre", "blockquote", "tg-spoiler"];

/// The name of a tag, if it is one that is sent: the others were typed. Links and quotations alone have an attribute.
fn name_of_tag(tag: &str) -> Option<&str> {
    match tag.split_once(' ') {
        None => Some(tag).filter(|name| TAGS.contains(name)),
        Some(("a", attribute)) if attribute.starts_with("href=\"") => Some("a"),
        Some(("code", attribute)) if attribute.starts_with("class=\"language-") => Some("code"),
        Some(("blockquote", "expandable")) => Some("blockquote"),
        Some(_) => None,
    }
}

/// Markup is well nested; anything else with a `<` or `&` was typed.
fn markup_problem(html: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '>', '&']) {
        rest = &rest[at..];
        let token = rest.find(['>', ';']).map_or(rest, |end| &rest[..=end]);
        let tag = |start| token.strip_prefix(start).and_then(|tag| tag.strip_suffix('>'));
        match token {
            _ if tag("<").and_then(name_of_tag).is_some() => open.extend(tag("<").and_then(name_of_tag)),
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
    let acts = |button: &Value| match button["callback_data"].as_str() {
        Some(data) => (1..=64).contains(&data.len()),
        None => button["url"].is_string() || button["switch_inline_query_chosen_chat"].is_object(),
    };
    (!buttons.into_iter().all(acts)).then(|| "Bad Request: BUTTON_DATA_INVALID".to_owned())
}
