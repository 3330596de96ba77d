//! Texts: what sendMessage gives back, what it refuses, and edits.

use serde_json::json;

use crate::support::{Shop, TOKEN, read};

#[tokio::test]
async fn a_sent_message_is_a_whole_message() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let params = json!({
        "chat_id": 1001, "text": " <b>Кошик</b> &amp; 🛒 ", "parse_mode": "HTML",
        "reply_markup": { "inline_keyboard": [[{ "text": "➕", "callback_data": "c:+" }]] },
    });
    let sent = shop.ok("sendMessage", params).await;
    assert_eq!(sent["text"], "Кошик & 🛒");
    assert_eq!(sent["entities"], json!([{ "type": "bold", "offset": 0, "length": 5 }]));
    let chat = json!({
        "id": 1001, "type": "private", "first_name": "Olena", "last_name": "Kovalenko", "username": "olena_k",
    });
    assert_eq!(sent["chat"], chat);
    assert_eq!((&sent["from"]["is_bot"], &sent["from"]["id"]), (&json!(true), &json!(123_456)));
    assert_eq!(sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"], "c:+");
    assert!(sent["message_id"].is_i64() && sent["date"].is_i64());
    assert_eq!(shop.messages(1001).await[1], sent);
}

#[tokio::test]
async fn parameters_come_as_json_form_query_or_multipart() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let url = format!("{}/bot{TOKEN}/sendMessage", shop.url);
    let multipart = reqwest::multipart::Form::new().text("chat_id", "1001").text("text", "multipart");
    let requests = [
        shop.client
            .post(&url)
            .body("chat_id=1001&text=form")
            .header("content-type", "application/x-www-form-urlencoded"),
        shop.client.get(format!("{url}?chat_id=1001&text=query")),
        shop.client.post(&url).multipart(multipart),
        shop.client.post(url.replace("sendMessage", "SENDMESSAGE")).json(&json!({ "chat_id": "1001", "text": "json" })),
    ];
    for request in requests {
        assert_eq!(read(request).await.0, 200);
    }
    let texts: Vec<String> = shop.messages(1001).await.iter().map(|m| m["text"].to_string()).collect();
    assert_eq!(texts[1..], ["\"form\"", "\"query\"", "\"multipart\"", "\"json\""]);
}

#[tokio::test]
async fn who_may_call_what() {
    let shop = Shop::start().await;
    assert_eq!(shop.refused(404, "sendNothing", json!({})).await, "Not Found");
    let wrong = read(shop.client.post(format!("{}/bot1:x/getMe", shop.url))).await;
    assert_eq!(wrong, (401, json!({ "ok": false, "error_code": 401, "description": "Unauthorized" })));
    let me = shop.ok("getMe", json!({})).await;
    assert_eq!((&me["username"], &me["first_name"]), (&json!("kiosk_demo_bot"), &json!("Kiosk demo")));
}

#[tokio::test]
async fn send_message_refuses_what_telegram_refuses() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let long = "я".repeat(4097);
    let html = |text: &str| json!({ "chat_id": 1001, "text": text, "parse_mode": "HTML" });
    let cases = [
        (json!({ "text": "x" }), "chat_id is empty"),
        (json!({ "chat_id": 9, "text": "x" }), "chat not found"),
        (json!({ "chat_id": "@shop", "text": "x" }), "chat not found"),
        (json!({ "chat_id": 1002, "text": "x" }), "chat not found"),
        (json!({ "chat_id": 1001 }), "message text is empty"),
        (json!({ "chat_id": 1001, "text": " \n " }), "message text is empty"),
        (html("<b></b>"), "message text is empty"),
        (json!({ "chat_id": 1001, "text": long }), "message is too long"),
        (json!({ "chat_id": 1001, "text": "🛒".repeat(2049) }), "message is too long"),
        (html("<b>x"), "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        (html("я <x>"), "can't parse entities: Unsupported start tag \"x\" at byte offset 3"),
        (
            html("<b>x</i>"),
            "can't parse entities: Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\"",
        ),
        (json!({ "chat_id": 1001, "text": "x", "parse_mode": "Wiki" }), "unsupported parse_mode"),
        (
            json!({ "chat_id": 1001, "text": "x", "reply_parameters": { "message_id": 999 } }),
            "message to be replied not found",
        ),
    ];
    for (params, expected) in cases {
        let said = shop.refused(400, "sendMessage", params).await;
        assert_eq!(said, format!("Bad Request: {expected}"));
    }
    assert_eq!(shop.messages(1001).await.len(), 1, "nothing refused was sent");
}

