//! `/v1/categories` from outside: requests to the router over a real MongoDB.

use axum::http::Method;
use domain::Scope;
use futures_util::future::join_all;
use serde_json::{Value, json};
use testing::TestApi;

async fn open() -> TestApi {
    TestApi::open(categories::api()).await
}

/// A new category's id.
async fn new(api: &TestApi, title: &str, parent: Option<&str>) -> String {
    api.post("/v1/categories", &json!({ "title": title, "parent_id": parent })).expect(201).await.id()
}

async fn read(api: &TestApi, id: &str) -> Value {
    api.get(&format!("/v1/categories/{id}")).expect(200).await.json()
}

async fn move_to(api: &TestApi, id: &str, parent: Option<&str>) -> testing::Answer {
    api.patch(&format!("/v1/categories/{id}"), &json!({ "parent_id": parent })).send().await
}

/// Every category's ancestors are those of its parent and the parent.
async fn assert_is_a_tree(api: &TestApi) {
    let all = api.get("/v1/categories?limit=100").expect(200).await.json();
    let items = all["items"].as_array().unwrap();
    for item in items {
        let Some(parent) = item["parent_id"].as_str() else {
            assert_eq!(item["ancestors"], json!([]));
            continue;
        };
        let parent = items.iter().find(|one| one["id"] == parent).expect("a parent that exists");
        let mut line = parent["ancestors"].as_array().unwrap().clone();
        line.push(parent["id"].clone());
        assert_eq!(item["ancestors"], Value::Array(line.clone()), "{item}");
        assert!(!line.contains(&item["id"]), "below itself: {item}");
    }
}

#[tokio::test]
async fn every_answer_shows_what_was_stored() {
    let api = open().await;
    let home = new(&api, "Home", None).await;
    let changes = [&json!({ "title": "Kitchen and bath" }), &json!({ "parent_id": home })];
    api.answers_what_is_stored("/v1/categories", &json!({ "title": "Kitchen" }), changes).await;
}

#[tokio::test]
async fn a_category_shows_its_line_and_what_lies_below() {
    let api = open().await;
    let home = new(&api, "Home", None).await;
    let kitchen = new(&api, "Kitchen", Some(&home)).await;
    let kettles = new(&api, "Kettles", Some(&kitchen)).await;
    let pans = new(&api, "Pans", Some(&kitchen)).await;
    let mut shown = read(&api, &kitchen).await;
    assert_eq!(shown["ancestors"], json!([home]));
    assert_eq!(shown["parent_id"], json!(home));
    assert_eq!(shown["subcategories"], json!([{ "id": kettles, "title": "Kettles" }, { "id": pans, "title": "Pans" }]));
    assert_eq!(read(&api, &kettles).await["ancestors"], json!([home, kitchen]));
    for field in ["id", "ancestors", "parent_id", "subcategories"] {
        shown[field] = "…".into();
    }
    insta::with_settings!({ filters => [testing::TIMES] }, { insta::assert_json_snapshot!(shown) });
}

#[tokio::test]
async fn lists_show_all_the_roots_or_the_children_of_one() {
    let api = open().await;
    let home = new(&api, "Home", None).await;
    let garden = new(&api, "Garden", None).await;
    let kitchen = new(&api, "Kitchen", Some(&home)).await;
    let titles = async |query: &str| -> Vec<String> {
        let (mut found, mut cursor) = (vec![], String::new());
        loop {
            let page = api.get(&format!("/v1/categories?limit=1{query}{cursor}")).expect(200).await.json();
            found.extend(
                page["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()),
            );
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return found,
            }
        }
    };
    assert_eq!(titles("").await, ["Home", "Garden", "Kitchen"]);
    assert_eq!(titles("&parent=root").await, ["Garden", "Home"], "siblings by title");
    assert_eq!(titles(&format!("&parent={home}")).await, ["Kitchen"]);
    assert_eq!(titles(&format!("&parent={garden}")).await, Vec::<String>::new());
    assert_eq!(titles("&parent=000000000000000000000000").await, Vec::<String>::new());
    for query in ["parent=x", "parent=", "parent=null", "sort=title", "limit=0", "cursor=x"] {
        api.get(&format!("/v1/categories?{query}")).expect(400).await;
    }
    let page = api.get("/v1/categories?limit=1&parent=root").expect(200).await.json();
    let cursor = page["next_cursor"].as_str().unwrap();
    api.get(&format!("/v1/categories?limit=1&cursor={cursor}")).expect(400).await;
    drop(kitchen);
}

