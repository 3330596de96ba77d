//! What goes wrong on demand: blocked bots, 429 and 500.

use serde_json::json;

use crate::support::{Shop, TOKEN};

#[tokio::test]
async fn a_blocked_bot_is_forbidden_and_told() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    shop.updates().await;
    shop.act("customers/1001/block", json!({ "blocked": true })).await;
    let update = shop.updates().await.remove(0)["my_chat_member"].clone();
    assert_eq!(
        (&update["old_chat_member"]["status"], &update["new_chat_member"]["status"]),
        (&json!("member"), &json!("kicked"))
    );
    let blocked = "Forbidden: bot was blocked by the user";
    let params = json!({ "chat_id": 1001, "text": "x", "action": "typing" });
    assert_eq!(shop.refused(403, "sendMessage", params.clone()).await, blocked);
    assert_eq!(shop.refused(403, "sendChatAction", params.clone()).await, blocked);
    shop.act("customers/1001/block", json!({ "blocked": false })).await;
    shop.ok("sendMessage", params).await;
}

#[tokio::test]
async fn so_many_calls_as_ordered_fail() {
    let shop = Shop::start().await;
    shop.act("faults", json!({ "too_many_requests": 1, "retry_after": 7, "server_errors": 1 })).await;
    let url = format!("{}/bot{TOKEN}/getMe", shop.url);
    let response = shop.client.get(&url).send().await.expect("an answer");
    assert_eq!(
        (response.status().as_u16(), &response.headers()["retry-after"]),
        (429, &"7".parse().expect("a header"))
    );
    let body: serde_json::Value = response.json().await.expect("JSON");
    let expected = json!({
        "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 7",
        "parameters": { "retry_after": 7 },
    });
    assert_eq!(body, expected);
    assert_eq!(shop.refused(500, "getMe", json!({})).await, "Internal Server Error");
    shop.ok("getMe", json!({})).await;
    let faults = shop.get("state").await["faults"].clone();
    assert_eq!((&faults["too_many_requests"], &faults["server_errors"]), (&json!(0), &json!(0)));
}
