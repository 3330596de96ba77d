//! Lists: filters, search, orders, pages.

use std::collections::BTreeSet;

use bson::{Document, doc};
use futures_util::future::join_all;
use serde_json::Value;
use testing::TestApi;

use crate::{kettle, open};

fn titles(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().expect("items");
    items.iter().map(|item| item["title"].as_str().expect("a title").to_owned()).collect()
}

/// Walks a list to its end and says the titles in order.
async fn walk(api: &TestApi, query: &str, limit: usize) -> Vec<String> {
    let (mut found, mut cursor) = (vec![], String::new());
    loop {
        let page = api.get(&format!("/v1/products?limit={limit}{query}{cursor}")).expect(200).await.json();
        let titles = titles(&page);
        assert!(titles.len() <= limit);
        found.extend(titles);
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

#[tokio::test]
async fn filters_and_orders_hold_on_every_page() {
    let (api, root) = open().await;
    let store = &api.db.store;
    let below = testing::category(store, "Glass", Some(&root)).await;
    let elsewhere = testing::category(store, "Cups", None).await;
    for (category, title, price, discount, stock) in [
        (&root, "Чайник", 300, 0, 1),
        (&below, "їжа", 100, 10, 0),
        (&below, "Іграшка", 200, 0, 5),
        (&elsewhere, "ґудзик", 300, 5, 5),
        (&elsewhere, "Apple", 50, 0, 0),
    ] {
        testing::product(store, category).title(title).price(price).discount(discount).stock(stock).create().await;
    }
    let in_root = format!("&category={}", root.id);
    let in_below = format!("&category={}", below.id);
    for (query, expected) in [
        ("", &["Чайник", "їжа", "Іграшка", "ґудзик", "Apple"][..]),
        (&in_root, &["Чайник", "їжа", "Іграшка"]),
        (&in_below, &["їжа", "Іграшка"]),
        ("&category=000000000000000000000000", &[]),
        ("&sort=title", &["Apple", "ґудзик", "Іграшка", "їжа", "Чайник"]),
        ("&sort=price", &["Apple", "їжа", "Іграшка", "Чайник", "ґудзик"]),
        ("&sort=-price", &["ґудзик", "Чайник", "Іграшка", "їжа", "Apple"]),
        ("&sort=-created_at", &["Apple", "ґудзик", "Іграшка", "їжа", "Чайник"]),
        ("&discounted=true", &["їжа", "ґудзик"]),
        ("&discounted=false&sort=price", &["Apple", "Іграшка", "Чайник"]),
        ("&available=true&sort=title", &["ґудзик", "Іграшка", "Чайник"]),
        ("&available=false", &["їжа", "Apple"]),
        (&format!("{in_root}&sort=title&available=true"), &["Іграшка", "Чайник"]),
        (&format!("{in_root}&discounted=true&sort=-price"), &["їжа"]),
        ("&q=ч&sort=price", &["Чайник"]),
    ] {
        for limit in [1, 2, 100] {
            assert_eq!(walk(&api, query, limit).await, expected, "{query} by {limit}");
        }
    }
}

#[tokio::test]
async fn words_are_found_by_their_beginnings_in_three_languages() {
    let (api, category) = open().await;
    for (title, description, value) in [
        ("Чайник електричний Bosch", "З підсвіткою", "М'ятний"),
        ("Ёлка новогодняя", "Зелёная", "2,2 м"),
        ("Kettle TWK-8611", "Stainless steel (18/10)", "2200 W"),
    ] {
        let product = testing::product(&api.db.store, &category).title(title).description(description);
        product.attribute("x", value).create().await;
    }
    for (q, found) in [
        ("чай", vec!["Чайник електричний Bosch"]),
        ("ЧАЙНИК", vec!["Чайник електричний Bosch"]),
        ("елек чай", vec!["Чайник електричний Bosch"]),
        ("bos", vec!["Чайник електричний Bosch"]),
        ("підсв", vec!["Чайник електричний Bosch"]),
        ("м’ят", vec!["Чайник електричний Bosch"]),
        ("елка", vec!["Ёлка новогодняя"]),
        ("ёлка", vec!["Ёлка новогодняя"]),
        ("зел", vec!["Ёлка новогодняя"]),
        ("kettle", vec!["Kettle TWK-8611"]),
        ("twk", vec!["Kettle TWK-8611"]),
        ("2200", vec!["Kettle TWK-8611"]),
        ("айник", vec!["Чайник електричний Bosch"]),
        ("йник", vec![]),
        ("чай kettle", vec![]),
        (".*", vec![]),
        ("$where", vec![]),
        ("^", vec![]),
    ] {
        let query = url::form_urlencoded::Serializer::new(String::from("&")).append_pair("q", q).finish();
        assert_eq!(walk(&api, &query, 10).await, found, "{q}");
    }
}

#[tokio::test]
async fn what_changed_is_found_by_its_new_words() {
    let (api, category) = open().await;
    let path = api.post("/v1/products", &kettle(&category)).expect(201).await.header("location").to_owned();
    api.patch(&path, &serde_json::json!({ "title": "Teapot" })).expect(200).await;
    assert_eq!(walk(&api, "&q=kettle", 5).await, Vec::<String>::new());
    assert_eq!(walk(&api, "&q=tea&sort=title", 5).await, ["Teapot"]);
}

#[tokio::test]
async fn what_changed_is_listed_as_what_it_is_now() {
    let (api, category) = open().await;
    let elsewhere = testing::category(&api.db.store, "Cups", None).await;
    let path = api.post("/v1/products", &kettle(&category)).expect(201).await.header("location").to_owned();
    let (here, there) = (format!("&category={}", category.id), format!("&category={}", elsewhere.id));
    let lists = ["&available=true", "&available=false", "&discounted=true", "&discounted=false", &here, &there];
    for (patch, shown) in [
        (serde_json::json!({}), [0, 1, 0, 1, 1, 0]),
        (serde_json::json!({ "stock": 3 }), [1, 0, 0, 1, 1, 0]),
        (serde_json::json!({ "discount_percent": 5 }), [1, 0, 1, 0, 1, 0]),
        (serde_json::json!({ "category_id": elsewhere.id.to_string() }), [1, 0, 1, 0, 0, 1]),
        (serde_json::json!({ "stock": 0, "discount_percent": 0 }), [0, 1, 0, 1, 0, 1]),
    ] {
        api.patch(&path, &patch).expect(200).await;
        for (list, count) in lists.iter().zip(shown) {
            for sort in ["", "&sort=title", "&sort=price", "&sort=-created_at"] {
                assert_eq!(walk(&api, &format!("{list}{sort}"), 5).await.len(), count, "{list}{sort} after {patch}");
            }
        }
    }
}

#[tokio::test]
async fn a_read_that_takes_too_long_is_a_problem_503() {
    let (api, category) = open().await;
    // Products that take for ever to read: a thousand million of them, none of which is what is asked for
    let multiplied =
        |field: &str| [doc! { "$set": { field: { "$range": [0, 1000] } } }, doc! { "$unwind": format!("${field}") }];
    let endless = ["a", "b", "words"].into_iter().flat_map(multiplied);
    let endless = endless.chain([doc! { "$set": { "_id": { "$add": ["$words", 1] } } }]);
    let db = api.db.raw();
    db.collection::<Document>("products").drop().await.unwrap();
    let view = db.create_collection("products").view_on("categories".to_owned());
    view.pipeline(endless).await.unwrap();
    let one = format!("/v1/products/{}", category.id);
    for answer in join_all(["/v1/products?q=kettle", &one].map(|path| api.get(path).expect(503))).await {
        let problem = answer.json();
        assert_eq!((answer.header("content-type"), answer.header("retry-after")), ("application/problem+json", "1"));
        assert_eq!((&problem["status"], &problem["title"]), (&503.into(), &"Service Unavailable".into()));
    }
    let admin = db.client().database("admin");
    let running =
        admin.run_command(doc! { "currentOp": 1, "ns": { "$regex": format!("^{}", db.name()) } }).await.unwrap();
    assert_eq!(running.get_array("inprog").unwrap(), &[], "the database gave up, and not only the request");
}

#[tokio::test]
async fn a_walk_sees_what_stays_exactly_once_while_others_come_and_go() {
    let (api, category) = open().await;
    let store = &api.db.store;
    let mut ids = vec![];
    for n in 0..20 {
        let product = testing::product(store, &category).title(&format!("{n:02}")).price(100 + n / 5).create().await;
        ids.push(product.id);
    }
    for sort in ["", "&sort=title", "&sort=price", "&sort=-price", "&sort=-created_at"] {
        let (mut seen, mut cursor, mut page_number) = (vec![], String::new(), 0);
        loop {
            let page = api.get(&format!("/v1/products?limit=3{sort}{cursor}")).expect(200).await.json();
            seen.extend(titles(&page));
            // Others insert everywhere in the order, and delete what they inserted before
            let new = testing::product(store, &category).title(&format!("x{page_number}")).price(99 + page_number);
            let new = new.create().await;
            if page_number % 2 == 1 {
                store.products.delete(new.id, store::Precondition::none()).await.unwrap();
            }
            page_number += 1;
            match page["next_cursor"].as_str() {
                Some(next) if page_number < 40 => cursor = format!("&cursor={next}"),
                _ => break,
            }
        }
        let stayed: Vec<_> = seen.iter().filter(|title| !title.starts_with('x')).collect();
        assert_eq!(stayed.len(), 20, "{sort}: {seen:?}");
        assert_eq!(stayed.iter().collect::<BTreeSet<_>>().len(), 20, "{sort}: {seen:?}");
    }
}

#[tokio::test]
async fn a_query_that_is_not_understood_is_400() {
    let (api, category) = open().await;
    for n in 0..3 {
        testing::product(&api.db.store, &category).title(&n.to_string()).create().await;
    }
    let page = api.get("/v1/products?limit=1&sort=title").expect(200).await.json();
    let cursor = page["next_cursor"].as_str().unwrap();
    let long = "a".repeat(257);
    for query in [
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=x",
        "limit=",
        "limit=1&limit=2",
        "sort=colour",
        "sort=-title",
        "category=x",
        "category[$ne]=x",
        "discounted=1",
        "available=yes",
        "q=",
        &format!("q={long}"),
        "colour=red",
        "$where=1",
        "cursor=x",
        "cursor=",
        &format!("cursor={cursor}"),
        &format!("sort=price&cursor={cursor}"),
        &format!("sort=title&available=true&cursor={cursor}"),
        &format!("sort=title&cursor={cursor}A"),
    ] {
        api.get(&format!("/v1/products?{query}")).expect(400).await;
    }
    api.get(&format!("/v1/products?limit=100&sort=title&cursor={cursor}")).expect(200).await;
    api.get(&format!("/v1/products?q={}", "a".repeat(256))).expect(200).await;
    assert_eq!(titles(&api.get("/v1/products").expect(200).await.json()).len(), 3);
}

#[tokio::test]
async fn twenty_a_page_unless_asked_otherwise() {
    let (api, category) = open().await;
    for _ in 0..21 {
        testing::product(&api.db.store, &category).create().await;
    }
    let page = api.get("/v1/products").expect(200).await.json();
    assert_eq!((titles(&page).len(), page["next_cursor"].is_string()), (20, true));
    let page = api.get("/v1/products?limit=21").expect(200).await.json();
    assert_eq!((titles(&page).len(), page["next_cursor"].is_null()), (21, true));
}
