//! An update's effects happen exactly once, however often and however concurrently it is delivered.

use axum::http::StatusCode;
use bson::{Document, doc};
use domain::{Locale, Product, UserId};
use futures_util::future::join_all;
use serde_json::Value;
use testing::Customer;

use crate::chat::{Chat, TestShop, riding, text_of};

/// How long a claim holds, in milliseconds.
const LEASE: i64 = 15_000;

async fn product(shop: &TestShop, stock: i64) -> Product {
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    testing::product(&shop.db.store, &category).stock(stock).create().await
}

/// Up to the confirm button; its data.
async fn up_to_confirm(shop: &TestShop, customer: &Customer, product: &Product) -> String {
    let mut chat = Chat::of(shop, customer.clone(), Locale::En);
    chat.does("add", &customer.press(&format!("add:{}", product.id))).await;
    chat.does("checkout", &customer.press("checkout")).await;
    for answer in ["a@example.com", "+380671234567", "Kyiv, 1"] {
        chat.says(answer).await;
    }
    chat.data_of("✅ Confirm").expect("a summary")
}

async fn count(shop: &TestShop, collection: &str) -> u64 {
    shop.db.raw().collection::<Document>(collection).count_documents(doc! {}).await.unwrap()
}

#[tokio::test]
async fn the_same_update_again_is_200_and_says_nothing() {
    let shop = TestShop::open().await;
    let product = product(&shop, 5).await;
    let update = Customer::new(7, "Olena").press(&format!("add:{}", product.id));
    assert_eq!(shop.send(&update).await.len(), 1);
    for _ in 0..3 {
        let (status, body) = shop.deliver(&update).await;
        assert_eq!((status, body.len()), (StatusCode::OK, 0));
    }
    assert_eq!(shop.api.take(), []);
    assert_eq!(shop.db.store.carts.of(UserId(7)).await.unwrap().quantity_of(product.id), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_update_ten_times_at_once_happens_once_and_is_answered_once() {
    let shop = TestShop::open().await;
    let product = product(&shop, 50).await;
    for round in 1..=5 {
        let update = Customer::new(7, "Olena").press(&format!("add:{}", product.id));
        let answers = join_all((0..10).map(|_| shop.deliver(&update))).await;
        assert!(answers.iter().all(|(status, _)| *status == StatusCode::OK));
        assert_eq!(answers.iter().filter(|(_, body)| riding(body).is_some()).count(), 1);
        assert_eq!(shop.db.store.carts.of(UserId(7)).await.unwrap().quantity_of(product.id), round);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn taps_in_quick_succession_all_count() {
    let shop = TestShop::open().await;
    let product = product(&shop, 50).await;
    let taps: Vec<Value> = (0..12).map(|_| Customer::new(7, "Olena").press(&format!("add:{}", product.id))).collect();
    let answers = join_all(taps.iter().map(|update| shop.deliver(update))).await;
    assert!(answers.iter().all(|(status, _)| *status == StatusCode::OK));
    assert_eq!(shop.db.store.carts.of(UserId(7)).await.unwrap().quantity_of(product.id), 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_delivered_ten_times_at_once_places_one_order() {
    let shop = TestShop::open().await;
    let (product, olena) = (product(&shop, 5).await, Customer::new(7, "Olena").language("en"));
    let confirm = olena.press(&up_to_confirm(&shop, &olena, &product).await);
    let answers = join_all((0..10).map(|_| shop.deliver(&confirm))).await;
    assert!(answers.iter().all(|(status, _)| *status == StatusCode::OK));
    assert_eq!((count(&shop, "orders").await, count(&shop, "outbox").await), (1, 1));
    assert_eq!(shop.db.store.products.find(product.id).await.unwrap().unwrap().stock.get(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_taps_on_confirm_place_one_order() {
    let shop = TestShop::open().await;
    let (product, olena) = (product(&shop, 5).await, Customer::new(7, "Olena").language("en"));
    let data = up_to_confirm(&shop, &olena, &product).await;
    let taps = [olena.press(&data), olena.press(&data)];
    join_all(taps.iter().map(|update| shop.deliver(update))).await;
    assert_eq!(count(&shop, "orders").await, 1);
    assert_eq!(shop.db.store.products.find(product.id).await.unwrap().unwrap().stock.get(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_one_is_sold_once() {
    // So that six can read a summary with it
    let shop = TestShop::without_holds().await;
    let product = product(&shop, 1).await;
    let mut confirms = Vec::new();
    for id in 1..=6 {
        let customer = Customer::new(id, "Somebody").language("en");
        confirms.push(customer.press(&up_to_confirm(&shop, &customer, &product).await));
    }
    shop.api.take();
    let answers = join_all(confirms.iter().map(|update| shop.deliver(update))).await;
    assert!(answers.iter().all(|(status, _)| *status == StatusCode::OK));
    assert_eq!(count(&shop, "orders").await, 1);
    assert_eq!(shop.db.store.products.find(product.id).await.unwrap().unwrap().stock.get(), 0);
    let sold_out = shop.api.take().iter().filter(|call| text_of(call).contains("sold out")).count();
    assert_eq!(sold_out, 5, "the others are told");
}

#[tokio::test]
async fn an_update_whose_handling_broke_off_is_handled_anew_without_a_second_effect() {
    let shop = TestShop::open().await;
    let (product, olena) = (product(&shop, 5).await, Customer::new(7, "Olena").language("en"));
    let confirm = olena.press(&up_to_confirm(&shop, &olena, &product).await);
    // The order is placed, then Telegram cannot be told
    shop.api.take();
    shop.api.fail_next(429, "Too Many Requests: retry after 60", 60);
    assert_eq!(shop.deliver(&confirm).await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(count(&shop, "orders").await, 1);
    shop.api.take();
    let said = shop.send(&confirm).await;
    assert!(said.iter().any(|call| text_of(call).contains("We have your order")), "{said:?}");
    assert_eq!((count(&shop, "orders").await, count(&shop, "outbox").await), (1, 1));

    let add = olena.press(&format!("add:{}", product.id));
    let mut chat = Chat::of(&shop, olena.clone(), Locale::En);
    chat.does("add", &add).await;
    let plus = olena.press(&format!("plus:{}", product.id));
    shop.api.fail_next(429, "Too Many Requests: retry after 60", 60);
    assert_eq!(shop.deliver(&plus).await.0, StatusCode::SERVICE_UNAVAILABLE);
    shop.api.take();
    shop.send(&plus).await;
    assert_eq!(shop.db.store.carts.of(UserId(7)).await.unwrap().quantity_of(product.id), 2);
}

#[tokio::test]
async fn an_update_claimed_by_a_process_that_died_is_handled_when_the_claim_lapses() {
    let shop = TestShop::open().await;
    let olena = Customer::new(7, "Olena").language("en");
    shop.send(&olena.text("/start")).await;
    let claim = |lapses_in: i64| {
        let at = bson::DateTime::from_millis(bson::DateTime::now().timestamp_millis() - LEASE + lapses_in);
        let claim = doc! { "token": bson::oid::ObjectId::new(), "update_id": 1_i64, "at": at };
        let users = shop.db.raw().collection::<Document>("users");
        async move { users.update_one(doc! { "_id": 7_i64 }, doc! { "$set": { "claim": claim } }).await.unwrap() }
    };
    claim(300).await;
    assert_eq!(shop.send(&olena.text("/menu")).await.len(), 1, "waited until it lapsed");
    claim(-1).await;
    assert_eq!(shop.send(&olena.text("/menu")).await.len(), 1);
}

#[tokio::test]
async fn a_customer_who_blocked_the_bot_is_marked_until_they_write_again() {
    let shop = TestShop::open().await;
    for n in 1..=3 {
        testing::news(&shop.db.store, &format!("News {n}"), "…", n).await;
    }
    let olena = Customer::new(7, "Olena").language("en");
    shop.api.fail_next(403, "Forbidden: bot was blocked by the user", 0);
    let (status, body) = shop.deliver(&olena.text("/news")).await;
    assert_eq!((status, body.len()), (StatusCode::OK, 0));
    assert_eq!(shop.api.take().len(), 1, "the rest is not said");
    assert!(shop.db.store.users.find(UserId(7)).await.unwrap().unwrap().blocked);
    shop.send(&olena.text("/menu")).await;
    assert!(!shop.db.store.users.find(UserId(7)).await.unwrap().unwrap().blocked);
}

#[tokio::test]
async fn an_update_is_delivered_again_while_the_token_is_refused() {
    let shop = TestShop::open().await;
    for n in 1..=3 {
        testing::news(&shop.db.store, &format!("News {n}"), "…", n).await;
    }
    let news = Customer::new(7, "Olena").language("en").text("/news");
    for (status, description) in [(401, "Unauthorized"), (404, "Not Found")] {
        shop.api.fail_next(status, description, 0);
        assert_eq!(shop.deliver(&news).await.0, StatusCode::SERVICE_UNAVAILABLE, "{description}");
    }
    shop.api.take();
    assert_eq!(shop.send(&news).await.len(), 3);
}
