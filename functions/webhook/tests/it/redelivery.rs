//! An update that is delivered again goes on where the first delivery broke off: nothing is said twice, nothing is lost.

use axum::http::StatusCode;
use bson::{Document, doc};
use domain::{Locale, UserId};
use store::{CartChange, CustomerChange};
use testing::{Customer, Recorded};

use crate::chat::{Chat, TestShop, riding, text_of, toast};

fn olena() -> Customer {
    Customer::new(7, "Olena").language("en")
}

fn photos(said: &[Recorded]) -> usize {
    said.iter().filter(|call| call.method == "sendPhoto").count()
}

#[tokio::test]
async fn a_pause_in_the_middle_of_a_reply_does_not_repeat_its_beginning() {
    let shop = TestShop::open().await;
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    for _ in 0..5 {
        testing::product(&shop.db.store, &category).photo().create().await;
    }
    let update = olena().press(&format!("category:{}", category.id));
    let mut said = Vec::new();
    // The head and the first photos go out, then Telegram asks for a long pause; and once more on the redelivery
    for calls in [4, 2] {
        shop.api.fail_after(calls - 1, 429, "Too Many Requests: retry after 60", 60);
        assert_eq!(shop.deliver(&update).await.0, StatusCode::SERVICE_UNAVAILABLE);
        let mut calls = shop.api.take();
        calls.pop(); // the refused one
        said.extend(calls);
    }
    let last = shop.send(&update).await;
    said.extend(last);
    assert_eq!(photos(&said), 5, "every card once: {said:#?}");
    let heads = said.iter().filter(|call| call.method == "editMessageText").count();
    assert_eq!(heads, 1, "{said:#?}");

    // The photos sent before the pause are known by their file_id
    let again = shop.send(&olena().press(&format!("category:{}", category.id))).await;
    assert!(again.iter().all(|call| call.upload.is_none()), "{again:#?}");
}

#[tokio::test]
async fn a_photo_telegram_does_not_know_any_more_is_uploaded_in_the_same_reply() {
    let shop = TestShop::open().await;
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    let product = testing::product(&shop.db.store, &category).photo().create().await;
    let press = || olena().press(&format!("product:{}", product.id));
    shop.send(&press()).await;
    shop.api.fail_next(400, "Bad Request: wrong file identifier/HTTP URL specified", 0);
    let said = shop.send(&press()).await;
    let photos: Vec<_> = said.iter().filter(|call| call.method == "sendPhoto").collect();
    assert_eq!(photos.len(), 2, "{said:?}");
    assert!(photos[1].upload.is_some());
    assert!(said.iter().all(|call| call.method != "sendMessage"), "{said:?}");
    // The new file_id is kept
    let said = shop.send(&press()).await;
    assert!(said[0].upload.is_none() && said[0].method == "sendPhoto", "{said:?}");
}

#[tokio::test]
async fn a_photo_that_telegram_does_not_take_at_all_becomes_a_text() {
    let shop = TestShop::open().await;
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    let product = testing::product(&shop.db.store, &category).photo().create().await;
    shop.api.fail_next(400, "Bad Request: IMAGE_PROCESS_FAILED", 0);
    let said = shop.send(&olena().press(&format!("product:{}", product.id))).await;
    let methods: Vec<_> = said.iter().map(|call| call.method.as_str()).collect();
    assert_eq!(methods, ["sendPhoto", "sendMessage", "answerCallbackQuery"]);
}

/// The claim is left as by a process that died after this update was answered, before it was noted as handled.
async fn lapse(shop: &TestShop) {
    let set = doc! { "$set": { "claim.at": bson::DateTime::from_millis(0) } };
    let users = shop.db.raw().collection::<Document>("users");
    let result = users.update_one(doc! { "_id": 7_i64, "claim": { "$exists": true } }, set).await.unwrap();
    assert_eq!(result.matched_count, 1, "the update is not noted as handled yet");
}

#[tokio::test]
async fn an_answer_that_was_not_written_is_given_again_and_its_effect_is_not_repeated() {
    let shop = TestShop::open().await;
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    let product = testing::product(&shop.db.store, &category).stock(1).create().await;
    shop.send(&olena().text("/start")).await;

    let add = olena().press(&format!("add:{}", product.id));
    shop.deliver_and_lose_the_answer(&add).await;
    assert_eq!(toast(&shop.send(&add).await), Some("Added. In your cart: 1"), "what the first answer said");
    assert_eq!(shop.db.store.carts.of(UserId(7)).await.unwrap().quantity_of(product.id), 1);

    // A refusal is repeated as well
    let add = olena().press(&format!("add:{}", product.id));
    shop.deliver_and_lose_the_answer(&add).await;
    let refused = shop.send(&add).await;
    assert!(toast(&refused).is_some_and(|text| text.contains("the only one")), "{refused:?}");

    // Of a reply that opens a question, what went over the wire before is not said again
    let mut chat = Chat::of(&shop, olena(), Locale::En);
    let checkout = olena().press("checkout");
    shop.deliver_and_lose_the_answer(&checkout).await;
    let said: Vec<_> = shop.api.take().into_iter().map(|call| call.method).collect();
    assert_eq!(said, ["sendMessage", "sendMessage"]);
    let again: Vec<_> = shop.send(&checkout).await.into_iter().map(|call| call.method).collect();
    assert_eq!(again, ["answerCallbackQuery"]);
    assert!(text_of(&chat.says("olena@example.com").await[0]).contains("phone"));

    // Nor of one that opens none
    let open = olena().press(&format!("category:{}", category.id));
    shop.deliver_and_lose_the_answer(&open).await;
    let said: Vec<_> = shop.api.take().into_iter().map(|call| call.method).collect();
    assert_eq!(said, ["editMessageText", "sendMessage"]);
    let again: Vec<_> = shop.send(&open).await.into_iter().map(|call| call.method).collect();
    assert_eq!(again, ["answerCallbackQuery"]);
}

