//! `/v1/broadcasts` and the drain, over HTTP.

use std::time::Duration;

use axum::http::Method;
use domain::Scope;
use serde_json::json;
use testing::{BotApi, Rules, TestApi};

use crate::fixture::{customers, settings, until};

async fn open() -> (TestApi, BotApi) {
    let bot = BotApi::start().await;
    let client = bot.client();
    let worker = |store: &store::Store| broadcast::Worker::new(store.clone(), client, settings(), || 0.5);
    let api = TestApi::open_with(|state| broadcast::api(state, worker(&state.store))).await;
    (api, bot)
}

#[tokio::test]
async fn a_broadcast_is_asked_for_delivered_by_the_drain_and_watched() {
    let (api, bot) = open().await;
    for id in [7, 8] {
        testing::visit(&api.db.store, id, id, None).await;
    }
    let created = api.post("/v1/broadcasts", &json!({ "text": "Open <on> Sunday" })).expect(201).await;
    let path = created.header("location").to_owned();
    let mut shown = created.json();
    assert_eq!(path, format!("/v1/broadcasts/{}", created.id()));
    shown["id"] = "…".into();
    insta::with_settings!({ filters => [testing::TIMES] }, { insta::assert_json_snapshot!(shown) });
    let drained = api.ask(Method::POST, "/internal/outbox/drain").key(testing::ADMIN_KEY).expect(200).await;
    assert_eq!(drained.json(), json!({ "outcome": "done" }));
    let said: Vec<_> =
        bot.take().into_iter().map(|call| (call.params["chat_id"].clone(), call.params["text"].clone())).collect();
    let text = json!("Open &lt;on&gt; Sunday");
    assert_eq!(said, [(json!(7), text.clone()), (json!(8), text)]);
    let watched = api.get(&path).expect(200).await.json();
    assert_eq!(watched["status"], "done");
    assert!(watched["finished_at"].is_string(), "{watched}");
    assert_eq!(watched["progress"], json!({ "total": 2, "sent": 2, "blocked": 0, "failed": 0 }));
    api.ask(Method::POST, &format!("{path}/cancel")).key(testing::ADMIN_KEY).expect(409).await;
}

#[tokio::test]
async fn every_answer_shows_what_was_stored() {
    let (api, _) = open().await;
    let created = api.post("/v1/broadcasts", &json!({ "text": "No" })).expect(201).await;
    let path = created.header("location");
    api.expect_stored(path, &created).await;
    let cancelled = api.ask(Method::POST, &format!("{path}/cancel")).key(testing::ADMIN_KEY).expect(200).await;
    api.expect_stored(path, &cancelled).await;
}

#[tokio::test]
async fn a_caller_who_hangs_up_does_not_cut_the_drain_off() {
    let double = BotApi::with(Rules { latency: Duration::from_millis(20), ..Rules::default() }).await;
    let client = double.client();
    let worker = |store: &store::Store| broadcast::Worker::new(store.clone(), client, settings(), || 0.5);
    let api = TestApi::open_with(|state| broadcast::api(state, worker(&state.store))).await;
    customers(&api.db, 100).await;
    let created = api.post("/v1/broadcasts", &json!({ "text": "Hi" })).expect(201).await;
    let path = created.header("location").to_owned();
    tokio::select! {
        _ = api.ask(Method::POST, "/internal/outbox/drain").key(testing::ADMIN_KEY).send() => panic!("too quick"),
        () = until("it is under way", || async { double.calls() >= 10 }) => {}
    }
    until("it is done", || async { api.get(&path).expect(200).await.json()["status"] == "done" }).await;
    assert_eq!((double.reached(), double.repeats()), (100, 0));
}

#[tokio::test]
async fn a_cancelled_broadcast_goes_to_nobody() {
    let (api, bot) = open().await;
    testing::visit(&api.db.store, 7, 1, None).await;
    let path = api.post("/v1/broadcasts", &json!({ "text": "No" })).expect(201).await.header("location").to_owned();
    for _ in 0..2 {
        let cancelled = api.ask(Method::POST, &format!("{path}/cancel")).key(testing::ADMIN_KEY).expect(200).await;
        assert_eq!(cancelled.json()["status"], "cancelled");
    }
    api.ask(Method::POST, "/internal/outbox/drain").key(testing::ADMIN_KEY).expect(200).await;
    assert_eq!(bot.take(), []);
}

#[tokio::test]
async fn newest_first_on_every_page() {
    let (api, _) = open().await;
    for n in 1..=5 {
        api.post("/v1/broadcasts", &json!({ "text": n.to_string() })).expect(201).await;
    }
    let (mut found, mut cursor) = (String::new(), String::new());
    loop {
        let page = api.get(&format!("/v1/broadcasts?limit=2{cursor}")).expect(200).await.json();
        found.extend(page["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, "54321");
    for query in ["limit=0", "cursor=x", "status=done"] {
        api.get(&format!("/v1/broadcasts?{query}")).expect(400).await;
    }
}

#[tokio::test]
async fn the_text_has_limits_and_each_call_its_scope() {
    let (api, _) = open().await;
    let long = |n: usize| json!({ "text": "ї".repeat(n) });
    api.post("/v1/broadcasts", &long(4096)).expect(201).await;
    for wrong in [long(4097), long(0), json!({}), json!({ "text": null }), json!({ "text": "a\u{0}" })] {
        assert_eq!(api.post("/v1/broadcasts", &wrong).expect(422).await.pointers(), ["/text"]);
    }
    let unknown = json!({ "text": "a", "status": "done" });
    assert_eq!(api.post("/v1/broadcasts", &unknown).expect(422).await.pointers(), ["/status"]);
    let all = json!({ "status": "done", "id": 5 });
    assert_eq!(api.post("/v1/broadcasts", &all).expect(422).await.pointers(), ["/status", "/id", "/text"]);
    let path = "/v1/broadcasts/6553f1b2a7c9d40012ab34cd";
    let cancel = format!("{path}/cancel");
    let (writer, drainer) =
        (api.key("writer", &[Scope::BroadcastsWrite]).await, api.key("drainer", &[Scope::OutboxDrain]).await);
    for (method, path, allowed, refused) in [
        (Method::GET, "/v1/broadcasts", &writer, &drainer),
        (Method::POST, "/v1/broadcasts", &writer, &drainer),
        (Method::GET, path, &writer, &drainer),
        (Method::POST, &cancel, &writer, &drainer),
        (Method::POST, "/internal/outbox/drain", &drainer, &writer),
    ] {
        api.ask(method.clone(), path).expect(401).await;
        api.ask(method.clone(), path).key(refused).expect(403).await;
        let answer = api.ask(method.clone(), path).key(allowed).send().await;
        assert!(![401, 403].contains(&answer.status.as_u16()), "{method} {path}: {answer:?}");
    }
    api.get(path).expect(404).await;
    api.ask(Method::POST, &cancel).key(testing::ADMIN_KEY).expect(404).await;
}

#[tokio::test]
async fn the_document_is_as_agreed() {
    let (api, _) = open().await;
    let mut document = api.ask(Method::GET, "/openapi.json").expect(200).await.json();
    document["info"] = "…".into();
    document["components"]["schemas"]["Problem"] = "…".into();
    insta::assert_json_snapshot!(document);
}
