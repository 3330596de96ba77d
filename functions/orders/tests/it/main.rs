//! `/v1/orders` from outside: requests to the router over a real MongoDB.

use axum::http::Method;
use bson::{Document, doc};
use domain::{Order, Product, Scope};
use serde_json::{Value, json};
use testing::TestApi;

async fn open() -> (TestApi, Product) {
    let api = TestApi::open(orders::api()).await;
    let category = testing::category(&api.db.store, "Kettles", None).await;
    let product = testing::product(&api.db.store, &category).price(333).discount(50).stock(1000).create().await;
    (api, product)
}

/// Makes an order look as if it were placed then, and has it come so far.
async fn age(api: &TestApi, order: &Order, at: &str, status: &str) {
    let at = bson::DateTime::parse_rfc3339_str(at).unwrap();
    let orders = api.db.raw().collection::<Document>("orders");
    let update = doc! { "$set": { "created_at": at, "status": status } };
    orders.update_one(doc! { "_id": order.id }, update).await.unwrap();
}

fn numbers(list: &Value) -> Vec<i64> {
    list["items"].as_array().unwrap().iter().map(|item| item["number"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn an_order_is_shown_whole() {
    let (api, product) = open().await;
    let order = testing::order(&api.db.store, 7, &[(&product, 3)]).await;
    let answer = api.get(&format!("/v1/orders/{}", order.id)).expect(200).await;
    let mut shown = answer.json();
    assert_eq!(shown["id"], order.id.to_string());
    assert_eq!(shown["items"][0]["product_id"], product.id.to_string());
    shown["id"] = "…".into();
    shown["items"][0]["product_id"] = "…".into();
    insta::with_settings!({ filters => [testing::TIMES] }, { insta::assert_json_snapshot!(shown) });
    api.get(&format!("/v1/orders/{}", order.id)).header("If-None-Match", answer.header("etag")).expect(304).await;
}

#[tokio::test]
async fn filters_hold_on_every_page_newest_first() {
    let (api, product) = open().await;
    for (n, (user, at, status)) in [
        (7, "2026-11-01T10:00:00Z", "new"),
        (8, "2026-11-02T10:00:00Z", "accepted"),
        (7, "2026-11-03T10:00:00Z", "new"),
        (7, "2026-11-03T10:00:00Z", "cancelled"),
        (8, "2026-11-04T10:00:00Z", "new"),
    ]
    .into_iter()
    .enumerate()
    {
        let order = testing::order(&api.db.store, user, &[(&product, 1)]).await;
        assert_eq!(order.number.0, i64::try_from(n).unwrap() + 1);
        age(&api, &order, at, status).await;
    }
    for (query, expected) in [
        ("", &[5, 4, 3, 2, 1][..]),
        ("&user=7", &[4, 3, 1]),
        ("&user=9", &[]),
        ("&status=new", &[5, 3, 1]),
        ("&user=7&status=new", &[3, 1]),
        ("&status=returned", &[]),
        ("&from=2026-11-02T10:00:00Z", &[5, 4, 3, 2]),
        ("&from=2026-11-02T10:00:00.001Z", &[5, 4, 3]),
        ("&to=2026-11-03T10:00:00Z", &[2, 1]),
        ("&from=2026-11-03T12:00:00%2B02:00&to=2026-11-04T10:00:00Z", &[4, 3]),
        ("&user=8&from=2026-11-03T00:00:00Z", &[5]),
        ("&status=new&to=2026-11-02T00:00:00Z", &[1]),
    ] {
        for limit in [1, 2, 100] {
            let (mut found, mut cursor) = (vec![], String::new());
            loop {
                let page = api.get(&format!("/v1/orders?limit={limit}{query}{cursor}")).expect(200).await.json();
                found.extend(numbers(&page));
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!(found, expected, "{query} by {limit}");
        }
    }
}

#[tokio::test]
async fn a_query_that_is_not_understood_is_400() {
    let (api, _) = open().await;
    for query in [
        "user=x",
        "user=0",
        "user=-1",
        "status=paid",
        "status=New",
        "from=yesterday",
        "to=2026-11-23",
        "limit=0",
        "cursor=x",
        "sort=number",
        "status[$ne]=new",
    ] {
        api.get(&format!("/v1/orders?{query}")).expect(400).await;
    }
}

#[tokio::test]
async fn orders_are_read_only() {
    let (api, product) = open().await;
    let order = testing::order(&api.db.store, 7, &[(&product, 1)]).await;
    for path in ["/v1/orders".to_owned(), format!("/v1/orders/{}", order.id)] {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let answer = api.ask(method, &path).key(testing::ADMIN_KEY).json(&json!({ "status": "paid" }));
            assert_eq!(answer.expect(405).await.header("allow"), "GET,HEAD");
        }
    }
    api.get("/v1/orders/x").expect(404).await;
    api.get("/v1/orders/000000000000000000000000").expect(404).await;
}

#[tokio::test]
async fn reading_orders_needs_its_scope() {
    let (api, product) = open().await;
    let order = testing::order(&api.db.store, 7, &[(&product, 1)]).await;
    let path = format!("/v1/orders/{}", order.id);
    let reader = api.key("reader", &[Scope::OrdersRead]).await;
    let other = api.key("other", &[Scope::UsersRead]).await;
    for path in ["/v1/orders", &path] {
        api.ask(Method::GET, path).expect(401).await;
        api.get(path).key(&other).expect(403).await;
        api.get(path).key(&reader).expect(200).await;
    }
}

testing::starts_alone!("/v1/orders", 401);

#[tokio::test]
async fn orders_are_exported_line_by_line_for_a_span_of_time() {
    let (api, product) = open().await;
    let old = testing::order(&api.db.store, 7, &[(&product, 1)]).await;
    age(&api, &old, "2026-10-01T10:00:00Z", "completed").await;
    let order = testing::order(&api.db.store, 8, &[(&product, 3)]).await;
    age(&api, &order, "2026-11-01T10:00:00Z", "new").await;
    let path = "/v1/orders/export?format=csv&from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z";
    let answer = api.get(path).expect(200).await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let text = answer.text().trim_start_matches('\u{feff}').replace(&product.id.to_string(), "…");
    insta::assert_snapshot!(text);
    let all = api.get("/v1/orders/export?format=csv").expect(200).await;
    assert_eq!(all.text().lines().count(), 3);
    let book = api.get("/v1/orders/export?format=xlsx").expect(200).await;
    assert!(book.body.starts_with(b"PK"));
    for query in ["", "?format=yml", "?format=csv&user=7", "?format=csv&from=yesterday"] {
        api.get(&format!("/v1/orders/export{query}")).expect(400).await;
    }
    let key = api.key("users", &[Scope::UsersRead]).await;
    api.ask(Method::GET, "/v1/orders/export?format=csv").key(&key).expect(403).await;
}
