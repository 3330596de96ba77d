//! Which failures make Telegram deliver an update again, and what a customer reads when a repetition cannot help.

use axum::http::StatusCode;
use bson::{Document, doc};
use domain::{Locale, UserId};
use serde_json::json;
use testing::Customer;

use crate::chat::{Chat, TestShop, riding, text_of, toast};

fn olena() -> Customer {
    Customer::new(7, "Olena").language("en")
}

fn raw(shop: &TestShop, collection: &str) -> mongodb::Collection<Document> {
    shop.db.raw().collection(collection)
}

#[tokio::test]
async fn an_update_that_teloxide_core_cannot_read_is_of_no_interest() {
    let shop = TestShop::open().await;
    let chat = json!({ "id": 7, "type": "private", "first_name": "Olena" });
    for update in [
        // teloxide-core panics on a reaction of nobody
        json!({ "update_id": 1, "message_reaction": {
            "chat": chat, "message_id": 1, "date": 1, "old_reaction": [], "new_reaction": [],
        } }),
        json!({ "update_id": 2, "message": { "message_id": "one" } }),
        json!({ "update_id": 3, "callback_query": [] }),
        json!({ "update_id": 4, "my_chat_member": { "chat": chat } }),
        json!({ "update_id": 5, "message": "hello" }),
    ] {
        let (status, body) = shop.deliver(&update).await;
        assert_eq!((status, body.len()), (StatusCode::OK, 0), "{update}");
    }
    assert_eq!(shop.api.take(), []);
}

#[tokio::test]
async fn a_document_that_cannot_be_read_is_answered_with_an_apology_once() {
    let shop = TestShop::open().await;
    shop.send(&olena().text("/start")).await;
    let broken = doc! { "$set": { "cart.lines": [{ "product_id": "no id" }] } };
    raw(&shop, "users").update_one(doc! { "_id": 7_i64 }, broken).await.unwrap();

    let update = olena().text("/cart");
    let said = shop.send(&update).await;
    assert_eq!(said.len(), 1);
    assert!(text_of(&said[0]).contains("Something went wrong"), "{said:?}");
    // Handled: a redelivery says nothing, and the chat goes on
    assert_eq!(shop.send(&update).await, []);

    // A pressed button stops waiting
    let said = shop.send(&olena().press("cart:0")).await;
    assert!(toast(&said).is_some_and(|text| text.contains("Something went wrong")), "{said:?}");

    // Once it is mended, the chat goes on
    let mended = doc! { "$set": { "cart.lines": [] } };
    raw(&shop, "users").update_one(doc! { "_id": 7_i64 }, mended).await.unwrap();
    assert!(text_of(&shop.send(&olena().text("/cart")).await[0]).contains("empty"));
}

#[tokio::test]
async fn a_customers_own_document_that_cannot_be_read_is_answered_with_an_apology() {
    let shop = TestShop::open().await;
    raw(&shop, "users").insert_one(doc! { "_id": 7_i64, "name": 5, "created_at": "long ago" }).await.unwrap();
    let said = shop.send(&olena().text("/start")).await;
    assert!(text_of(&said[0]).contains("Something went wrong"), "{said:?}");
    let said = shop.send(&Customer::new(7, "Олена").language("uk").text("/start")).await;
    assert!(text_of(&said[0]).contains("Щось пішло не так"), "{said:?}");
}

#[tokio::test]
async fn products_in_another_currency_are_answered_with_an_apology() {
    let shop = TestShop::open().await;
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    let product = testing::product(&shop.db.store, &category).create().await;
    shop.send(&olena().press(&format!("add:{}", product.id))).await;
    let eur = doc! { "$set": { "price.currency": "EUR" } };
    raw(&shop, "products").update_many(doc! {}, eur).await.unwrap();
    let said = shop.send(&olena().text("/cart")).await;
    assert!(text_of(&said[0]).contains("Something went wrong"), "{said:?}");
}

