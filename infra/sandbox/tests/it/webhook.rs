//! Deliveries to the webhook: the secret, the order, the retries, and calls made in the answer.

use serde_json::{Value, json};

use crate::support::{Hook, Shop};

#[tokio::test]
async fn a_delivery_carries_the_secret_and_the_answer_may_be_a_call() {
    let shop = Shop::start().await;
    let mut hook = Hook::start().await;
    let params = json!({ "url": hook.url, "secret_token": "s3cret_-", "max_connections": 5 });
    shop.ok("setWebhook", params).await;
    hook.answer(200, json!({ "method": "sendMessage", "chat_id": 1001, "text": "Welcome" }));
    shop.say(1001, "/start").await;
    let delivery = hook.delivery().await;
    assert_eq!(delivery.update["message"]["text"], "/start");
    assert_eq!(delivery.secret.as_deref(), Some("s3cret_-"));
    let reply = shop.exchange(|exchange| exchange["direction"] == "reply").await;
    assert_eq!((&reply["method"], &reply["status"]), (&json!("sendMessage"), &json!(200)));
    assert_eq!(shop.messages(1001).await[1]["text"], "Welcome");
    let info = shop.ok("getWebhookInfo", json!({})).await;
    assert_eq!((&info["url"], &info["max_connections"]), (&json!(hook.url), &json!(5)));
    assert_eq!((&info["pending_update_count"], &info["last_error_message"]), (&json!(0), &Value::Null));
}

#[tokio::test]
async fn a_call_that_fails_in_the_answer_is_shown() {
    let shop = Shop::start().await;
    let hook = Hook::start().await;
    shop.ok("setWebhook", json!({ "url": hook.url })).await;
    hook.answer(200, json!({ "method": "sendMessage", "chat_id": 1001, "text": "<b>", "parse_mode": "HTML" }));
    shop.say(1001, "/start").await;
    let reply = shop.exchange(|exchange| exchange["direction"] == "reply").await;
    assert_eq!(reply["status"], 400);
    let said = reply["response"]["description"].as_str().expect("a description");
    assert!(said.starts_with("Bad Request: can't parse entities"), "{said}");
}

#[tokio::test]
async fn a_failed_delivery_comes_again_and_keeps_its_chat_in_order() {
    let shop = Shop::start().await;
    let mut hook = Hook::start().await;
    shop.ok("setWebhook", json!({ "url": hook.url })).await;
    hook.answer(500, json!("down"));
    shop.say(1001, "first").await;
    let failed = hook.delivery().await;
    shop.exchange(|exchange| exchange["status"] == 500).await;
    let info = shop.ok("getWebhookInfo", json!({})).await;
    assert_eq!(info["last_error_message"], "Wrong response from the webhook: 500 Internal Server Error");
    assert!(info["last_error_date"].is_i64());
    shop.say(1001, "second").await;
    shop.say(1003, "from somebody else").await;
    // Emma does not wait for Olena
    assert_eq!(hook.delivery().await.update["message"]["text"], "from somebody else");
    let again = hook.delivery().await;
    assert_eq!(again.update, failed.update);
    assert_eq!(hook.delivery().await.update["message"]["text"], "second");
    assert!(hook.is_quiet());
}

#[tokio::test]
async fn an_unreachable_webhook_gets_its_updates_once_it_is_set_anew() {
    let shop = Shop::start().await;
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = closed.local_addr().expect("an address");
    drop(closed);
    shop.ok("setWebhook", json!({ "url": format!("http://{address}/hook") })).await;
    shop.say(1001, "hello").await;
    let failed = shop.exchange(|exchange| exchange["direction"] == "update").await;
    assert_eq!((&failed["status"], &failed["response"]), (&json!(0), &json!("Connection refused")));
    let shop = shop.restart().await;
    let mut hook = Hook::start().await;
    shop.ok("setWebhook", json!({ "url": hook.url })).await;
    assert_eq!(hook.delivery().await.update["message"]["text"], "hello");
}

#[tokio::test]
async fn allowed_updates_and_dropped_ones_do_not_come() {
    let shop = Shop::start().await;
    shop.say(1001, "dropped").await;
    let mut hook = Hook::start().await;
    let params = json!({ "url": hook.url, "allowed_updates": ["message"], "drop_pending_updates": true });
    shop.ok("setWebhook", params).await;
    shop.act("customers/1001/block", json!({ "blocked": true })).await;
    shop.act("customers/1001/block", json!({ "blocked": false })).await;
    shop.say(1001, "hello").await;
    assert_eq!(hook.delivery().await.update["message"]["text"], "hello");
    assert!(hook.is_quiet());
    assert_eq!(shop.ok("getWebhookInfo", json!({})).await["allowed_updates"], json!(["message"]));
}

#[tokio::test]
async fn a_bad_webhook_is_refused() {
    let shop = Shop::start().await;
    for (params, expected) in [
        (json!({ "url": "nowhere" }), "bad webhook: Wrong HTTP URL"),
        (json!({ "url": "ftp://x.y" }), "bad webhook: an HTTPS URL must be provided for webhook"),
        (json!({ "url": "https://x.y", "secret_token": "a b" }), "secret token contains unallowed characters"),
        (json!({ "url": "https://x.y", "secret_token": "x".repeat(257) }), "secret token is too long"),
    ] {
        assert_eq!(shop.refused(400, "setWebhook", params).await, format!("Bad Request: {expected}"));
    }
}