#[tokio::test]
async fn the_limit_counts_what_is_left_after_parsing() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let text = format!("<b>{}</b>&amp;", "x".repeat(4095));
    shop.ok("sendMessage", json!({ "chat_id": 1001, "text": text, "parse_mode": "HTML" })).await;
    shop.ok("sendMessage", json!({ "chat_id": 1001, "text": "🛒".repeat(2048) })).await;
}

#[tokio::test]
async fn a_mention_by_id_names_a_customer_or_nobody() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let text = "<a href=\"tg://user?id=1003\">Emma</a> <a href=\"tg://user?id=9\">Nobody</a>";
    let sent = shop.ok("sendMessage", json!({ "chat_id": 1001, "text": text, "parse_mode": "HTML" })).await;
    assert_eq!(sent["entities"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&sent["entities"][0]["type"], &sent["entities"][0]["user"]["id"]),
        (&json!("text_mention"), &json!(1003))
    );
}

#[tokio::test]
async fn an_edit_changes_text_and_keyboard_together() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let keyboard = json!({ "inline_keyboard": [[{ "text": "+", "callback_data": "+" }]] });
    let sent = shop.ok("sendMessage", json!({ "chat_id": 1001, "text": "1", "reply_markup": keyboard })).await;
    let id = &sent["message_id"];
    let edited = shop.ok("editMessageText", json!({ "chat_id": 1001, "message_id": id, "text": "2" })).await;
    assert_eq!((&edited["text"], &edited["reply_markup"]), (&json!("2"), &json!(null)));
    assert!(edited["edit_date"].is_i64());
    let markup = json!({ "chat_id": 1001, "message_id": id, "reply_markup": keyboard });
    let edited = shop.ok("editMessageReplyMarkup", markup.clone()).await;
    assert_eq!((&edited["text"], &edited["reply_markup"]), (&json!("2"), &keyboard));
    let same = "Bad Request: message is not modified: specified new message content and reply markup are exactly the \
                same as a current content and reply markup of the message";
    assert_eq!(shop.refused(400, "editMessageReplyMarkup", markup).await, same);
}

#[tokio::test]
async fn an_edit_refuses_what_telegram_refuses() {
    let shop = Shop::start().await;
    let own = shop.say(1001, "/start").await;
    let menu = json!({ "keyboard": [["Cart"]] });
    let menu = shop.ok("sendMessage", json!({ "chat_id": 1001, "text": "menu", "reply_markup": menu })).await;
    let text = shop.ok("sendMessage", json!({ "chat_id": 1001, "text": "x" })).await["message_id"].clone();
    let edit = |id: serde_json::Value| json!({ "chat_id": 1001, "message_id": id, "text": "y", "caption": "y" });
    let cases = [
        ("editMessageText", edit(json!(999)), "message to edit not found"),
        ("editMessageText", edit(json!(own)), "message can't be edited"),
        ("editMessageText", edit(menu["message_id"].clone()), "message can't be edited"),
        ("editMessageCaption", edit(text.clone()), "there is no caption in the message to edit"),
        ("editMessageText", json!({ "chat_id": 1001, "text": "y" }), "message identifier is not specified"),
        ("deleteMessage", json!({ "chat_id": 1001, "message_id": 999 }), "message to delete not found"),
    ];
    for (method, params, expected) in cases {
        assert_eq!(shop.refused(400, method, params).await, format!("Bad Request: {expected}"), "{method}");
    }
    let mut with_menu = edit(text);
    with_menu["reply_markup"] = json!({ "keyboard": [["Cart"]] });
    assert_eq!(shop.refused(400, "editMessageText", with_menu).await, "Bad Request: inline keyboard expected");
}

#[tokio::test]
async fn a_deleted_message_is_gone_and_a_copy_stays() {
    let shop = Shop::start().await;
    let theirs = shop.say(1001, "hello").await;
    shop.say(1003, "/start").await;
    let copy = json!({ "chat_id": 1003, "from_chat_id": 1001, "message_id": theirs });
    let copied = shop.ok("copyMessage", copy.clone()).await;
    assert_eq!(copied.as_object().map(serde_json::Map::len), Some(1), "a copy answers with its id alone");
    shop.ok("deleteMessage", json!({ "chat_id": 1001, "message_id": theirs })).await;
    assert!(shop.messages(1001).await.is_empty());
    assert_eq!(shop.messages(1003).await[1]["text"], "hello");
    assert_eq!(shop.refused(400, "copyMessage", copy).await, "Bad Request: message to copy not found");
}
