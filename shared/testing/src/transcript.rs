//! What was said, as one reads it: for snapshots of screens.

use serde_json::Value;

use crate::Recorded;

/// Call by call: the method, the text, then one line per row of buttons. `[label]` stands in place of the phone's
/// keyboard, `(label | data)` under the message.
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
    lines.extend(text.map(str::to_owned));
    let markup = &call.params["reply_markup"];
    for row in markup["inline_keyboard"].as_array().into_iter().flatten() {
        lines.push(row_of(row, |button| {
            format!("({} | {})", string(&button["text"]), string(&button["callback_data"]))
        }));
    }
    for row in markup["keyboard"].as_array().into_iter().flatten() {
        let contact = |button: &Value| if button["request_contact"] == true { " ☎" } else { "" };
        lines.push(row_of(row, |button| format!("[{}{}]", string(&button["text"]), contact(button))));
    }
    lines.join("\n") + "\n"
}

fn photo(call: &Recorded) -> String {
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