#[tokio::test]
async fn an_order_with_an_unknown_status_is_shown_as_new() {
    let shop = TestShop::open().await;
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    let product = testing::product(&shop.db.store, &category).create().await;
    testing::order(&shop.db.store, 7, &[(&product, 1)]).await;
    raw(&shop, "orders").update_many(doc! {}, doc! { "$set": { "status": "packing" } }).await.unwrap();
    let mut chat = Chat::of(&shop, olena(), Locale::En);
    let said = chat.says("/orders").await;
    assert!(text_of(&said[0]).contains("My orders"), "{said:?}");
    let order = shop.db.store.orders.of_user(UserId(7), None, 1).await.unwrap().remove(0);
    let said = chat.does("order", &olena().press(&format!("order:{}", order.id))).await;
    assert!(text_of(&said[0]).contains("🆕 New"), "{said:?}");
}

#[tokio::test]
async fn a_revoked_token_is_503_until_it_is_replaced() {
    let shop = TestShop::open().await;
    for n in 1..=2 {
        testing::news(&shop.db.store, &format!("News {n}"), "…", n).await;
    }
    let update = olena().text("/news");
    shop.api.fail_next(401, "Unauthorized", 0);
    let (status, retry_after, _) = shop.deliver_fully(&update).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(retry_after.is_some());
    shop.api.take();
    assert_eq!(shop.send(&update).await.len(), 2);
}

#[tokio::test]
async fn a_pause_the_bot_api_wants_is_handed_on_to_telegram() {
    let shop = TestShop::open().await;
    for n in 1..=2 {
        testing::news(&shop.db.store, &format!("News {n}"), "…", n).await;
    }
    shop.api.fail_next(429, "Too Many Requests: retry after 77", 77);
    let (status, retry_after, _) = shop.deliver_fully(&olena().text("/news")).await;
    assert_eq!((status, retry_after.as_deref()), (StatusCode::SERVICE_UNAVAILABLE, Some("77")));
}

#[tokio::test]
async fn an_update_whose_handling_never_ended_is_given_up_after_five_attempts() {
    let shop = TestShop::open().await;
    shop.send(&olena().text("/start")).await;
    let update = olena().text("/menu");
    let lapsed = bson::DateTime::from_millis(0);
    let claim = |attempts: i32| {
        doc! { "$set": { "claim": {
            "token": bson::oid::ObjectId::new(), "update_id": update["update_id"].as_i64(), "at": lapsed,
            "attempts": attempts,
        } } }
    };
    let conversations = raw(&shop, "users");
    conversations.update_one(doc! { "_id": 7_i64 }, claim(5)).await.unwrap();
    let (status, body) = shop.deliver(&update).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text_of(&riding(&body).expect("an apology")).contains("Something went wrong"));
    assert_eq!(shop.send(&update).await, [], "noted as handled");

    let update = olena().text("/menu");
    conversations.update_one(doc! { "_id": 7_i64 }, claim(4)).await.unwrap();
    assert!(text_of(&shop.send(&update).await[0]).contains("menu"), "four attempts of another update");
}

#[tokio::test]
async fn a_customer_who_blocks_the_bot_is_marked_at_once_and_unmarked_when_they_return() {
    let shop = TestShop::open().await;
    shop.send(&olena().text("/start")).await;
    let blocked = async || shop.db.store.users.find(UserId(7)).await.unwrap().map(|user| user.blocked);
    assert_eq!(shop.send(&olena().blocks_bot()).await, []);
    assert_eq!(blocked().await, Some(true));
    assert_eq!(shop.send(&olena().unblocks_bot()).await, []);
    assert_eq!(blocked().await, Some(false));

    // Nobody is created by it, such as a person who was erased
    let stranger = Customer::new(8, "Stranger");
    shop.send(&stranger.blocks_bot()).await;
    shop.send(&stranger.unblocks_bot()).await;
    assert_eq!(shop.db.store.users.find(UserId(8)).await.unwrap(), None);
    // What happens to the bot in a group is another matter
    shop.send(&olena().removes_bot_from(-5)).await;
    assert_eq!(blocked().await, Some(false));
}
