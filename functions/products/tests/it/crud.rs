//! Create, read, change, delete.

use axum::http::Method;
use serde_json::{Value, json};

use crate::{kettle, open};

/// What is another at every run.
fn without_ids(mut product: Value) -> Value {
    for field in ["id", "category_id"] {
        assert_eq!(product[field].as_str().map(str::len), Some(24));
        product[field] = "…".into();
    }
    product
}

#[tokio::test]
async fn a_product_is_created_with_what_was_left_out_filled_in() {
    let (api, category) = open().await;
    let created = api.post("/v1/products", &kettle(&category)).expect(201).await;
    assert_eq!(created.header("location"), format!("/v1/products/{}", created.id()));
    let read = api.get(created.header("location")).expect(200).await;
    assert_eq!(read.json(), created.json());
    assert_eq!(read.header("etag"), created.header("etag"));
    insta::with_settings!({ filters => [testing::TIMES] }, { insta::assert_json_snapshot!(without_ids(created.json())) });
}

#[tokio::test]
async fn every_answer_shows_what_was_stored() {
    let (api, category) = open().await;
    let changes = [&json!({ "title": "Teapot" }), &json!({ "stock": 3, "price": { "amount": 5 } })];
    api.answers_what_is_stored("/v1/products", &kettle(&category), changes).await;
}

#[tokio::test]
async fn all_fields_are_kept_and_the_final_price_rounds_half_up() {
    let (api, category) = open().await;
    let mut product = kettle(&category);
    product["description"] = "Boils.\nQuickly.".into();
    product["price"]["amount"] = 333.into();
    product["discount_percent"] = 50.into();
    product["stock"] = 7.into();
    product["attributes"] = json!([{ "name": "Power", "value": "2200 W" }, { "name": "$where", "value": "a.b" }]);
    let created = api.post("/v1/products", &product).expect(201).await.json();
    for (field, value) in product.as_object().unwrap() {
        assert_eq!(&created[field], value, "{field}");
    }
    assert_eq!(created["final_price"], json!({ "amount": 167, "currency": "UAH" }));
}

#[tokio::test]
async fn a_patch_changes_what_it_names_clears_by_null_and_keeps_the_rest() {
    let (api, category) = open().await;
    let elsewhere = testing::category(&api.db.store, "Teapots", None).await;
    let mut product = kettle(&category);
    product["description"] = "Boils.".into();
    product["discount_percent"] = 10.into();
    product["stock"] = 3.into();
    product["attributes"] = json!([{ "name": "Power", "value": "2200 W" }]);
    let path = api.post("/v1/products", &product).expect(201).await.header("location").to_owned();

    for (patch, field, value) in [
        (json!({ "title": "Teapot" }), "title", json!("Teapot")),
        (json!({ "price": { "amount": 5 } }), "price", json!({ "amount": 5, "currency": "UAH" })),
        (json!({ "price": { "currency": "UAH" } }), "price", json!({ "amount": 5, "currency": "UAH" })),
        (json!({ "stock": 9.0 }), "stock", json!(9)),
        (json!({ "category_id": elsewhere.id.to_string() }), "category_id", json!(elsewhere.id.to_string())),
        (json!({ "description": null }), "description", json!("")),
        (json!({ "discount_percent": null }), "discount_percent", json!(0)),
        (json!({ "stock": null }), "stock", json!(0)),
        (json!({ "attributes": null }), "attributes", json!([])),
    ] {
        let before = api.get(&path).expect(200).await.json();
        let after = api.patch(&path, &patch).expect(200).await;
        assert_eq!(after.json()[field], value, "{patch}");
        for (other, value) in before.as_object().unwrap() {
            if ![field, "final_price", "modified_at"].contains(&other.as_str()) {
                assert_eq!(&after.json()[other], value, "{patch} leaves {other}");
            }
        }
        let read = api.get(&path).expect(200).await;
        assert_eq!((read.json(), read.header("etag")), (after.json(), after.header("etag")), "{patch}");
    }
}

#[tokio::test]
async fn a_patch_may_be_plain_json_and_may_be_empty() {
    let (api, category) = open().await;
    let created = api.post("/v1/products", &kettle(&category)).expect(201).await;
    let path = created.header("location");
    let plain = api.ask(Method::PATCH, path).key(testing::ADMIN_KEY).json(&json!({ "stock": 1 }));
    assert_eq!(plain.expect(200).await.json()["stock"], 1);
    let empty = api.patch(path, &json!({})).expect(200).await;
    assert_eq!(empty.json(), api.get(path).expect(200).await.json());
}

#[tokio::test]
async fn what_was_deleted_is_gone() {
    let (api, category) = open().await;
    let path = api.post("/v1/products", &kettle(&category)).expect(201).await.header("location").to_owned();
    let deleted = api.delete(&path).expect(204).await;
    assert!(deleted.body.is_empty());
    api.get(&path).expect(404).await;
    api.patch(&path, &json!({ "stock": 1 })).expect(404).await;
    api.delete(&path).expect(404).await;
}

#[tokio::test]
async fn what_is_no_id_names_nothing() {
    let (api, _) = open().await;
    for id in
        ["x", "6553f1b2a7c9d40012ab34c", "6553f1b2a7c9d40012ab34cdd", "zzzzzzzzzzzzzzzzzzzzzzzz", "%00", "$ne", "%FF"]
    {
        api.get(&format!("/v1/products/{id}")).expect(404).await;
        api.delete(&format!("/v1/products/{id}")).expect(404).await;
        api.get(&format!("/v1/products/{id}/image")).expect(404).await;
    }
}

#[tokio::test]
async fn reading_needs_no_key_and_writing_needs_the_scope() {
    let (api, category) = open().await;
    let path = api.post("/v1/products", &kettle(&category)).expect(201).await.header("location").to_owned();
    let reader = api.key("reader", &[domain::Scope::OrdersRead]).await;
    let writer = api.key("writer", &[domain::Scope::ProductsWrite]).await;
    api.ask(Method::GET, &path).expect(200).await;
    api.ask(Method::GET, "/v1/products").expect(200).await;
    let image = format!("{path}/image");
    for (method, path) in [
        (Method::POST, "/v1/products"),
        (Method::PATCH, &path),
        (Method::DELETE, &path),
        (Method::PUT, &image),
        (Method::DELETE, &image),
    ] {
        let none = api.ask(method.clone(), path).expect(401).await;
        assert_eq!(none.header("www-authenticate"), "Bearer");
        api.ask(method.clone(), path).key(&reader).expect(403).await;
        let allowed = api.ask(method.clone(), path).key(&writer).send().await;
        assert!(![401, 403].contains(&allowed.status.as_u16()), "{method} {path}: {allowed:?}");
    }
}
