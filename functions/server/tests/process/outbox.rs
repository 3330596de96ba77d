//! `server outbox`: notices that could not be delivered, listed and tried again.

use bson::{Document, doc, oid::ObjectId};
use reqwest::Method;
use serde_json::{Value, json};
use testing::{BotApi, TestDb};

use crate::{serve, server, text};

/// What `server outbox …` says on standard output and standard error, and its exit code.
fn outbox(uri: &str, words: &str) -> (String, String, i32) {
    let output = server(&[("MONGODB_URI", uri)]).arg("outbox").args(words.split(' ')).output().expect("server runs");
    (text(&output.stdout), text(&output.stderr), output.status.code().expect("an exit code"))
}

async fn order(db: &TestDb) -> ObjectId {
    let category = testing::category(&db.store, "Kettles", None).await;
    let kettle = testing::product(&db.store, &category).create().await;
    testing::order(&db.store, 7, &[(&kettle, 1)]).await;
    db.store.outbox.due(10).await.expect("notices").pop().expect("the order's").id
}

#[tokio::test]
async fn undelivered_notices_are_listed_and_tried_again() {
    let db = TestDb::new().await;
    let uri = db.uri();
    let nothing = ("There are no undelivered notices.\n".to_owned(), String::new(), 0);
    assert_eq!((outbox(&uri, "list"), outbox(&uri, "retry --all")), (nothing.clone(), nothing.clone()));
    let id = order(&db).await;
    assert_eq!(outbox(&uri, "list"), nothing, "not tried yet");
    let next = testing::now() + chrono::TimeDelta::minutes(5);
    db.store.outbox.postpone(id, next, "the chat cannot\nbe written to").await.expect("the database");
    // As a release wrote it that gave notices up
    let given_up =
        doc! { "kind": "order_placed", "order_id": ObjectId::new(), "attempts": 12_i64, "reason": "no answer" };
    db.raw().collection::<Document>("outbox").insert_one(given_up).await.expect("the database");
    db.raw().collection::<Document>("outbox").insert_one(doc! { "kind": "x" }).await.expect("the database");

    let (list, error, code) = outbox(&uri, "list");
    assert_eq!((error.as_str(), code, list.lines().count()), ("", 0, 3), "{list}");
    let lines: Vec<_> = list.lines().collect();
    let due = format!("next {}", next.format("%Y-%m-%d %H:%M UTC"));
    for part in [&id.to_hex(), "order_placed", "order 1 ", "1 attempt ", &due, "the chat cannot be written to"] {
        assert!(lines[0].contains(part), "{part}: {list}");
    }
    assert!(
        lines[1].contains("12 attempts") && lines[1].contains("given up") && lines[1].contains("no answer"),
        "{list}"
    );

    let retried = outbox(&uri, &format!("retry {id}"));
    assert_eq!(retried, (format!("The notice {id} is tried again.\n"), String::new(), 0));
    assert_eq!(db.store.outbox.undelivered().await.expect("notices")[0].attempts, 0);
    assert_eq!(outbox(&uri, "retry --all"), ("3 notices are tried again.\n".to_owned(), String::new(), 0));
    let unknown = ObjectId::new();
    let refused = format!("there is no undelivered notice {unknown}\n");
    assert_eq!(outbox(&uri, &format!("retry {unknown}")), (String::new(), refused, 1));
    for wrong in ["retry x".to_owned(), "retry".to_owned(), format!("retry {id} --all"), "remove".to_owned()] {
        let (said, error, code) = outbox(&uri, &wrong);
        assert_eq!((said.as_str(), code), ("", 2), "{wrong}");
        assert!(!error.is_empty(), "{wrong}");
    }
}

#[tokio::test]
async fn a_process_is_ready_and_warns_while_notices_fail() {
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    // Without a staff chat the worker leaves only what is not due
    let serving = serve(&db.uri(), api.url().as_str());
    let ready = async || -> Value {
        let answer = serving.ask(Method::GET, "/health/ready").send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 200);
        answer.json().await.expect("JSON")
    };
    assert_eq!(ready().await, json!({ "status": "ready" }));
    let insert = async |reason: &str| {
        let given_up = doc! { "kind": "order_placed", "order_id": ObjectId::new(), "reason": reason };
        db.raw().collection::<Document>("outbox").insert_one(given_up).await.expect("the database");
    };
    insert("no answer").await;
    let warning = "1 notice to the staff could not be delivered; see `server outbox list`";
    assert_eq!(ready().await, json!({ "status": "ready", "warnings": [warning] }));
    insert("no answer").await;
    let warning = "2 notices to the staff could not be delivered; see `server outbox list`";
    assert_eq!(ready().await["warnings"], json!([warning]));
}
