//! The page and its own API: assets, events, customers, persistence.

use futures_util::StreamExt;
use serde_json::{Value, json};

use crate::support::Shop;

#[tokio::test]
async fn the_page_brings_everything_it_names() {
    let shop = Shop::start().await;
    let page = shop.client.get(&shop.url).send().await.expect("an answer");
    assert!(
        page.headers()["content-security-policy"].to_str().is_ok_and(|policy| policy.contains("script-src 'self'"))
    );
    let mut to_read = vec![page.text().await.expect("a page")];
    let mut seen = Vec::new();
    while let Some(text) = to_read.pop() {
        let named = text.split(['"', '\'']).filter_map(|part| part.strip_prefix("/page/").or(part.strip_prefix("./")));
        for name in named.map(str::to_owned).collect::<Vec<_>>() {
            if !seen.contains(&name) {
                let asset = shop.client.get(format!("{}/page/{name}", shop.url)).send().await.expect("an answer");
                assert_eq!(asset.status(), 200, "{name}");
                to_read.push(asset.text().await.expect("a text"));
                seen.push(name);
            }
        }
    }
    assert!(seen.len() >= 13, "{seen:?}");
    assert_eq!(shop.get("health").await, json!({ "ok": true }));
}

#[tokio::test]
async fn events_tell_the_page_what_happens_and_do_not_hold_up_a_stop() {
    let shop = Shop::start().await;
    let response = shop.client.get(format!("{}/sandbox/events", shop.url)).send().await.expect("a stream");
    let mut stream = response.bytes_stream();
    shop.say(1001, "/start").await;
    shop.ok("sendChatAction", json!({ "chat_id": 1001, "action": "typing" })).await;
    let mut kinds = Vec::new();
    while !kinds.contains(&json!("typing")) {
        let chunk = stream.next().await.expect("more events").expect("a chunk");
        let text = String::from_utf8_lossy(&chunk).into_owned();
        let events = text.lines().filter_map(|line| line.strip_prefix("data: "));
        kinds.extend(events.map(|data| serde_json::from_str::<Value>(data).expect("JSON")["type"].clone()));
    }
    assert!(kinds.contains(&json!("message")) && kinds.contains(&json!("customers")), "{kinds:?}");
    shop.stop().await;
    while let Some(chunk) = stream.next().await {
        chunk.expect("the stream ends, and is not cut off");
    }
}

#[tokio::test]
async fn chats_webhook_and_commands_survive_a_restart() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let markup = json!({ "keyboard": [["Cart"]], "resize_keyboard": true });
    let sent = shop.ok("sendMessage", json!({ "chat_id": 1001, "text": "x", "reply_markup": markup })).await;
    shop.ok("setMyCommands", json!({ "commands": [{ "command": "a", "description": "b" }] })).await;
    shop.ok("setWebhook", json!({ "url": "http://127.0.0.1:9/hook", "secret_token": "s" })).await;
    let before = (shop.get("chats/1001").await, shop.ok("getWebhookInfo", json!({})).await["url"].clone());
    let shop = shop.restart().await;
    let after = (shop.get("chats/1001").await, shop.ok("getWebhookInfo", json!({})).await["url"].clone());
    assert_eq!(after, before);
    let next = shop.ok("sendMessage", json!({ "chat_id": 1001, "text": "y" })).await;
    assert!(next["message_id"].as_i64() > sent["message_id"].as_i64(), "ids go on where they were");
}

#[tokio::test]
async fn a_reset_clears_the_chat_and_a_new_customer_may_come() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    shop.act("customers/1001/reset", json!({})).await;
    let chat = shop.get("chats/1001").await;
    assert_eq!((&chat["messages"], &chat["keyboard"]), (&json!([]), &Value::Null));
    assert_eq!(shop.ok("getUpdates", json!({})).await, json!([]));
    let added = shop.act("customers", json!({ "first_name": "Zoë", "language_code": "en" })).await;
    assert_eq!(added["id"], 1006);
    shop.say(1006, "hello").await;
    assert_eq!(shop.updates().await[0]["message"]["from"]["first_name"], "Zoë");
}
