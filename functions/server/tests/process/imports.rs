//! Imports, and processes that die.

use reqwest::Method;
use serde_json::Value;
use testing::{BotApi, Serving, TestDb};

use crate::{ADMIN, serve_with};

const ROWS: usize = 4_000;

async fn shown(serving: &Serving, path: &str) -> Value {
    let answer = serving.ask(Method::GET, path).bearer_auth(ADMIN).send().await.expect("an answer");
    answer.json().await.expect("JSON")
}

/// Waits until this holds of the import.
async fn until(serving: &Serving, path: &str, holds: impl Fn(&Value) -> bool) -> Value {
    loop {
        let import = shown(serving, path).await;
        if holds(&import) {
            return import;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// Three processes are killed in the middle; the fourth finishes, and no row is done or counted twice.
#[tokio::test]
async fn an_import_is_finished_by_those_who_come_after() {
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let variables = [("REQUESTS_PER_SECOND", "100000"), ("BROADCAST_LEASE", "1")];
    let start = || serve_with(&db.uri(), api.url().as_str(), &variables);
    let mut serving = start();
    let rows: Vec<_> = (0..ROWS).map(|n| format!("K-{n},Kettle {n},Kitchen / Shelf {},{n}.50", n % 7)).collect();
    let file = format!("sku,title,category,price\n{}\n", rows.join("\n"));
    let posted = serving.ask(Method::POST, "/v1/catalogue/import?format=csv").bearer_auth(ADMIN);
    let posted = posted.header("Content-Type", "text/csv").body(file).send().await.expect("an answer");
    let path = posted.headers()["location"].to_str().expect("a path").to_owned();
    let mut done = 0;
    for _ in 0..3 {
        let import = until(&serving, &path, |import| import["created"].as_i64().unwrap() > done).await;
        done = import["created"].as_i64().unwrap();
        // Without a word: SIGKILL
        drop(serving);
        serving = start();
    }
    let import = until(&serving, &path, |import| import["status"] == "done").await;
    assert!(done < i64::try_from(ROWS).unwrap(), "it was killed in the middle");
    let counts = ["rows", "created", "changed", "unchanged", "failed"].map(|name| import[name].as_u64().unwrap());
    assert_eq!(counts, [ROWS as u64, ROWS as u64, 0, 0, 0]);
    let products = db.raw().collection::<bson::Document>("products");
    assert_eq!(products.count_documents(bson::doc! {}).await.unwrap(), ROWS as u64);
    let categories = db.raw().collection::<bson::Document>("categories");
    assert_eq!(categories.count_documents(bson::doc! {}).await.unwrap(), 8);
}
