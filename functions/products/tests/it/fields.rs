//! Every field's limits, on both sides.

use serde_json::{Value, json};

use crate::{kettle, open, with};

#[tokio::test]
async fn limits_hold_on_both_sides() {
    let (api, category) = open().await;
    let attribute = |name: &str, value: &str| json!([{ "name": name, "value": value }]);
    let long = |n: usize| "ї".repeat(n);
    let many = |n: usize| vec![json!({ "name": "a", "value": "b" }); n];
    for (pointer, fits, does_not) in [
        ("/title", json!(long(256)), json!(long(257))),
        ("/title", json!("a"), json!("")),
        ("/title", json!(" a "), json!("  ")),
        ("/description", json!(long(2048)), json!(long(2049))),
        ("/price/amount", json!(0), json!(-1)),
        ("/price/amount", json!(99_999_999_999_i64), json!(100_000_000_000_i64)),
        ("/price/currency", json!("UAH"), json!("USD")),
        ("/discount_percent", json!(0), json!(-1)),
        ("/discount_percent", json!(100), json!(101)),
        ("/stock", json!(0), json!(-1)),
        ("/stock", json!(1_000_000_000), json!(1_000_000_001)),
        ("/attributes", json!(many(32)), json!(many(33))),
    ] {
        api.post("/v1/products", &with(&category, pointer, fits)).expect(201).await;
        let refused = api.post("/v1/products", &with(&category, pointer, does_not)).expect(422).await;
        assert_eq!(refused.pointers(), [pointer]);
    }
    for (fits, does_not, pointer) in [
        (attribute(&long(64), "b"), attribute(&long(65), "b"), "/attributes/0/name"),
        (attribute("a", "b"), attribute("", "b"), "/attributes/0/name"),
        (attribute("a", &long(256)), attribute("a", &long(257)), "/attributes/0/value"),
        (attribute("a", "b"), attribute("a", ""), "/attributes/0/value"),
    ] {
        api.post("/v1/products", &with(&category, "/attributes", fits)).expect(201).await;
        let refused = api.post("/v1/products", &with(&category, "/attributes", does_not)).expect(422).await;
        assert_eq!(refused.pointers(), [pointer]);
    }
}

#[tokio::test]
async fn wrong_fields_are_422_at_their_pointer_and_change_nothing() {
    let (api, category) = open().await;
    let path = api.post("/v1/products", &kettle(&category)).expect(201).await.header("location").to_owned();
    let before = api.get(&path).expect(200).await.json();
    let nowhere = "000000000000000000000000";
    for (pointer, value) in wrong_values(nowhere) {
        let refused = api.post("/v1/products", &with(&category, pointer, value.clone())).expect(422).await;
        assert_eq!(refused.pointers(), [pointer], "{value}");
        let mut changes = json!({ "price": {} });
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        changes.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(key.to_owned(), value.clone());
        let refused = api.patch(&path, &changes).expect(422).await;
        assert_eq!(refused.pointers(), [pointer], "{value}");
    }
    assert_eq!(api.get(&path).expect(200).await.json(), before);
    for field in ["title", "category_id", "price"] {
        let mut product = kettle(&category);
        product.as_object_mut().unwrap().remove(field);
        let refused = api.post("/v1/products", &product).expect(422).await;
        assert_eq!(refused.pointers(), [format!("/{field}")]);
    }
}

fn wrong_values(nowhere: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("/title", json!(1)),
        ("/title", json!(null)),
        ("/title", json!({ "$ne": "" })),
        ("/title", json!("a\u{0}b")),
        ("/title", json!("two\nlines")),
        ("/description", json!("bell\u{7}")),
        ("/category_id", json!("x")),
        ("/category_id", json!({ "$oid": nowhere })),
        ("/category_id", json!(nowhere)),
        ("/category_id", json!(null)),
        ("/price", json!(5)),
        ("/price", json!([5, "UAH"])),
        ("/price", json!(null)),
        ("/price/amount", json!(0.5)),
        ("/price/amount", json!("5")),
        ("/price/amount", json!(1e300)),
        ("/price/amount", json!(u64::MAX)),
        ("/price/amount", json!({ "$inc": 1 })),
        ("/price/currency", json!("XXXX")),
        ("/price/tax", json!(1)),
        ("/discount_percent", json!(1.5)),
        ("/discount_percent", json!("1")),
        ("/stock", json!(true)),
        ("/attributes", json!({ "$push": 1 })),
        ("/attributes", json!("none")),
        // Read-only and unknown
        ("/id", json!(nowhere)),
        ("/final_price", json!({ "amount": 1, "currency": "UAH" })),
        ("/image", json!(null)),
        ("/created_at", json!("2026-11-23T12:00:00Z")),
        ("/modified_at", json!("2026-11-23T12:00:00Z")),
        ("/colour", json!("red")),
        ("/$set", json!({ "stock": 5 })),
        ("/price.amount", json!(1)),
    ]
}

#[tokio::test]
async fn dollars_and_dots_are_only_text() {
    let (api, category) = open().await;
    let mut product = kettle(&category);
    product["title"] = "$title".into();
    product["description"] = "$$NOW {\"$gt\": \"\"}".into();
    product["attributes"] = json!([{ "name": "a.b", "value": "$price.amount" }]);
    let created = api.post("/v1/products", &product).expect(201).await;
    let path = created.header("location");
    api.patch(path, &json!({ "title": "$description", "attributes": [{ "name": "$set", "value": "$$ROOT" }] }))
        .expect(200)
        .await;
    let read = api.get(path).expect(200).await.json();
    assert_eq!(read["title"], "$description");
    assert_eq!(read["description"], "$$NOW {\"$gt\": \"\"}");
    assert_eq!(read["attributes"], json!([{ "name": "$set", "value": "$$ROOT" }]));
}

#[tokio::test]
async fn all_wrong_fields_are_reported_at_once() {
    let (api, category) = open().await;
    let path = api.post("/v1/products", &kettle(&category)).expect(201).await.header("location").to_owned();
    let attribute = |name: &str| json!({ "name": name, "value": "b" });
    let body = json!({
        "title": "", "price": { "amount": -1, "currency": "USD" }, "colour": "red", "stock": "5",
        "attributes": [attribute("a"), attribute("a"), attribute("a"), attribute(""), { "value": 1 }],
    });
    let pointers = [
        "/title",
        "/price/amount",
        "/price/currency",
        "/colour",
        "/stock",
        "/attributes/3/name",
        "/attributes/4/value",
    ];
    let mut expected = pointers.to_vec();
    let created = api.post("/v1/products", &body).expect(422).await;
    expected.extend(["/category_id", "/attributes/4/name"]);
    assert_eq!(created.pointers(), expected, "{created:?}");
    let changed = api.patch(&path, &body).expect(422).await;
    assert_eq!(changed.pointers(), [&pointers[..], &["/attributes/4/name"]].concat(), "{changed:?}");
    let many = json!({ "title": null, "price": { "currency": "EUR" }, "attributes": vec![attribute("a"); 33] });
    let many = api.patch(&path, &many).expect(422).await;
    assert_eq!(many.pointers(), ["/title", "/price/currency", "/attributes"], "{many:?}");
}
