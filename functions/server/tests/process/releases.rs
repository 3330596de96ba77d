//! One release beside another: what a rolling deployment and a rollback meet.

use bson::{Document, doc};
use reqwest::Method;
use testing::TestDb;

use super::{run, serve, text};

/// As the migration of a newer release leaves it, which only adds to the data, or takes something away.
async fn migrated_by_a_newer_release(db: &TestDb, min_reader: i64) {
    let meta = db.raw().collection::<Document>("meta");
    let newer = doc! { "$set": { "version": 1_000_i64, "min_reader": min_reader } };
    meta.update_one(doc! { "_id": "data" }, newer).await.unwrap();
}

#[tokio::test]
async fn after_a_newer_releases_migration_this_one_goes_on_and_starts_again() {
    let (db, api) = (TestDb::new().await, testing::BotApi::start().await);
    let serving = serve(&db.uri(), api.url().as_str());
    migrated_by_a_newer_release(&db, 8).await;
    assert_eq!(serving.get("/health/ready").await, 200);
    assert_eq!(serving.get("/v1/products").await, 200);
    assert!(serving.stop().await.success());
    // The rollback: the same command as ever
    let migration = run("migrate", &[("MONGODB_URI", &db.uri())]);
    assert!(migration.status.success(), "{}", text(&migration.stderr));
    let again = serve(&db.uri(), api.url().as_str());
    assert_eq!(again.get("/health/ready").await, 200);
}

#[tokio::test]
async fn where_a_newer_release_took_something_away_it_says_so_and_is_not_ready() {
    let (db, api) = (TestDb::new().await, testing::BotApi::start().await);
    let serving = serve(&db.uri(), api.url().as_str());
    migrated_by_a_newer_release(&db, 1_000).await;
    let answer = serving.ask(Method::GET, "/health/ready").send().await.expect("an answer");
    assert_eq!(answer.status(), 503);
    let status = answer.json::<serde_json::Value>().await.unwrap()["status"].as_str().unwrap().to_owned();
    assert!(status.contains("takes a release of 1000 or newer"), "{status}");
    let migration = run("migrate", &[("MONGODB_URI", &db.uri())]);
    assert_eq!((migration.status.code(), text(&migration.stderr).trim()), (Some(1), status.as_str()));
}
