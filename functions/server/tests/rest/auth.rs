//! Keys.

use axum::http::Method;
use chrono::Duration;
use domain::{KeyName, Scope};
use store::KeySecret;
use testing::{ADMIN_KEY, TestApi, now};

use server::resources;

#[tokio::test]
async fn the_admin_key_and_minted_keys_work_beside_each_other() {
    let api = TestApi::open(resources()).await;
    let key = api.key("accounting", &[Scope::OrdersRead]).await;
    assert!(key.starts_with("kiosk_") && key.len() == 6 + 16 + 1 + 64, "{key}");
    for key in [ADMIN_KEY, &key] {
        api.get("/v1/orders").key(key).expect(200).await;
    }
}

#[tokio::test]
async fn what_is_no_good_key_is_401() {
    let api = TestApi::open(resources()).await;
    let key = api.key("accounting", &[Scope::OrdersRead]).await;
    let last = if key.ends_with('0') { "1" } else { "0" };
    let changed = format!("{}{last}", &key[..key.len() - 1]);
    let upper = key.to_uppercase();
    for header in [
        String::new(),
        "Bearer".into(),
        "Bearer ".into(),
        format!("Basic {key}"),
        key.clone(),
        format!("Bearer {changed}"),
        format!("Bearer {upper}"),
        format!("Bearer {key}0"),
        format!("Bearer {}", &key[..key.len() - 1]),
        format!("Bearer {ADMIN_KEY}x"),
        "Bearer kiosk_$ne_$ne".into(),
        "Bearer 🙂".into(),
    ] {
        let answer = api.ask(Method::GET, "/v1/orders").header("Authorization", &header).expect(401).await;
        assert_eq!(answer.header("www-authenticate"), "Bearer", "{header}");
    }
    let lower = format!("bearer {key}");
    api.ask(Method::GET, "/v1/orders").header("Authorization", &lower).expect(200).await;
}

#[tokio::test]
async fn a_key_ends_when_it_says_or_when_it_is_revoked() {
    let api = TestApi::open(resources()).await;
    let keys = &api.db.store.keys;
    let (ended, lasting) = (KeySecret::of([1; 40]), KeySecret::of([2; 40]));
    let scopes = || vec![Scope::OrdersRead];
    let name = |name: &str| KeyName::parse(name).unwrap();
    keys.create(&ended, name("ended"), scopes(), Some(now())).await.unwrap();
    keys.create(&lasting, name("lasting"), scopes(), Some(now() + Duration::minutes(1))).await.unwrap();
    api.get("/v1/orders").key(&ended.to_string()).expect(401).await;
    api.get("/v1/orders").key(&lasting.to_string()).expect(200).await;
    keys.revoke(&name("lasting")).await.unwrap();
    api.get("/v1/orders").key(&lasting.to_string()).expect(401).await;
}

#[tokio::test]
async fn only_hashes_are_stored_and_the_last_use_is_noted() {
    let api = TestApi::open(resources()).await;
    let key = api.key("accounting", &[Scope::OrdersRead]).await;
    let secret = key.rsplit('_').next().unwrap();
    let stored = api.db.raw().collection::<bson::Document>("keys").find_one(bson::doc! {}).await.unwrap().unwrap();
    assert!(!format!("{stored:?}").contains(secret));
    assert_eq!(api.db.store.keys.list().await.unwrap()[0].last_used_at, None);
    api.get("/v1/orders").key(&key).expect(200).await;
    assert!(api.db.store.keys.list().await.unwrap()[0].last_used_at >= Some(now()));
    api.db.commands.clear();
    api.get("/v1/orders").key(&key).expect(200).await;
    let rounds = api.db.commands.rounds();
    assert_eq!(rounds, [["find keys"], ["find orders"]], "a use within the minute is not written again");
}
