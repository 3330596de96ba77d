//! The staff's group: who writes there, what the bot hears of it, and what it can do.

use serde_json::json;

use crate::support::Shop;

const STAFF: i64 = -1_001_000_000_001;
const PETRO: i64 = 2_102;

/// A message of the bot with a button; its id.
async fn card(shop: &Shop) -> serde_json::Value {
    let keyboard = json!({ "inline_keyboard": [[{ "text": "Accept", "callback_data": "to:1" }]] });
    let sent = shop.ok("sendMessage", json!({ "chat_id": STAFF, "text": "Order", "reply_markup": keyboard })).await;
    assert_eq!(sent["chat"], json!({ "id": STAFF, "type": "supergroup", "title": "Staff" }));
    sent["message_id"].clone()
}

#[tokio::test]
async fn the_bot_hears_commands_and_replies_to_itself() {
    let shop = Shop::start().await;
    let card = card(&shop).await;
    let path = format!("customers/{STAFF}/text");
    for body in [
        json!({ "text": "hello all" }),
        json!({ "text": "/stats", "member": PETRO }),
        json!({ "text": "2045", "reply_to": card, "member": PETRO }),
    ] {
        shop.act(&path, body).await;
    }
    let heard = shop.updates().await;
    assert_eq!(heard.len(), 2, "a bot in privacy mode hears no talk: {heard:?}");
    assert_eq!(heard[0]["message"]["from"]["first_name"], "Petro");
    let replied = &heard[1]["message"]["reply_to_message"];
    assert_eq!(replied["reply_markup"]["inline_keyboard"][0][0]["callback_data"], "to:1");
    assert_eq!(shop.messages(STAFF).await.len(), 4);
}

#[tokio::test]
async fn a_press_is_a_members_and_brings_the_message_as_it_is() {
    let shop = Shop::start().await;
    let card = card(&shop).await;
    let body = json!({ "message_id": card, "data": "to:1", "member": PETRO });
    shop.act(&format!("customers/{STAFF}/press"), body).await;
    let query = shop.updates().await.remove(0)["callback_query"].clone();
    assert_eq!((&query["from"]["id"], &query["message"]["chat"]["id"]), (&json!(PETRO), &json!(STAFF)));
    assert_eq!(query["message"]["reply_markup"]["inline_keyboard"][0][0]["text"], "Accept");
}

#[tokio::test]
async fn messages_are_copied_and_their_arrival_is_shown() {
    let shop = Shop::start().await;
    let written = shop.say(1001, "Is it blue?").await;
    let copy = json!({ "chat_id": STAFF, "from_chat_id": 1001, "message_id": written });
    shop.ok("copyMessage", copy).await;
    let reaction = |emoji: &str| json!([{ "type": "emoji", "emoji": emoji }]);
    let react = |reaction| json!({ "chat_id": 1001, "message_id": written, "reaction": reaction });
    shop.ok("setMessageReaction", react(reaction("👍"))).await;
    assert_eq!(shop.messages(1001).await[0]["reaction"], "👍");
    shop.updates().await;
    // It is no part of an update
    shop.act("customers/1001/text", json!({ "text": "?", "reply_to": written })).await;
    assert!(shop.updates().await[0]["message"]["reply_to_message"]["reaction"].is_null());
    shop.ok("setMessageReaction", react(json!([]))).await;
    assert!(shop.messages(1001).await[0]["reaction"].is_null());
    let nothing = json!({ "chat_id": 1001, "message_id": 9_999, "reaction": [] });
    assert!(shop.refused(400, "setMessageReaction", nothing).await.contains("not found"));
}

#[tokio::test]
async fn its_commands_are_its_own_and_it_survives_a_restart() {
    let shop = Shop::start().await;
    let commands = json!([{ "command": "stats", "description": "How is it going" }]);
    let scope = json!({ "type": "chat", "chat_id": STAFF });
    shop.ok("setMyCommands", json!({ "commands": commands, "scope": scope })).await;
    let shop = shop.restart().await;
    assert_eq!(shop.get(&format!("chats/{STAFF}")).await["commands"], commands);
    assert_eq!(shop.get("chats/1001").await["commands"], json!([]));
    assert_eq!(shop.ok("getChat", json!({ "chat_id": STAFF })).await["type"], "supergroup");
}
