//! The webhook table: which status an outcome becomes.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;
use telegram::WebhookSecrets;
use testing::Customer;

use crate::chat::{HOLD, SECRET, TestShop, riding};

fn olena() -> Customer {
    Customer::new(7, "Олена").language("uk")
}

#[tokio::test]
async fn handled_is_200_and_the_last_call_rides_in_the_answer() {
    let shop = TestShop::open().await;
    let (status, body) = shop.deliver(&olena().text("/start")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(riding(&body).expect("a call").method, "sendMessage");
    assert_eq!(shop.api.take(), [], "nothing over the wire");
}

#[tokio::test]
async fn a_missing_or_wrong_secret_is_401_without_a_body() {
    let shop = TestShop::open().await;
    let update = olena().text("/start").to_string();
    for secret in [None, Some(""), Some("wrong"), Some("test-secre"), Some("test-secret2")] {
        let (status, body) = shop.post(secret, update.clone()).await;
        assert_eq!((status, body.len()), (StatusCode::UNAUTHORIZED, 0), "{secret:?}");
    }
    assert_eq!(shop.db.store.users.find(domain::UserId(7)).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_no_update_is_400() {
    let shop = TestShop::open().await;
    let deep = "[".repeat(100_000);
    for body in
        ["", "hello", "[]", "{}", "null", "{\"message\": {}}", "{\"update_id\": \"x\"}", "{\"update_id\": -1}", &deep]
    {
        let (status, _) = shop.post(Some(SECRET), body.to_owned()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{}", &body[..body.len().min(40)]);
    }
    let (status, _) = shop.post(Some(SECRET), vec![0xff, 0xfe, 0x00]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_body_over_one_mebibyte_is_413() {
    let shop = TestShop::open().await;
    let update = |length: usize| {
        let mut update = olena().text("").to_string();
        let padding = " ".repeat(length - update.len());
        update.push_str(&padding);
        update
    };
    assert_eq!(shop.post(Some(SECRET), update(1 << 20)).await.0, StatusCode::OK);
    assert_eq!(shop.post(Some(SECRET), update((1 << 20) + 1)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(shop.post(Some("wrong"), update((1 << 20) + 1)).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_the_shop_has_no_interest_in_is_200_and_nothing_is_said() {
    let shop = TestShop::open().await;
    let bot = json!({ "id": 8, "is_bot": true, "first_name": "Bot" });
    let channel = json!({ "id": -1001, "type": "channel", "title": "News" });
    let post = json!({ "message_id": 1, "date": 1, "chat": channel, "text": "/start" });
    let private = json!({ "id": 8, "type": "private", "first_name": "Bot" });
    for update in [
        olena().edited("/start"),
        json!({ "update_id": 1, "channel_post": post }),
        json!({ "update_id": 2, "edited_channel_post": post }),
        json!({ "update_id": 3, "from_the_future": { "a": [1, 2, 3] } }),
        json!({ "update_id": 4, "message": { "unreadable": true } }),
        json!({ "update_id": 5 }),
        json!({ "update_id": 6, "message": { "message_id": 1, "date": 1, "chat": private, "from": bot, "text": "/start" } }),
        olena().text_in_group(-5, "hello everybody"),
    ] {
        let (status, body) = shop.deliver(&update).await;
        assert_eq!((status, body.len()), (StatusCode::OK, 0), "{update}");
    }
    assert_eq!(shop.api.take(), []);
}

#[tokio::test]
async fn a_bot_api_that_fails_is_503_and_the_update_is_handled_when_it_comes_again() {
    let shop = TestShop::open().await;
    testing::news(&shop.db.store, "One", "1", 2).await;
    testing::news(&shop.db.store, "Two", "2", 1).await;
    let update = olena().text("/news");
    shop.api.fail_next(429, "Too Many Requests: retry after 60", 60);
    assert_eq!(shop.deliver(&update).await.0, StatusCode::SERVICE_UNAVAILABLE);
    shop.api.take();
    let said = shop.send(&update).await;
    assert_eq!(said.len(), 2, "{said:?}");
}

#[tokio::test]
async fn a_database_that_is_gone_is_503() {
    let client = store::connect("mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=200", "test").await.unwrap();
    let store = store::Store::new(&client, domain::Clock::fixed(testing::now())).unwrap();
    let api = testing::BotApi::start().await;
    let settings = testing::shop_settings();
    let (staff, checkout) = (telegram::StaffSettings { chat: None }, webhook::CheckoutSettings { hold: HOLD });
    let shop = webhook::Shop::new(store, api.client(), settings, staff, checkout);
    let router = axum::Router::from(webhook::api(shop, WebhookSecrets::new(SECRET).unwrap()));
    let request = axum::http::Request::post("/telegram/webhook")
        .header("X-Telegram-Bot-Api-Secret-Token", SECRET)
        .body(axum::body::Body::from(olena().text("/start").to_string()))
        .unwrap();
    let answer = tokio::time::timeout(Duration::from_secs(20), tower::ServiceExt::oneshot(router, request)).await;
    assert_eq!(answer.expect("an answer in time").unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(api.take(), []);
}