#[tokio::test]
async fn a_move_takes_the_whole_subtree_along() {
    let api = open().await;
    let home = new(&api, "Home", None).await;
    let kitchen = new(&api, "Kitchen", Some(&home)).await;
    let kettles = new(&api, "Kettles", Some(&kitchen)).await;
    let glass = new(&api, "Glass", Some(&kettles)).await;
    let garden = new(&api, "Garden", None).await;
    assert_eq!(move_to(&api, &kitchen, Some(&garden)).await.status, 200);
    assert_eq!(read(&api, &glass).await["ancestors"], json!([garden, kitchen, kettles]));
    assert_eq!(move_to(&api, &kettles, None).await.status, 200);
    assert_eq!(read(&api, &kettles).await["ancestors"], json!([]));
    assert_eq!(read(&api, &glass).await["ancestors"], json!([kettles]));
    assert_eq!(read(&api, &home).await["subcategories"], json!([]));
    assert_is_a_tree(&api).await;
}

#[tokio::test]
async fn a_category_cannot_lie_below_itself() {
    let api = open().await;
    let home = new(&api, "Home", None).await;
    let kitchen = new(&api, "Kitchen", Some(&home)).await;
    let kettles = new(&api, "Kettles", Some(&kitchen)).await;
    for parent in [&home, &kitchen, &kettles] {
        let refused = move_to(&api, &home, Some(parent)).await;
        assert_eq!((refused.status.as_u16(), refused.pointers()), (422, vec!["/parent_id".to_owned()]));
    }
    assert_is_a_tree(&api).await;
}

