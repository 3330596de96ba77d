//! Keyboards, pressed buttons and the command menu.

use serde_json::{Value, json};

use crate::support::Shop;

#[tokio::test]
async fn markup_is_refused_as_telegram_refuses_it() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let inline = |button: Value| json!({ "inline_keyboard": [[button]] });
    let many: Vec<Value> = (0..101).map(|n| json!([{ "text": "x", "callback_data": n.to_string() }])).collect();
    let unallowed = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard";
    let cases = [
        (inline(json!({ "text": "x", "callback_data": "я".repeat(33) })), "BUTTON_DATA_INVALID"),
        (inline(json!({ "text": "x", "callback_data": "" })), unallowed),
        (inline(json!({ "text": "x" })), unallowed),
        (inline(json!({ "text": " ", "callback_data": "x" })), "inline keyboard button text must be non-empty"),
        (inline(json!({ "callback_data": "x" })), "can't parse inline keyboard button: Can't find field \"text\""),
        (
            inline(json!({ "text": "x", "url": "nowhere" })),
            "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
        (json!({ "inline_keyboard": many }), "REPLY_MARKUP_TOO_LONG"),
        (json!({ "keyboard": [[{ "text": "" }]] }), "keyboard button text must be non-empty"),
        (json!([]), "object expected as reply markup"),
    ];
    for (markup, expected) in cases {
        let params = json!({ "chat_id": 1001, "text": "x", "reply_markup": markup });
        assert_eq!(shop.refused(400, "sendMessage", params).await, format!("Bad Request: {expected}"));
    }
    let params = json!({ "chat_id": 1001, "text": "x", "reply_markup": inline(json!({ "text": "x", "callback_data": "я".repeat(32) })) });
    shop.ok("sendMessage", params).await;
}

#[tokio::test]
async fn a_reply_keyboard_belongs_to_the_chat() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let markup = json!({
        "keyboard": [["Cart", { "text": "Phone", "request_contact": true }]],
        "one_time_keyboard": true, "input_field_placeholder": "Choose",
    });
    let sent = shop.ok("sendMessage", json!({ "chat_id": 1001, "text": "x", "reply_markup": markup })).await;
    assert_eq!(sent["reply_markup"], Value::Null, "only inline keyboards appear in the result");
    let keyboard = shop.get("chats/1001").await["keyboard"].clone();
    assert_eq!(keyboard["keyboard"][0][0]["text"], "Cart");
    assert_eq!(keyboard["keyboard"][0][1]["request_contact"], true);
    assert_eq!(keyboard["used"], false);
    shop.say(1001, "Cart").await;
    assert_eq!(shop.get("chats/1001").await["keyboard"]["used"], true, "a one-time keyboard folds");
    // Deleting the message that brought it takes the keyboard away
    shop.ok("deleteMessage", json!({ "chat_id": 1001, "message_id": sent["message_id"] })).await;
    assert_eq!(shop.get("chats/1001").await["keyboard"], Value::Null);
}

#[tokio::test]
async fn a_pressed_button_is_answered_once_and_in_time() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    shop.updates().await;
    let markup = json!({ "inline_keyboard": [[{ "text": "x", "callback_data": "a:1" }]] });
    let sent = shop.ok("sendMessage", json!({ "chat_id": 1001, "text": "x", "reply_markup": markup })).await;
    let query = shop.press(1001, &sent["message_id"], "a:1").await;
    let update = shop.updates().await.remove(0)["callback_query"].clone();
    assert_eq!((&update["id"], &update["data"]), (&json!(query), &json!("a:1")));
    assert_eq!((&update["message"], &update["from"]["id"]), (&sent, &json!(1001)));
    assert!(update["chat_instance"].is_string());
    let long = json!({ "callback_query_id": query, "text": "x".repeat(201) });
    assert_eq!(shop.refused(400, "answerCallbackQuery", long).await, "Bad Request: MESSAGE_TOO_LONG");
    shop.ok("answerCallbackQuery", json!({ "callback_query_id": query, "text": "x".repeat(200) })).await;
    let old = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    assert_eq!(shop.refused(400, "answerCallbackQuery", json!({ "callback_query_id": "5" })).await, old);
    let query = shop.press(1001, &sent["message_id"], "forged").await;
    shop.act("faults", json!({ "expire_queries": true })).await;
    assert_eq!(shop.refused(400, "answerCallbackQuery", json!({ "callback_query_id": query })).await, old);
}

#[tokio::test]
async fn commands_are_set_per_language() {
    let shop = Shop::start().await;
    let list = |description: &str| json!([{ "command": "cart", "description": description }]);
    shop.ok("setMyCommands", json!({ "commands": list("Cart") })).await;
    shop.ok("setMyCommands", json!({ "commands": list("Кошик").to_string(), "language_code": "uk" })).await;
    assert_eq!(shop.ok("getMyCommands", json!({ "language_code": "uk" })).await, list("Кошик"));
    assert_eq!(shop.get("chats/1001").await["commands"], list("Кошик"));
    assert_eq!(shop.get("chats/1004").await["commands"], list("Cart"));
    shop.ok("deleteMyCommands", json!({ "language_code": "uk" })).await;
    assert_eq!(shop.get("chats/1001").await["commands"], list("Cart"));
    let wrong = json!({ "commands": [{ "command": "My Cart", "description": "x" }] });
    assert_eq!(shop.refused(400, "setMyCommands", wrong).await, "Bad Request: BOT_COMMAND_INVALID");
}
