//! What must be told is written with its cause: all of it or none.

use bson::{Document, doc};
use domain::{NewNews, NewsContent, Title};
use store::StoreError;
use testing::{TestDb, now};

async fn notices(db: &TestDb) -> u64 {
    db.raw().collection::<Document>("outbox").count_documents(doc! {}).await.unwrap()
}

fn news() -> NewNews {
    let (title, content) = (Title::parse("Open").unwrap(), NewsContent::parse("On Sunday").unwrap());
    NewNews { title, content, published_at: now() }
}

#[tokio::test]
async fn a_cause_that_cannot_be_told_does_not_happen() {
    let db = TestDb::new().await;
    // The outbox takes nothing any more
    let nothing = doc! { "collMod": "outbox", "validator": { "impossible": true } };
    db.raw().run_command(nothing).await.unwrap();
    assert!(matches!(db.store.news.create(news(), true).await, Err(StoreError::Driver(_))));
    assert!(db.store.news.list(true, None, 5).await.unwrap().items.is_empty(), "no news without its notice");
    db.store.news.create(news(), false).await.unwrap();
    assert_eq!((db.store.news.list(true, None, 5).await.unwrap().items.len(), notices(&db).await), (1, 0));
}

#[tokio::test]
async fn an_order_is_told_once() {
    let db = TestDb::new().await;
    let category = testing::category(&db.store, "Kettles", None).await;
    let product = testing::product(&db.store, &category).create().await;
    for n in 1..=3 {
        testing::order(&db.store, 7, &[(&product, 1)]).await;
        assert_eq!(notices(&db).await, n);
    }
}