#[tokio::test]
async fn a_change_that_took_too_many_is_corrected_by_the_redelivery_if_the_process_died_in_between() {
    let shop = TestShop::open().await;
    let store = &shop.db.store;
    let category = testing::category(store, "Kettles", None).await;
    let one = testing::product(store, &category).title("Kettle").stock(1).create().await;
    let none = testing::product(store, &category).stock(0).create().await;
    for (product, quantity, says) in [(&one, 1, "Added"), (&one, 1, "the only one"), (&none, 0, "sold out")] {
        let update = olena().press(&format!("add:{}", product.id));
        let change = CustomerChange::Cart(CartChange::Add(product.id));
        testing::claim(store, 7, update["update_id"].as_i64().unwrap(), Some(change)).await;
        assert_eq!(
            store.carts.of(UserId(7)).await.unwrap().quantity_of(product.id),
            quantity + u32::from(says != "Added")
        );
        lapse(&shop).await;
        assert!(toast(&shop.send(&update).await).is_some_and(|text| text.contains(says)), "{says}");
        assert_eq!(store.carts.of(UserId(7)).await.unwrap().quantity_of(product.id), quantity, "{says}");
    }
    let cart = store.carts.of(UserId(7)).await.unwrap();
    assert_eq!(cart.lines[0].title.as_str(), "Kettle", "stored with the note");
}

#[tokio::test]
async fn an_answer_is_noted_only_after_it_was_written() {
    let shop = TestShop::open().await;
    shop.send(&olena().text("/start")).await;
    let update = olena().text("/menu");
    let (response, body) = shop.deliver_unread(&update).await;
    assert_eq!(response, StatusCode::OK);
    lapse(&shop).await;
    // The first process died; the update comes again and is answered again
    assert_eq!(shop.send(&update).await.len(), 1);
    // What the first one would note now is void: it lost its claim
    drop(axum::body::to_bytes(body, usize::MAX).await.unwrap());
    shop.settle().await;
    assert_eq!(shop.send(&update).await, []);
}

#[tokio::test]
async fn the_open_question_is_stored_before_the_answer_is_written() {
    let shop = TestShop::open().await;
    shop.send(&olena().text("/start")).await;
    let (_, body) = shop.deliver_unread(&olena().press("edit:email")).await;
    let users = shop.db.raw().collection::<Document>("users");
    let stored = users.find_one(doc! { "_id": 7_i64 }).await.unwrap().unwrap();
    assert_eq!(stored.get_document("step").unwrap().get_str("at").unwrap(), "profile");
    drop(body);
}

#[tokio::test]
async fn where_nothing_runs_after_the_answer_all_calls_go_over_the_wire() {
    let shop = TestShop::frozen_between_requests().await;
    let update = olena().text("/start");
    let (status, body) = shop.deliver(&update).await;
    assert_eq!((status, riding(&body)), (StatusCode::OK, None));
    let said = shop.api.take();
    assert_eq!(said.len(), 1, "{said:?}");
    let users = shop.db.raw().collection::<Document>("users");
    let stored = users.find_one(doc! { "_id": 7_i64 }).await.unwrap().unwrap();
    assert!(!stored.contains_key("claim"), "noted before the answer: {stored}");
    assert_eq!(shop.deliver(&update).await.1.len(), 0);
    assert_eq!(shop.api.take(), []);
}

#[tokio::test]
async fn a_chat_that_waits_for_another_update_backs_off_and_writes_nothing() {
    let shop = TestShop::open().await;
    shop.send(&olena().text("/start")).await;
    let users = shop.db.raw().collection::<Document>("users");
    // It lapses in a second and a half
    let at = bson::DateTime::from_millis(bson::DateTime::now().timestamp_millis() - 13_500);
    let claim = doc! { "token": bson::oid::ObjectId::new(), "update_id": 1_i64, "at": at };
    users.update_one(doc! { "_id": 7_i64 }, doc! { "$set": { "claim": claim } }).await.unwrap();
    let writes = async || {
        let oplog = shop.db.raw().client().database("local").collection::<Document>("oplog.rs");
        let ours = doc! { "ns": format!("{}.users", shop.db.raw().name()) };
        oplog.count_documents(ours).await.unwrap()
    };
    let before = writes().await;
    shop.db.commands.clear();
    assert_eq!(shop.send(&olena().text("/menu")).await.len(), 1);
    let sent = shop.db.commands.sent();
    let of = |name: &str| sent.iter().filter(|sent| sent.get_str("findAndModify").is_ok_and(|of| of == name)).count();
    assert!((3..=12).contains(&of("users")), "backs off: {} attempts", of("users"));
    assert_eq!(writes().await - before, 2, "the claim and the note");
}
