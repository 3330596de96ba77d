//! `/v1/users` from outside: requests to the router over a real MongoDB.

use axum::http::Method;
use domain::{Scope, TelegramProfile, UserId};
use futures_util::future::join_all;
use serde_json::{Value, json};
use testing::TestApi;

async fn open() -> TestApi {
    TestApi::open(users::api()).await
}

fn olena() -> Value {
    json!({
        "telegram_id": 7, "username": "olena_k", "name": "Олена", "phone": "+380671234567",
        "email": "olena@example.com", "address": "Київ, Хрещатик 1", "locale": "uk",
    })
}

#[tokio::test]
async fn every_answer_shows_what_was_stored() {
    let changes = [&json!({ "name": "Олена К." }), &json!({ "phone": null, "locale": "en" })];
    open().await.answers_what_is_stored("/v1/users", &olena(), changes).await;
}

#[tokio::test]
async fn a_customer_is_entered_and_shown() {
    let api = open().await;
    let created = api.post("/v1/users", &olena()).expect(201).await;
    assert_eq!(created.header("location"), "/v1/users/7");
    let shown = api.get("/v1/users/7").expect(200).await;
    assert_eq!((shown.json(), shown.header("etag")), (created.json(), created.header("etag")));
    insta::with_settings!({ filters => [testing::TIMES] }, { insta::assert_json_snapshot!(shown.json()) });
    let least = api.post("/v1/users", &json!({ "telegram_id": 8 })).expect(201).await.json();
    for field in ["username", "name", "phone", "email", "address", "locale"] {
        assert!(least[field].is_null(), "{field}");
    }
}

#[tokio::test]
async fn the_same_customer_twice_is_409_also_at_once() {
    let api = open().await;
    let (one, two) = (olena(), json!({ "telegram_id": 7, "name": "Other" }));
    let twice = [api.post("/v1/users", &one).send(), api.post("/v1/users", &two).send()];
    let mut statuses: Vec<_> = join_all(twice).await.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    api.post("/v1/users", &one).expect(409).await;
}

#[tokio::test]
async fn the_name_is_their_own_or_telegrams() {
    let api = open().await;
    let name = domain::PersonName::parse("Olena K").ok();
    let profile = TelegramProfile { username: Some("o_k".into()), name, language_code: Some("en".into()) };
    testing::visit_as(&api.db.store, 7, &profile, 1).await;
    assert_eq!(api.get("/v1/users/7").expect(200).await.json()["name"], "Olena K");
    assert_eq!(api.patch("/v1/users/7", &json!({ "name": "Олена" })).expect(200).await.json()["name"], "Олена");
    assert_eq!(api.patch("/v1/users/7", &json!({ "name": null })).expect(200).await.json()["name"], "Olena K");
}