#[tokio::test]
async fn moves_at_the_same_time_leave_a_tree() {
    let api = open().await;
    for _ in 0..4 {
        let one = new(&api, "One", None).await;
        let below_one = new(&api, "Below one", Some(&one)).await;
        let two = new(&api, "Two", None).await;
        let below_two = new(&api, "Below two", Some(&two)).await;
        let moves = [move_to(&api, &one, Some(&below_two)), move_to(&api, &two, Some(&below_one))];
        let mut statuses: Vec<_> = join_all(moves).await.iter().map(|answer| answer.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
        assert_is_a_tree(&api).await;
    }
}

#[tokio::test]
async fn what_is_created_while_its_place_moves_moves_along() {
    let api = open().await;
    let home = new(&api, "Home", None).await;
    let garden = new(&api, "Garden", None).await;
    let body = json!({ "title": "New", "parent_id": home });
    let creations = (0..5).map(|_| async { assert_eq!(api.post("/v1/categories", &body).send().await.status, 201) });
    let moved = async { assert_eq!(move_to(&api, &home, Some(&garden)).await.status, 200) };
    futures_util::join!(join_all(creations), moved);
    assert_is_a_tree(&api).await;
}

#[tokio::test]
async fn what_holds_something_is_not_deleted() {
    let api = open().await;
    let store = &api.db.store;
    let home = testing::category(store, "Home", None).await;
    let kitchen = testing::category(store, "Kitchen", Some(&home)).await;
    let product = testing::product(store, &kitchen).create().await;
    api.delete(&format!("/v1/categories/{}", home.id)).expect(409).await;
    api.delete(&format!("/v1/categories/{}", kitchen.id)).expect(409).await;
    store.products.delete(product.id, store::Precondition::none()).await.unwrap();
    api.delete(&format!("/v1/categories/{}", kitchen.id)).expect(204).await;
    api.delete(&format!("/v1/categories/{}", home.id)).expect(204).await;
    api.delete(&format!("/v1/categories/{}", home.id)).expect(404).await;
}

#[tokio::test]
async fn nothing_comes_into_a_category_that_is_being_deleted() {
    let api = open().await;
    let store = &api.db.store;
    for _ in 0..5 {
        let category = testing::category(store, "Short-lived", None).await;
        let new = testing::product(store, &category).build();
        let path = format!("/v1/categories/{}", category.id);
        let (created, deleted) = futures_util::join!(store.products.create(new), api.delete(&path).send());
        let exists = store.categories.open(category.id).await.unwrap().is_some();
        assert_eq!(created.is_ok(), exists, "{created:?} {deleted:?}");
        assert_eq!(deleted.status == 204, !exists);
    }
}

#[tokio::test]
async fn fields_have_limits_on_both_sides() {
    let api = open().await;
    let id = new(&api, "Home", None).await;
    let path = format!("/v1/categories/{id}");
    let long = |n: usize| "ї".repeat(n);
    for (field, fits, does_not) in [
        ("title", json!(long(128)), json!(long(129))),
        ("title", json!("a"), json!(" ")),
        ("description", json!(long(512)), json!(long(513))),
        ("description", json!(null), json!(5)),
        ("parent_id", json!(null), json!("x")),
        ("parent_id", json!(null), json!("000000000000000000000000")),
    ] {
        api.patch(&path, &json!({ field: fits })).expect(200).await;
        let refused = api.patch(&path, &json!({ field: does_not })).expect(422).await;
        assert_eq!(refused.pointers(), [format!("/{field}")]);
        let mut body = json!({ "title": "New" });
        body[field] = does_not;
        assert_eq!(api.post("/v1/categories", &body).expect(422).await.pointers(), [format!("/{field}")]);
    }
    for (body, pointer) in [
        (json!({}), "/title"),
        (json!({ "title": null }), "/title"),
        (json!({ "title": "a", "ancestors": [] }), "/ancestors"),
        (json!({ "title": "a", "id": id }), "/id"),
        (json!({ "title": "a", "description": null }), "/description"),
    ] {
        assert_eq!(api.post("/v1/categories", &body).expect(422).await.pointers(), [pointer]);
    }
    let refused = api.patch(&path, &json!({ "subcategories": [] })).expect(422).await;
    assert_eq!(refused.pointers(), ["/subcategories"]);
}

#[tokio::test]
async fn conditions_and_scopes_hold() {
    let api = open().await;
    let created = api.post("/v1/categories", &json!({ "title": "Home" })).expect(201).await;
    let (path, tag) = (created.header("location"), created.header("etag"));
    api.ask(Method::GET, path).header("If-None-Match", tag).expect(304).await;
    // What lies below is part of what is shown
    new(&api, "Kitchen", Some(&created.id())).await;
    api.ask(Method::GET, path).header("If-None-Match", tag).expect(200).await;
    api.patch(path, &json!({ "title": "House" })).header("If-Match", tag).expect(412).await;
    api.delete(path).header("If-Match", tag).expect(412).await;
    let reader = api.key("reader", &[Scope::ProductsWrite]).await;
    for (method, path) in [(Method::POST, "/v1/categories"), (Method::PATCH, path), (Method::DELETE, path)] {
        api.ask(method.clone(), path).expect(401).await;
        api.ask(method, path).key(&reader).expect(403).await;
    }
    api.get("/v1/categories/x").expect(404).await;
    api.get("/v1/categories/000000000000000000000000").expect(404).await;
}

#[tokio::test]
async fn all_wrong_fields_are_reported_at_once() {
    let api = open().await;
    let path = format!("/v1/categories/{}", new(&api, "Kitchen", None).await);
    let body = json!({ "description": 1, "parent_id": "x", "ancestors": [] });
    let pointers = ["/description", "/parent_id", "/ancestors", "/title"];
    assert_eq!(api.post("/v1/categories", &body).expect(422).await.pointers(), pointers);
    assert_eq!(api.patch(&path, &body).expect(422).await.pointers(), pointers[..3]);
}

testing::starts_alone!("/v1/categories", 200);

#[tokio::test]
async fn siblings_stand_by_their_position_and_then_by_title() {
    let api = open().await;
    let home = new(&api, "Home", None).await;
    for (title, position) in [("Room 10", 0), ("Room 9", 0), ("Last", 7), ("First", -1)] {
        let body = json!({ "title": title, "parent_id": home, "position": position });
        assert_eq!(api.post("/v1/categories", &body).expect(201).await.json()["position"], position);
    }
    let listed = async || {
        let page = api.get(&format!("/v1/categories?parent={home}")).expect(200).await.json();
        let listed: Vec<_> = page["items"].as_array().unwrap().iter().map(|item| item["title"].clone()).collect();
        let shown = read(&api, &home).await["subcategories"].as_array().unwrap().clone();
        assert_eq!(listed, shown.iter().map(|below| below["title"].clone()).collect::<Vec<_>>());
        (json!(listed), shown[3]["id"].as_str().unwrap().to_owned())
    };
    let (titles, last) = listed().await;
    assert_eq!(titles, json!(["First", "Room 9", "Room 10", "Last"]));
    api.patch(&format!("/v1/categories/{last}"), &json!({ "position": null })).expect(200).await;
    assert_eq!(listed().await.0, json!(["First", "Last", "Room 9", "Room 10"]));
    api.patch(&format!("/v1/categories/{last}"), &json!({ "title": "Zoo" })).expect(200).await;
    assert_eq!(listed().await.0, json!(["First", "Room 9", "Room 10", "Zoo"]));
    for wrong in [json!(1_000_001), json!("1"), json!(0.5)] {
        let body = json!({ "title": "Home", "position": wrong });
        assert_eq!(api.post("/v1/categories", &body).expect(422).await.json()["errors"][0]["pointer"], "/position");
    }
}

#[tokio::test]
async fn translations_are_merged() {
    let api = open().await;
    let english = json!({ "title": "Kettles", "description": "All of them" });
    let body = json!({ "title": "Чайники", "translations": { "en": english } });
    let created = api.post("/v1/categories", &body).expect(201).await;
    assert_eq!(created.json()["translations"], json!({ "en": english }));
    let patch = json!({ "translations": { "ru": { "title": "Чайники" }, "en": { "description": null } } });
    let changed = api.patch(created.header("location"), &patch).expect(200).await.json();
    assert_eq!(changed["translations"], json!({ "ru": { "title": "Чайники" }, "en": { "title": "Kettles" } }));
    let wrong = json!({ "title": "x", "translations": { "en": { "title": "x".repeat(129) }, "fr": {} } });
    assert_eq!(api.post("/v1/categories", &wrong).expect(422).await.json()["errors"].as_array().unwrap().len(), 2);
}
