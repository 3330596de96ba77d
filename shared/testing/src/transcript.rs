//! What was said, as one reads it: for snapshots of screens.

use serde_json::Value;

use crate::Recorded;

/// Call by call: the method, the text, then one line per row of buttons. `[label]` stands in place of the phone's
/// keyboard, `(label | data)` under the message. Results of an inline query are told like messages, each with its title.
///
/// ```
/// # use serde_json::json;
/// # use testing::{Recorded, transcript};
/// let call = Recorded { method: "sendMessage".into(), params: json!({ "text": "Hi" }), upload: None };
/// assert_eq!(transcript(&[call]), "→ sendMessage\nHi\n");
/// ```
pub fn transcript(calls: &[Recorded]) -> String {
    calls.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn one(call: &Recorded) -> String {
    let mut lines = vec![format!("→ {}{}", call.method, photo(call))];
    let text = call.params["text"].as_str().or_else(|| call.params["caption"].as_str());
    lines.extend(text.or_else(|| call.params["media"][0]["caption"].as_str()).map(str::to_owned));
    let markup = &call.params["reply_markup"];
    lines.extend(inline_buttons(markup));
    if call.method == "answerInlineQuery" {
        lines.extend(offers(&call.params));
    }
    for row in markup["keyboard"].as_array().into_iter().flatten() {
        let contact = |button: &Value| if button["request_contact"] == true { " ☎" } else { "" };
        lines.push(row_of(row, |button| format!("[{}{}]", string(&button["text"]), contact(button))));
    }
    lines.join("\n") + "\n"
}

fn inline_buttons(markup: &Value) -> impl Iterator<Item = String> {
    let rows = markup["inline_keyboard"].as_array().into_iter().flatten();
    rows.map(|row| {
        row_of(row, |button| {
            let shared = button["switch_inline_query_chosen_chat"]["query"].as_str();
            let does = button["callback_data"].as_str().or_else(|| button["url"].as_str());
            let does = does.map_or_else(|| format!("share: {}", shared.unwrap_or_default()), str::to_owned);
            format!("({} | {does})", string(&button["text"]))
        })
    })
}

fn offers(params: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for result in params["results"].as_array().into_iter().flatten() {
        let picture = if result["photo_file_id"].is_string() { "known photo" } else { "no photo" };
        let (title, description) = (string(&result["title"]), string(&result["description"]));
        lines.push(format!("\n{title} · {description} ({picture})"));
        let text = result["caption"].as_str().or_else(|| result["input_message_content"]["message_text"].as_str());
        lines.extend(text.map(str::to_owned));
        lines.extend(inline_buttons(&result["reply_markup"]));
    }
    let next = params["next_offset"].as_str().filter(|next| !next.is_empty());
    lines.extend(next.map(|next| format!("\nnext: {next}")));
    let start = params["button"]["start_parameter"].as_str();
    lines.extend(start.map(|start| format!("({} | start: {start})", string(&params["button"]["text"]))));
    lines
}

fn photo(call: &Recorded) -> String {
    if let Some(media) = call.params["media"].as_array() {
        return format!(" ({} photos, upload of {} bytes)", media.len(), call.upload.unwrap_or_default());
    }
    match (call.method.as_str(), call.upload) {
        ("sendPhoto", Some(bytes)) => format!(" (upload of {bytes} bytes)"),
        ("sendPhoto", None) => " (known photo)".to_owned(),
        _ => String::new(),
    }
}

fn row_of(row: &Value, button: impl Fn(&Value) -> String) -> String {
    row.as_array().into_iter().flatten().map(button).collect::<Vec<_>>().join(" ")
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
