//! `/v1/news` from outside: requests to the router over a real MongoDB.

use axum::http::Method;
use bson::{Document, doc};
use domain::Scope;
use serde_json::{Value, json};
use testing::TestApi;

async fn open() -> TestApi {
    TestApi::open(news::api()).await
}

/// The notices that wait: when each is due.
async fn due(api: &TestApi) -> Vec<String> {
    use futures_util::TryStreamExt;
    let outbox = api.db.raw().collection::<Document>("outbox");
    let waiting: Vec<Document> =
        outbox.find(doc! { "kind": "news_published" }).await.unwrap().try_collect().await.unwrap();
    waiting.iter().map(|notice| notice.get_datetime("due").unwrap().try_to_rfc3339_string().unwrap()).collect()
}

fn titles(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn every_answer_shows_what_was_stored() {
    let api = open().await;
    let changes = [&json!({ "title": "Closed" }), &json!({ "published_at": "2026-11-20T08:00:00Z" })];
    api.answers_what_is_stored("/v1/news", &json!({ "title": "Open", "content": "On Sunday" }), changes).await;
}

#[tokio::test]
async fn news_is_published_at_once_and_everybody_is_to_be_told() {
    let api = open().await;
    let created = api.post("/v1/news", &json!({ "title": "Open", "content": "On\nSunday" })).expect(201).await;
    let mut shown = api.ask(Method::GET, created.header("location")).expect(200).await.json();
    assert_eq!(shown, created.json());
    let at = shown["published_at"].as_str().expect("a time").to_owned();
    shown["id"] = "…".into();
    insta::with_settings!({ filters => [testing::TIMES] }, { insta::assert_json_snapshot!(shown) });
    assert_eq!(due(&api).await, [at]);
}

#[tokio::test]
async fn nobody_is_told_of_what_says_so() {
    let api = open().await;
    api.post("/v1/news", &json!({ "title": "Open", "content": "…", "notify": false })).expect(201).await;
    assert_eq!(due(&api).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_notice_follows_its_news() {
    let api = open().await;
    let body = json!({ "title": "Sale", "content": "…", "published_at": "2026-12-01T10:00:00+02:00" });
    let path = api.post("/v1/news", &body).expect(201).await.header("location").to_owned();
    assert_eq!(due(&api).await, ["2026-12-01T08:00:00Z"]);
    api.patch(&path, &json!({ "published_at": "2026-12-02T08:00:00.1239Z" })).expect(200).await;
    assert_eq!(due(&api).await, ["2026-12-02T08:00:00.123Z"]);
    api.patch(&path, &json!({ "title": "Great sale" })).expect(200).await;
    assert_eq!(due(&api).await, ["2026-12-02T08:00:00.123Z"]);
    api.delete(&path).expect(204).await;
    assert_eq!(due(&api).await, Vec::<String>::new());
    api.get(&path).expect(404).await;
}

#[tokio::test]
async fn what_is_not_published_yet_only_those_who_write_see() {
    let api = open().await;
    for (title, at) in
        [("Old", "2026-11-01T00:00:00Z"), ("To come", "2026-12-01T00:00:00Z"), ("New", "2026-11-22T00:00:00Z")]
    {
        let body = json!({ "title": title, "content": "…", "published_at": at });
        api.post("/v1/news", &body).expect(201).await;
    }
    let all = api.get("/v1/news").expect(200).await.json();
    assert_eq!(titles(&all), ["To come", "New", "Old"]);
    let to_come = format!("/v1/news/{}", all["items"][0]["id"].as_str().unwrap());
    let other = api.key("other", &[Scope::OrdersRead]).await;
    let writer = api.key("writer", &[Scope::NewsWrite]).await;
    assert_eq!(titles(&api.ask(Method::GET, "/v1/news").expect(200).await.json()), ["New", "Old"]);
    assert_eq!(titles(&api.get("/v1/news").key(&other).expect(200).await.json()), ["New", "Old"]);
    assert_eq!(titles(&api.get("/v1/news").key(&writer).expect(200).await.json()), ["To come", "New", "Old"]);
    api.ask(Method::GET, &to_come).expect(404).await;
    api.get(&to_come).key(&other).expect(404).await;
    api.get(&to_come).key(&writer).expect(200).await;
    api.get("/v1/news").key("kiosk_wrong").expect(401).await;
}

#[tokio::test]
async fn newest_first_on_every_page() {
    let api = open().await;
    for n in 1..=5 {
        testing::news(&api.db.store, &n.to_string(), "…", 10 - n / 2).await;
    }
    let (mut found, mut cursor) = (String::new(), String::new());
    loop {
        let page = api.get(&format!("/v1/news?limit=2{cursor}")).expect(200).await.json();
        found.extend(titles(&page));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, "54321");
    for query in ["limit=0", "cursor=x", "published=true"] {
        api.get(&format!("/v1/news?{query}")).expect(400).await;
    }
}

#[tokio::test]
async fn fields_have_limits_on_both_sides() {
    let api = open().await;
    let long = |n: usize| "ї".repeat(n);
    let path = api.post("/v1/news", &json!({ "title": "a", "content": "b" })).expect(201).await;
    let path = path.header("location");
    for (field, fits, does_not) in [
        ("title", json!(long(256)), json!(long(257))),
        ("title", json!("a"), json!("")),
        ("title", json!("a"), json!(null)),
        ("content", json!(long(3500)), json!(long(3501))),
        ("content", json!("a\n\tb"), json!("\n")),
        ("content", json!("a"), json!("a\u{0}")),
        ("content", json!("a"), json!(null)),
        ("published_at", json!("2026-11-23T12:00:00Z"), json!("2026-11-23")),
        ("published_at", json!("0001-01-01T00:00:00Z"), json!("10000-01-01T00:00:00Z")),
        ("published_at", json!("9999-12-31T23:59:59.999+00:00"), json!("9999-12-31T23:59:59-01:00")),
        ("published_at", json!("2024-02-29T00:00:00Z"), json!("2026-02-29T00:00:00Z")),
        ("published_at", json!("2026-11-23T12:00:00Z"), json!(1_795_435_200)),
        ("published_at", json!("2026-11-23T12:00:00Z"), json!(null)),
    ] {
        api.patch(path, &json!({ field: fits })).expect(200).await;
        assert_eq!(api.patch(path, &json!({ field: does_not })).expect(422).await.pointers(), [format!("/{field}")]);
        let mut body = json!({ "title": "a", "content": "b" });
        body[field] = does_not;
        assert_eq!(api.post("/v1/news", &body).expect(422).await.pointers(), [format!("/{field}")], "{body}");
    }
    for (body, pointer) in [
        (json!({ "content": "b" }), "/content".replace("content", "title")),
        (json!({ "title": "a" }), "/content".to_owned()),
        (json!({ "title": "a", "content": "b", "notify": 1 }), "/notify".to_owned()),
        (json!({ "title": "a", "content": "b", "id": "x" }), "/id".to_owned()),
    ] {
        assert_eq!(api.post("/v1/news", &body).expect(422).await.pointers(), [pointer]);
    }
    assert_eq!(api.patch(path, &json!({ "notify": false })).expect(422).await.pointers(), ["/notify"]);
}

#[tokio::test]
async fn conditions_and_scopes_hold() {
    let api = open().await;
    let created = api.post("/v1/news", &json!({ "title": "a", "content": "b" })).expect(201).await;
    let (path, tag) = (created.header("location"), created.header("etag"));
    api.ask(Method::GET, path).header("If-None-Match", tag).expect(304).await;
    api.patch(path, &json!({ "title": "c" })).header("If-Match", tag).expect(200).await;
    api.patch(path, &json!({ "title": "d" })).header("If-Match", tag).expect(412).await;
    api.delete(path).header("If-Match", tag).expect(412).await;
    assert_eq!(due(&api).await.len(), 1, "the notice waits as before");
    let reader = api.key("reader", &[Scope::UsersRead]).await;
    for (method, path) in [(Method::POST, "/v1/news"), (Method::PATCH, path), (Method::DELETE, path)] {
        api.ask(method.clone(), path).expect(401).await;
        api.ask(method, path).key(&reader).expect(403).await;
    }
    api.get("/v1/news/x").expect(404).await;
}

#[tokio::test]
async fn all_wrong_fields_are_reported_at_once() {
    let api = open().await;
    let created = api.post("/v1/news", &json!({ "title": "Open", "content": "…" })).expect(201).await;
    let body = json!({ "title": "", "published_at": "tomorrow", "id": 5 });
    let pointers = ["/title", "/published_at", "/id"];
    assert_eq!(api.patch(created.header("location"), &body).expect(422).await.pointers(), pointers);
    let body = json!({ "title": "", "notify": "no", "published_at": "tomorrow" });
    let pointers = ["/title", "/notify", "/published_at", "/content"];
    assert_eq!(api.post("/v1/news", &body).expect(422).await.pointers(), pointers);
}

testing::starts_alone!("/v1/news", 200);

#[tokio::test]
async fn translations_are_merged() {
    let api = open().await;
    let body =
        json!({ "title": "Знижки", "content": "…", "translations": { "en": { "title": "Sale", "content": "Today" } } });
    let created = api.post("/v1/news", &body).expect(201).await;
    assert_eq!(created.json()["translations"], json!({ "en": { "title": "Sale", "content": "Today" } }));
    let patch = json!({ "translations": { "ru": { "title": "Скидки" }, "en": null } });
    let changed = api.patch(created.header("location"), &patch).expect(200).await.json();
    assert_eq!(changed["translations"], json!({ "ru": { "title": "Скидки" } }));
    let wrong = json!({ "title": "x", "content": "x", "translations": { "en": { "content": "" } } });
    let errors = api.post("/v1/news", &wrong).expect(422).await.json()["errors"].clone();
    assert_eq!(errors[0]["pointer"], "/translations/en/content");
}
