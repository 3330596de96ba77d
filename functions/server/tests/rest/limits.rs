//! How often somebody may ask.

use std::net::SocketAddr;

use axum::http::Method;
use domain::Scope;
use rest::RestSettings;
use testing::{ADMIN_KEY, TestApi};

use server::resources;

async fn open(trusted_proxies: usize) -> TestApi {
    // Two at once, then one a second: a test is over before the next
    open_with(1, trusted_proxies).await
}

async fn open_with(requests_per_second: u32, trusted_proxies: usize) -> TestApi {
    let settings = RestSettings {
        admin_key: Some(ADMIN_KEY.to_owned().into()),
        origins: None,
        requests_per_second,
        trusted_proxies,
    };
    TestApi::with(resources(), settings).await
}

fn peer(last: u8) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, last], 4000))
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_429_and_others_are_not() {
    let api = open(0).await;
    for path in ["/v1/products", "/v1/unknown"] {
        let answer = api.ask(Method::GET, path).from(peer(1)).send().await;
        assert_ne!(answer.status, 429);
    }
    let answer = api.ask(Method::GET, "/v1/products").from(peer(1)).expect(429).await;
    assert_eq!(answer.header("retry-after"), "1");
    // Wrong keys count as well, before the database is asked
    api.get("/v1/products").from(peer(1)).key("kiosk_wrong").expect(429).await;
    api.ask(Method::GET, "/v1/products").from(peer(2)).expect(200).await;
}

#[tokio::test]
async fn behind_a_proxy_its_client_counts() {
    let api = open(1).await;
    let ask = |client: &str| {
        api.ask(Method::GET, "/v1/products").from(peer(1)).header("X-Forwarded-For", &format!("10.9.9.9, {client}"))
    };
    for client in ["198.51.100.1", "198.51.100.2"] {
        ask(client).expect(200).await;
        ask(client).expect(200).await;
        ask(client).expect(429).await;
    }
}

#[tokio::test]
async fn without_trusted_proxies_their_header_is_not_believed() {
    let api = open(0).await;
    let ask = |client: &str| api.ask(Method::GET, "/v1/products").from(peer(1)).header("X-Forwarded-For", client);
    ask("198.51.100.1").expect(200).await;
    ask("198.51.100.2").expect(200).await;
    ask("198.51.100.3").expect(429).await;
}

#[tokio::test]
async fn a_key_that_asks_too_often_is_429_from_whatever_address() {
    let api = open(0).await;
    let key = api.key("busy", &[Scope::OrdersRead]).await;
    api.get("/v1/orders").key(&key).from(peer(1)).expect(200).await;
    api.get("/v1/orders").key(&key).from(peer(2)).expect(200).await;
    api.get("/v1/orders").key(&key).from(peer(3)).expect(429).await;
    let other = api.key("calm", &[Scope::OrdersRead]).await;
    api.get("/v1/orders").key(&other).from(peer(3)).expect(200).await;
}

#[tokio::test]
async fn with_zero_requests_per_second_there_is_no_limit() {
    let api = open_with(0, 0).await;
    for _ in 0..100 {
        api.get("/v1/categories").from(peer(1)).expect(200).await;
    }
}
