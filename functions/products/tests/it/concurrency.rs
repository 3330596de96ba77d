//! Several at once, and conditional requests.

use domain::Currency;
use futures_util::future::join_all;
use serde_json::json;

use crate::{kettle, open};

#[tokio::test]
async fn concurrent_patches_of_different_fields_all_survive() {
    let (api, category) = open().await;
    let path = api.post("/v1/products", &kettle(&category)).expect(201).await.header("location").to_owned();
    let patches = [
        json!({ "title": "Teapot" }),
        json!({ "description": "Pours." }),
        json!({ "stock": 7 }),
        json!({ "discount_percent": 5 }),
        json!({ "price": { "amount": 1 } }),
    ];
    join_all(patches.iter().map(|patch| api.patch(&path, patch).expect(200))).await;
    let product = api.get(&path).expect(200).await.json();
    assert_eq!(
        (&product["title"], &product["description"], &product["stock"], &product["discount_percent"]),
        (&json!("Teapot"), &json!("Pours."), &json!(7), &json!(5))
    );
    assert_eq!(product["price"]["amount"], 1);
    let found = api.get("/v1/products?q=teapot%20pours").expect(200).await.json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "also its words are those of all fields");
}

#[tokio::test]
async fn of_two_patches_of_the_same_state_one_wins() {
    let (api, category) = open().await;
    let created = api.post("/v1/products", &kettle(&category)).expect(201).await;
    let (path, tag) = (created.header("location"), created.header("etag"));
    let rivals = (0..4).map(|n| api.patch(path, &json!({ "stock": n + 1 })).header("If-Match", tag).send());
    let mut statuses: Vec<u16> = join_all(rivals).await.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412]);
}

#[tokio::test]
async fn if_match_binds_every_change_to_what_was_seen() {
    let (api, category) = open().await;
    let created = api.post("/v1/products", &kettle(&category)).expect(201).await;
    let (path, old) = (created.header("location"), created.header("etag"));
    let new = api.patch(path, &json!({ "stock": 1 })).header("If-Match", old).expect(200).await;
    let new = new.header("etag");
    assert_ne!(old, new);
    let weak = format!("W/{new}");
    for stale in [old, &weak, "\"x\"", "nonsense", ""] {
        api.patch(path, &json!({ "stock": 2 })).header("If-Match", stale).expect(412).await;
        api.delete(path).header("If-Match", stale).expect(412).await;
    }
    api.patch(path, &json!({ "stock": 3 })).header("If-Match", "*").expect(200).await;
    let list = format!("\"x\", {}", api.get(path).expect(200).await.header("etag"));
    api.delete(path).header("If-Match", &list).expect(204).await;
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let (api, category) = open().await;
    let created = api.post("/v1/products", &kettle(&category)).expect(201).await;
    let (path, tag) = (created.header("location"), created.header("etag").to_owned());
    let list = format!("\"x\", W/{tag}");
    for known in [tag.as_str(), &list, "*"] {
        let answer = api.get(path).header("If-None-Match", known).expect(304).await;
        assert_eq!((answer.header("etag"), answer.body.len()), (tag.as_str(), 0));
    }
    api.get(path).header("If-None-Match", "\"x\"").expect(200).await;
    api.patch(path, &json!({ "stock": 1 })).expect(200).await;
    api.get(path).header("If-None-Match", &tag).expect(200).await;
}

#[tokio::test]
async fn an_order_in_between_makes_the_tag_stale() {
    let (api, category) = open().await;
    let product = testing::product(&api.db.store, &category).stock(5).create().await;
    let path = format!("/v1/products/{}", product.id);
    let tag = api.get(&path).expect(200).await.header("etag").to_owned();
    testing::order(&api.db.store, 7, &[(&product, 2)]).await;
    api.patch(&path, &json!({ "stock": 10 })).header("If-Match", &tag).expect(412).await;
    assert_eq!(api.get(&path).expect(200).await.json()["stock"], 3);
}

#[tokio::test]
async fn what_is_held_for_a_customer_is_nothing_the_api_shows_or_changes() {
    let (api, category) = open().await;
    let product = testing::product(&api.db.store, &category).stock(5).create().await;
    let path = format!("/v1/products/{}", product.id);
    let before = api.get(&path).expect(200).await;
    let cart = testing::add_to_cart(&api.db.store, 7, 1, &product).await.cart;
    api.db.store.hold(&cart, Currency::UAH, chrono::TimeDelta::minutes(15)).await.unwrap();
    let held = async || api.db.store.products.find(product.id).await.unwrap().unwrap().holds;
    assert_eq!(held().await.len(), 1);

    let after = api.get(&path).expect(200).await;
    assert_eq!((after.header("etag"), &after.body), (before.header("etag"), &before.body));
    for listed in ["/v1/products", "/v1/products?q=kettle", "/v1/products?available=true"] {
        assert_eq!(api.get(listed).expect(200).await.json()["items"], json!([before.json()]), "{listed}");
    }
    api.patch(&path, &json!({ "stock": 1, "title": "Teapot" }))
        .header("If-Match", after.header("etag"))
        .expect(200)
        .await;
    assert_eq!((api.get(&path).expect(200).await.json()["stock"].clone(), held().await.len()), (json!(1), 1));
}
