//! An erased person is nowhere any more: in no document but their orders, in no line of the log.

use bson::{Bson, Document, doc};
use futures_util::TryStreamExt;
use reqwest::Method;
use serde_json::json;
use testing::{BotApi, Customer, Serving, TestDb};

use crate::{ADMIN, SECRET, serve};

/// Like no other number that may stand in a log.
const ID: i64 = 734_651_289_077;

/// Whether a value holds the person's id, as a number or within a text.
fn names(value: &Bson) -> bool {
    match value {
        Bson::Int64(number) => *number == ID,
        Bson::String(text) => text.contains(&ID.to_string()),
        Bson::Document(document) => document.values().any(names),
        Bson::Array(items) => items.iter().any(names),
        _ => false,
    }
}

/// The documents that hold the person's id, each with its collection.
async fn traces(db: &TestDb) -> Vec<(String, Document)> {
    let mut traces = vec![];
    for name in db.raw().list_collection_names().await.expect("the database") {
        let all = db.raw().collection::<Document>(&name).find(doc! {}).await.expect("the database");
        let all: Vec<Document> = all.try_collect().await.expect("the database");
        traces.extend(all.into_iter().filter(|one| one.values().any(names)).map(|one| (name.clone(), one)));
    }
    traces
}

async fn ask(serving: &Serving, method: Method, path: &str, body: serde_json::Value) -> u16 {
    let asked = serving.ask(method, path).bearer_auth(ADMIN).json(&body);
    asked.send().await.expect("an answer").status().as_u16()
}

/// Broadcasts that came to their end with the person in hand, or as the last who was told.
async fn leave_in_broadcasts(db: &TestDb) {
    let broadcasts = db.raw().collection::<Document>("broadcasts");
    let at = bson::DateTime::from_millis(1_600_000_000_000);
    let broadcast = |status, cursor: i64, open: Vec<i64>| {
        doc! {
            "source": { "kind": "text", "text": "Open" }, "status": status, "cursor": cursor, "open": open,
            "created_at": at, "modified_at": at, "finished_at": at,
        }
    };
    let ended = [broadcast("cancelled", ID + 9, vec![ID - 1, ID]), broadcast("done", ID, vec![])];
    broadcasts.insert_many(ended).await.expect("broadcasts");
}

/// What they were to confirm, a while ago.
async fn leave_a_hold(db: &TestDb) {
    let hold = doc! { "user_id": ID, "quantity": 1_i64, "until": bson::DateTime::from_millis(1_600_000_000_000) };
    let products = db.raw().collection::<Document>("products");
    products.update_one(doc! {}, doc! { "$set": { "holds": [hold] } }).await.expect("a hold");
}

#[tokio::test]
async fn an_erased_person_leaves_no_trace_in_the_database_or_the_log() {
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let serving = serve(&db.uri(), api.url().as_str());
    let category = testing::category(&db.store, "Kettles", None).await;
    let product = testing::product(&db.store, &category).create().await;
    let person = Customer::new(ID, "Olena").language("en");
    for update in [person.text("/start"), person.press(&format!("add:{}", product.id)), person.text("/cart")] {
        let posted = serving.ask(Method::POST, "/telegram/webhook").header("X-Telegram-Bot-Api-Secret-Token", SECRET);
        assert_eq!(posted.json(&update).send().await.expect("an answer").status().as_u16(), 200);
    }
    testing::order(&db.store, ID, &[(&product, 1)]).await;
    leave_in_broadcasts(&db).await;
    leave_a_hold(&db).await;
    let path = format!("/v1/users/{ID}");
    let users = db.raw().collection::<Document>("users");
    for (method, path, body, status) in [
        (Method::POST, "/v1/users", json!({ "telegram_id": ID }), 409),
        (Method::PATCH, &path, json!({ "name": "" }), 422),
        (Method::PATCH, &path, json!({ "name": "O" }), 200),
        (Method::PUT, &path, json!({}), 405),
        (Method::GET, &format!("{path}/orders"), json!({}), 404),
        (Method::GET, &format!("/v1/orders?user={ID}"), json!({}), 200),
    ] {
        assert_eq!(ask(&serving, method, path, body).await, status, "{path}");
    }
    // A document that cannot be read is in the log
    let set = async |blocked: Bson| {
        users.update_one(doc! { "_id": ID }, doc! { "$set": { "blocked": blocked } }).await.expect("the customer");
    };
    set("?".into()).await;
    assert_eq!(ask(&serving, Method::GET, &path, json!({})).await, 500);
    set(false.into()).await;

    assert_eq!(ask(&serving, Method::DELETE, &path, json!({})).await, 204);
    assert_eq!(ask(&serving, Method::GET, &path, json!({})).await, 404);
    let traces = traces(&db).await;
    assert!(traces.iter().all(|(collection, _)| collection == "orders") && traces.len() == 1, "{traces:#?}");
    assert_eq!(traces[0].1.get("contact"), Some(&Bson::Null));
    let log = serving.stop_and_read_log().await;
    assert!(log.contains("/v1/users/{telegram_id}"), "the route is logged: {log}");
    assert!(!log.contains(&ID.to_string()), "{log}");
}
