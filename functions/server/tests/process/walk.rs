//! The README's walk: a category, a product and its photo over HTTP, read back, and seen in the chat.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use testing::{BotApi, Customer, Serving, TestDb};

use crate::{ADMIN, SECRET, serve};

async fn json_of(request: RequestBuilder) -> Value {
    let answer = request.bearer_auth(ADMIN).send().await.expect("an answer");
    assert!(answer.status().is_success(), "{answer:?}");
    answer.json().await.expect("JSON")
}

/// What a customer sees who opens a category.
async fn opens(serving: &Serving, api: &BotApi, customer: &Customer, category: &str) -> Vec<(String, Value)> {
    let press = customer.press(&format!("category:{category}"));
    let posted = serving.ask(Method::POST, "/telegram/webhook").header("X-Telegram-Bot-Api-Secret-Token", SECRET);
    assert!(posted.json(&press).send().await.expect("an answer").status().is_success());
    api.take().into_iter().map(|call| (call.method, call.params)).collect()
}

#[tokio::test]
async fn what_is_put_in_over_http_is_seen_in_the_chat() {
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let serving = serve(&db.uri(), api.url().as_str());
    let category = json_of(serving.ask(Method::POST, "/v1/categories").json(&json!({ "title": "Kettles" }))).await;
    let category = category["id"].as_str().expect("an id");
    let body = json!({
        "title": "Copper kettle", "category_id": category, "price": { "amount": 129_900, "currency": "UAH" },
        "discount_percent": 10, "stock": 5, "attributes": [{ "name": "Volume", "value": "1.7 l" }],
    });
    let product = json_of(serving.ask(Method::POST, "/v1/products").json(&body)).await;
    let path = format!("/v1/products/{}", product["id"].as_str().expect("an id"));
    let picture = demo::catalogue().products.iter().find_map(demo::Product::photo).expect("one");
    let put = serving.ask(Method::PUT, &format!("{path}/image")).header("Content-Type", demo::PHOTO_TYPE);
    let image = json_of(put.body(picture)).await;
    let changes = json!({ "stock": 7, "description": "Sings when it boils." });
    let patched = serving.ask(Method::PATCH, &path).header("Content-Type", "application/merge-patch+json");
    json_of(patched.body(changes.to_string())).await;

    let read = json_of(serving.ask(Method::GET, &path)).await;
    assert_eq!(read["final_price"], json!({ "amount": 116_910, "currency": "UAH" }));
    assert_eq!((&read["stock"], &read["image"]), (&json!(7), &image));
    let found = json_of(serving.ask(Method::GET, "/v1/products?q=kettle&available=true&sort=price")).await;
    assert_eq!(found["items"], json!([read]));

    let olena = Customer::new(7, "Olena").language("en");
    let said = opens(&serving, &api, &olena, category).await;
    let (_, card) = said.iter().find(|(method, _)| method == "sendPhoto").expect("a card with a photo");
    let caption = card["caption"].as_str().expect("a caption");
    for part in ["Copper kettle", "1,169.10", "Volume", "1.7 l"] {
        assert!(caption.contains(part), "{part}: {caption}");
    }
}

/// `server` imports in the background what it was given.
#[tokio::test]
async fn a_spreadsheet_becomes_a_catalogue() {
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let serving = serve(&db.uri(), api.url().as_str());
    let file = "sku;title;category;price;stock\nK-1;Copper kettle;Kitchen / Kettles;1 299,90 ₴;5\n";
    let posted = serving.ask(Method::POST, "/v1/catalogue/import?format=csv").header("Content-Type", "text/csv");
    let import = json_of(posted.body(file)).await;
    let path = format!("/v1/catalogue/import/{}", import["id"].as_str().expect("an id"));
    let mut shown = import;
    while shown["status"] != "done" {
        assert_ne!(shown["status"], "failed", "{shown}");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        shown = json_of(serving.ask(Method::GET, &path)).await;
    }
    assert_eq!((&shown["created"], &shown["failed"]), (&json!(1), &json!(0)));
    let found = json_of(serving.ask(Method::GET, "/v1/products?q=kettle")).await;
    assert_eq!((&found["items"][0]["sku"], &found["items"][0]["stock"]), (&json!("K-1"), &json!(5)));
    let feed = serving.ask(Method::GET, "/feeds/products.xml").send().await.expect("an answer");
    assert!(feed.text().await.expect("text").contains("<vendorCode>K-1</vendorCode>"));
}
