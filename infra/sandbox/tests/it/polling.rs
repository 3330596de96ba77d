//! getUpdates: offsets, long polls, conflicts; and what survives a restart.

use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;

use crate::support::{Hook, Shop};

#[tokio::test]
async fn an_offset_confirms_and_updates_keep_their_order() {
    let shop = Shop::start().await;
    for text in ["one", "two", "three"] {
        shop.say(1001, text).await;
    }
    let first = shop.ok("getUpdates", json!({ "limit": 2 })).await;
    assert_eq!((&first[0]["message"]["text"], &first[1]["message"]["text"]), (&json!("one"), &json!("two")));
    let again = shop.ok("getUpdates", json!({})).await;
    assert_eq!(again[0], first[0], "unconfirmed updates come again");
    let offset = first[1]["update_id"].as_i64().expect("an id") + 1;
    let rest = shop.ok("getUpdates", json!({ "offset": offset })).await;
    assert_eq!((rest.as_array().map(Vec::len), &rest[0]["message"]["text"]), (Some(1), &json!("three")));
    let shop = shop.restart().await;
    assert_eq!(shop.ok("getUpdates", json!({})).await, rest, "what nobody took survives a restart");
}

#[tokio::test]
async fn a_long_poll_ends_with_an_update_a_newer_poll_or_the_stop() {
    let shop = Shop::start().await;
    let (updates, _) = tokio::join!(shop.ok("getUpdates", json!({ "timeout": 50 })), shop.say(1001, "hi"));
    assert_eq!(updates[0]["message"]["text"], "hi");
    let last = updates[0]["update_id"].as_i64().expect("an id") + 1;
    let wait = json!({ "timeout": 50, "offset": last });
    let poll = shop.call("getUpdates", wait.clone());
    let newer = async {
        // The older poll is waiting as soon as its offset is confirmed
        while shop.ok("getWebhookInfo", json!({})).await["pending_update_count"] != 0 {}
        shop.call("getUpdates", json!({ "timeout": 0 })).await
    };
    let ((status, body), _) = tokio::join!(poll, newer);
    let terminated =
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    assert_eq!((status, &body["description"]), (409, &json!(terminated)));
    let request = shop.client.post(format!("{}/bot{}/getUpdates", shop.url, crate::support::TOKEN)).json(&wait);
    let waiting = tokio::spawn(request.send());
    shop.stop().await;
    // By itself it would wait for 50 seconds
    let ended = timeout(Duration::from_secs(30), waiting).await;
    assert!(ended.is_ok(), "the stop ends it, whether it had begun or not");
}

#[tokio::test]
async fn polling_beside_a_webhook_is_a_conflict() {
    let shop = Shop::start().await;
    let hook = Hook::start().await;
    shop.ok("setWebhook", json!({ "url": hook.url })).await;
    let said = shop.refused(409, "getUpdates", json!({})).await;
    let expected =
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
    assert_eq!(said, expected);
    shop.ok("deleteWebhook", json!({})).await;
    assert_eq!(shop.ok("getUpdates", json!({})).await, json!([]));
}

#[tokio::test]
async fn updates_say_what_the_customer_did() {
    let shop = Shop::start().await;
    let id = shop.say(1004, "/start now").await;
    let message = shop.updates().await.remove(0)["message"].clone();
    assert_eq!(message["entities"], json!([{ "type": "bot_command", "offset": 0, "length": 6 }]));
    let from = json!({ "id": 1004, "is_bot": false, "first_name": "Jürgen", "language_code": "de" });
    assert_eq!(message["from"], from);
    shop.act("customers/1004/edit", json!({ "message_id": id, "text": "later" })).await;
    let edited = shop.updates().await.remove(0)["edited_message"].clone();
    assert_eq!((&edited["text"], &edited["message_id"]), (&json!("later"), &json!(id)));
    assert!(edited["edit_date"].is_i64());
    shop.act("customers/1004/contact", json!({ "own": true })).await;
    shop.act("customers/1004/contact", json!({ "own": false })).await;
    let updates = shop.updates().await;
    assert_eq!(updates[0]["message"]["contact"]["user_id"], 1004);
    assert_eq!(updates[0]["message"]["contact"]["phone_number"], "+4915112345678");
    assert_ne!(updates[1]["message"]["contact"]["user_id"], 1004);
}
