//! Browsers: CORS, compression, the page of documentation.

use axum::http::Method;
use rest::{Origins, RestSettings};
use testing::TestApi;

use server::resources;

async fn open(origins: Option<Origins>) -> TestApi {
    let settings = RestSettings { admin_key: None, origins, requests_per_second: 0, trusted_proxies: 0 };
    TestApi::with(resources(), settings).await
}

#[tokio::test]
async fn only_pages_of_the_set_origins_may_call() {
    let shop = "https://shop.example.com";
    let api = open(Some(Origins::List(vec![shop.parse().unwrap()]))).await;
    let preflight = |origin: &str| {
        let asked = api.ask(Method::OPTIONS, "/v1/products").header("Origin", origin);
        asked.header("Access-Control-Request-Method", "PATCH")
    };
    let allowed = preflight(shop).expect(200).await;
    assert_eq!(allowed.header("access-control-allow-origin"), shop);
    assert!(allowed.header("access-control-allow-methods").contains("PATCH"));
    assert!(allowed.header("access-control-allow-headers").contains("if-match"));
    assert_eq!(preflight("https://evil.example.com").expect(200).await.header("access-control-allow-origin"), "");
    let read = api.ask(Method::GET, "/v1/products").header("Origin", shop).expect(200).await;
    assert_eq!(read.header("access-control-allow-origin"), shop);
    assert!(read.header("access-control-expose-headers").contains("etag"));
    let refused = api.ask(Method::GET, "/v1/orders").header("Origin", shop).expect(401).await;
    assert_eq!(refused.header("access-control-allow-origin"), shop, "a page can read why");
}

#[tokio::test]
async fn without_the_setting_no_page_may_call() {
    let api = open(None).await;
    let read = api.ask(Method::GET, "/v1/products").header("Origin", "https://shop.example.com").expect(200).await;
    assert_eq!(read.header("access-control-allow-origin"), "");
    api.ask(Method::OPTIONS, "/v1/products").expect(405).await;
    let any = open(Some(Origins::Any)).await;
    let read = any.ask(Method::GET, "/v1/products").header("Origin", "https://shop.example.com").expect(200).await;
    assert_eq!(read.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn what_is_long_is_compressed_for_those_who_take_it() {
    let api = open(None).await;
    let category = testing::category(&api.db.store, "Kettles", None).await;
    for _ in 0..5 {
        testing::product(&api.db.store, &category).create().await;
    }
    let plain = api.ask(Method::GET, "/v1/products").expect(200).await;
    let gzip = api.ask(Method::GET, "/v1/products").header("Accept-Encoding", "gzip, br").expect(200).await;
    assert_eq!((plain.header("content-encoding"), gzip.header("content-encoding")), ("", "gzip"));
    assert!(gzip.body.len() * 3 < plain.body.len());
}

#[tokio::test]
async fn the_page_of_documentation_needs_nothing_from_elsewhere() {
    let api = open(None).await;
    let page = api.ask(Method::GET, "/docs").expect(200).await;
    let html = String::from_utf8(page.body.to_vec()).unwrap();
    assert!(!html.contains("http://") && !html.contains("https://"), "{html}");
    assert!(page.header("content-security-policy").starts_with("default-src 'self'"));
    let script = api.ask(Method::GET, "/docs/rapidoc.js").expect(200).await;
    assert_eq!((script.header("content-type"), script.header("content-encoding")), ("text/javascript", "gzip"));
    assert_eq!(script.body[..2], [0x1f, 0x8b]);
}