#[tokio::test]
async fn who_was_entered_first_and_writes_then_keeps_what_was_known() {
    let api = open().await;
    api.post("/v1/users", &olena()).expect(201).await;
    let profile = TelegramProfile { username: Some("new_name".into()), ..TelegramProfile::default() };
    testing::visit_as(&api.db.store, 7, &profile, 1).await;
    let shown = api.get("/v1/users/7").expect(200).await.json();
    assert_eq!((&shown["username"], &shown["phone"]), (&json!("new_name"), &json!("+380671234567")));
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_null_clears() {
    let api = open().await;
    api.post("/v1/users", &olena()).expect(201).await;
    for (field, new) in [
        ("username", json!("o")),
        ("name", json!("O")),
        ("phone", json!("+12125550100")),
        ("email", json!("o@example.org")),
        ("address", json!("Lviv")),
        ("locale", json!("en")),
    ] {
        let before = api.get("/v1/users/7").expect(200).await.json();
        for value in [new, json!(null)] {
            let after = api.patch("/v1/users/7", &json!({ field: value })).expect(200).await.json();
            assert_eq!(after[field], value);
            for (other, kept) in before
                .as_object()
                .unwrap()
                .iter()
                .filter(|(other, _)| ![field, "modified_at"].contains(&other.as_str()))
            {
                assert_eq!(&after[other], kept, "{field} leaves {other}");
            }
        }
    }
}

#[tokio::test]
async fn fields_have_limits_on_both_sides() {
    let api = open().await;
    api.post("/v1/users", &olena()).expect(201).await;
    let long = |n: usize| "ї".repeat(n);
    let email = |n: usize| format!("a@{}.{}.example.com", "b".repeat(63), "c".repeat(n));
    for (field, fits, does_not) in [
        ("username", json!("a".repeat(32)), json!("a".repeat(33))),
        ("username", json!("A_9"), json!("a-b")),
        ("username", json!("a"), json!("")),
        ("username", json!("a"), json!("a\n")),
        ("name", json!(long(64)), json!(long(65))),
        ("name", json!("a"), json!("")),
        ("phone", json!("+12345678"), json!("+1234567")),
        ("phone", json!("+123456789012345"), json!("+1234567890123456")),
        ("phone", json!("+380671234567"), json!("+38067123456")),
        ("phone", json!("+380671234567"), json!("0671234567")),
        ("phone", json!("+380671234567"), json!("+380 67 123 45 67")),
        ("email", json!("a@example.com"), json!("a@localhost")),
        ("email", json!(email(10)), json!(email(64))),
        ("email", json!("a@example.com"), json!(" a@example.com")),
        ("address", json!("Київ"), json!("Киї")),
        ("address", json!(long(256)), json!(long(257))),
        ("address", json!("a\u{a0}bcd"), json!("a\u{1}bcd")),
        ("locale", json!("ru"), json!("de")),
        ("locale", json!("en"), json!("EN")),
    ] {
        api.patch("/v1/users/7", &json!({ field: fits })).expect(200).await;
        let refused = api.patch("/v1/users/7", &json!({ field: does_not })).expect(422).await;
        assert_eq!(refused.pointers(), [format!("/{field}")], "{does_not}");
        let mut body = json!({ "telegram_id": 9 });
        body[field] = does_not;
        assert_eq!(api.post("/v1/users", &body).expect(422).await.pointers(), [format!("/{field}")]);
    }
    let largest = (1_i64 << 52) - 1;
    for (id, fits) in [
        (json!(1), true),
        (json!(0), false),
        (json!(-5), false),
        (json!(largest), true),
        (json!(largest + 1), false),
        (json!("9"), false),
    ] {
        let answer = api.post("/v1/users", &json!({ "telegram_id": id })).send().await;
        assert_eq!(answer.status == 201, fits, "{id}: {answer:?}");
        assert!(fits || answer.pointers() == ["/telegram_id"], "{answer:?}");
    }
    for field in ["telegram_id", "blocked", "created_at", "modified_at", "first_update", "telegram", "$unset"] {
        let refused = api.patch("/v1/users/7", &json!({ field: 5 })).expect(422).await;
        assert_eq!(refused.pointers(), [format!("/{field}")]);
    }
    assert_eq!(api.post("/v1/users", &json!({})).expect(422).await.pointers(), ["/telegram_id"]);
    assert_eq!(
        api.post("/v1/users", &json!({ "telegram_id": 9, "blocked": true })).expect(422).await.pointers(),
        ["/blocked"]
    );
}

#[tokio::test]
async fn what_is_no_telegram_id_names_nobody() {
    let api = open().await;
    api.post("/v1/users", &olena()).expect(201).await;
    for id in ["x", "0", "-7", "07", "+7", "7.0", "4503599627370496", "99999999999999999999", "%20"] {
        api.get(&format!("/v1/users/{id}")).expect(404).await;
    }
}

#[tokio::test]
async fn an_erased_person_is_gone_and_their_orders_stay_without_contact() {
    let api = open().await;
    let store = &api.db.store;
    api.post("/v1/users", &olena()).expect(201).await;
    api.post("/v1/users", &json!({ "telegram_id": 8 })).expect(201).await;
    let category = testing::category(store, "Kettles", None).await;
    let product = testing::product(store, &category).create().await;
    let (mine, others) =
        (testing::order(store, 7, &[(&product, 1)]).await, testing::order(store, 8, &[(&product, 1)]).await);
    testing::add_to_cart(store, 7, 1_000_000, &product).await;
    api.delete("/v1/users/7").header("If-Match", "\"x\"").expect(412).await;
    api.delete("/v1/users/7").expect(204).await;
    api.get("/v1/users/7").expect(404).await;
    api.delete("/v1/users/7").expect(404).await;
    assert!(store.carts.of(UserId(7)).await.unwrap().lines.is_empty());
    let kept = store.orders.find(mine.id).await.unwrap().unwrap();
    assert_eq!((kept.contact, kept.total, kept.lines), (None, mine.total, mine.lines));
    assert!(store.orders.find(others.id).await.unwrap().unwrap().contact.is_some());
}

#[tokio::test]
async fn lists_go_by_telegram_id() {
    let api = open().await;
    for id in [30, 4, 100, 5] {
        api.post("/v1/users", &json!({ "telegram_id": id })).expect(201).await;
    }
    let (mut found, mut cursor) = (vec![], String::new());
    loop {
        let page = api.get(&format!("/v1/users?limit=3{cursor}")).expect(200).await.json();
        found.extend(page["items"].as_array().unwrap().iter().map(|user| user["telegram_id"].as_i64().unwrap()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, [4, 5, 30, 100]);
    for query in ["limit=1000", "cursor=x", "phone=1"] {
        api.get(&format!("/v1/users?{query}")).expect(400).await;
    }
}

#[tokio::test]
async fn reading_and_writing_people_needs_a_scope_each() {
    let api = open().await;
    api.post("/v1/users", &olena()).expect(201).await;
    let reader = api.key("reader", &[Scope::UsersRead]).await;
    let writer = api.key("writer", &[Scope::UsersWrite]).await;
    for (method, path, allowed, refused) in [
        (Method::GET, "/v1/users", &reader, &writer),
        (Method::GET, "/v1/users/7", &reader, &writer),
        (Method::POST, "/v1/users", &writer, &reader),
        (Method::PATCH, "/v1/users/7", &writer, &reader),
        (Method::DELETE, "/v1/users/7", &writer, &reader),
    ] {
        api.ask(method.clone(), path).expect(401).await;
        api.ask(method.clone(), path).key(refused).expect(403).await;
        let answer = api.ask(method.clone(), path).key(allowed).send().await;
        assert!(![401, 403].contains(&answer.status.as_u16()), "{method} {path}: {answer:?}");
    }
    let created = api.post("/v1/users", &olena()).expect(201).await;
    api.get("/v1/users/7").header("If-None-Match", created.header("etag")).expect(304).await;
    api.patch("/v1/users/7", &json!({ "name": "A" })).header("If-Match", created.header("etag")).expect(200).await;
    api.patch("/v1/users/7", &json!({ "name": "B" })).header("If-Match", created.header("etag")).expect(412).await;
}

#[tokio::test]
async fn all_wrong_fields_are_reported_at_once() {
    let api = open().await;
    api.post("/v1/users", &olena()).expect(201).await;
    let body = json!({ "phone": "5", "email": "x", "locale": "de", "blocked": true });
    let pointers = ["/phone", "/email", "/locale", "/blocked", "/telegram_id"];
    assert_eq!(api.post("/v1/users", &body).expect(422).await.pointers(), pointers);
    assert_eq!(api.patch("/v1/users/7", &body).expect(422).await.pointers(), pointers[..4]);
}

testing::starts_alone!("/v1/users", 401);
