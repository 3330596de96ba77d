//! Texts in other languages, and the SKU.

use serde_json::{Value, json};

use crate::{kettle, open, with};

#[tokio::test]
async fn translations_are_merged_and_an_empty_one_is_none() {
    let (api, category) = open().await;
    let english = json!({ "title": "Kettle", "attributes": [{ "name": "Power", "value": "2200 W" }] });
    let new = with(&category, "/translations", json!({ "en": english, "ru": { "description": "Чайник" }, "uk": null }));
    let answer = api.post("/v1/products", &new).expect(201).await;
    let path = answer.header("location").to_owned();
    let translations = async || api.get(&path).expect(200).await.json()["translations"].clone();
    assert_eq!(translations().await, json!({ "ru": { "description": "Чайник" }, "en": english }));
    let change = async |patch: Value| api.patch(&path, &json!({ "translations": patch })).expect(200).await.json();
    let changed =
        change(json!({ "en": { "title": "Jug kettle", "attributes": null }, "ru": { "description": null } })).await;
    assert_eq!(changed["translations"], json!({ "en": { "title": "Jug kettle" } }));
    assert_eq!(translations().await, json!({ "en": { "title": "Jug kettle" } }));
    change(json!({ "uk": { "title": "Чайник", "description": "", "attributes": [] }, "en": null })).await;
    assert_eq!(translations().await, json!({ "uk": { "title": "Чайник", "description": "", "attributes": [] } }));
    let before = api.get(&path).expect(200).await;
    assert_eq!(change(json!({ "uk": {}, "en": {} })).await, before.json(), "nothing changes");
    change(Value::Null).await;
    assert_eq!(translations().await, json!({}));
}

#[tokio::test]
async fn wrong_translations_are_422_at_their_pointer() {
    let (api, category) = open().await;
    for (translations, pointers) in [
        (json!({ "de": {} }), vec!["/translations/de"]),
        (json!({ "en": { "title": "" } }), vec!["/translations/en/title"]),
        (
            json!({ "en": { "title": "x".repeat(257) }, "uk": { "description": "x".repeat(2049), "name": "x" } }),
            vec!["/translations/en/title", "/translations/uk/description", "/translations/uk/name"],
        ),
        (json!({ "en": { "attributes": [{ "name": "x" }] } }), vec!["/translations/en/attributes/0/value"]),
        (json!({ "en": "Kettle" }), vec!["/translations/en"]),
        (json!([]), vec!["/translations"]),
    ] {
        let answer =
            api.post("/v1/products", &with(&category, "/translations", translations.clone())).expect(422).await;
        let errors = answer.json()["errors"].as_array().unwrap().clone();
        let mut found: Vec<_> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        found.sort_unstable();
        assert_eq!(found, pointers, "{translations}");
    }
}

#[tokio::test]
async fn two_products_never_have_the_same_sku() {
    let (api, category) = open().await;
    let first = api.post("/v1/products", &with(&category, "/sku", json!("K-1"))).expect(201).await;
    assert_eq!(first.json()["sku"], "K-1");
    api.post("/v1/products", &with(&category, "/sku", json!("K-1"))).expect(409).await;
    let other = api.post("/v1/products", &kettle(&category)).expect(201).await.header("location").to_owned();
    assert_eq!(api.get(&other).expect(200).await.json()["sku"], Value::Null);
    api.patch(&other, &json!({ "sku": "K-1" })).expect(409).await;
    api.patch(first.header("location"), &json!({ "sku": null })).expect(200).await;
    assert_eq!(api.patch(&other, &json!({ "sku": "K-1" })).expect(200).await.json()["sku"], "K-1");
    // As many as there are may have none
    api.post("/v1/products", &with(&category, "/sku", Value::Null)).expect(201).await;
    for wrong in [json!(""), json!("x".repeat(65)), json!(7), json!("a\nb")] {
        api.post("/v1/products", &with(&category, "/sku", wrong)).expect(422).await;
    }
    let both = futures_util::future::join_all((0..4).map(|_| async {
        api.post("/v1/products", &with(&category, "/sku", json!("K-2"))).send().await.status.as_u16()
    }));
    let mut both = both.await;
    both.sort_unstable();
    assert_eq!(both, [201, 409, 409, 409]);
}

#[tokio::test]
async fn the_sku_and_every_language_are_searched() {
    let (api, category) = open().await;
    let mut new =
        with(&category, "/translations", json!({ "en": { "title": "Electric jug" }, "uk": { "title": "Глечик" } }));
    new["sku"] = json!("TWK-8611");
    let path = api.post("/v1/products", &new).expect(201).await.header("location").to_owned();
    let found = async |q: &str| {
        let q = url::form_urlencoded::byte_serialize(q.as_bytes()).collect::<String>();
        api.get(&format!("/v1/products?q={q}")).expect(200).await.json()["items"].as_array().unwrap().len()
    };
    for q in ["kettle", "electric", "глечик", "hlechyk", "twk8611", "TWK-8611", "8611"] {
        assert_eq!(found(q).await, 1, "{q}");
    }
    api.patch(&path, &json!({ "translations": null, "sku": null })).expect(200).await;
    for (q, count) in [("kettle", 1), ("electric", 0), ("глечик", 0), ("8611", 0)] {
        assert_eq!(found(q).await, count, "{q}");
    }
}
