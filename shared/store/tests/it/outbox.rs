//! What must be told is written with its cause: all of it or none.

use bson::{Document, doc, oid::ObjectId};
use domain::News;
use store::StoreError;
use testing::{TestDb, now};

/// An order's notice.
async fn order(db: &TestDb) -> store::Waiting {
    let category = testing::category(&db.store, "Kettles", None).await;
    let product = testing::product(&db.store, &category).create().await;
    testing::order(&db.store, 7, &[(&product, 1)]).await;
    db.store.outbox.due(10).await.unwrap().remove(0)
}

async fn notices(db: &TestDb) -> u64 {
    db.raw().collection::<Document>("outbox").count_documents(doc! {}).await.unwrap()
}

fn news() -> News {
    testing::news_item(now(), "Open", "On Sunday", now())
}

#[tokio::test]
async fn a_cause_that_cannot_be_told_does_not_happen() {
    let db = TestDb::new().await;
    // The outbox takes nothing any more
    let nothing = doc! { "collMod": "outbox", "validator": { "impossible": true } };
    db.raw().run_command(nothing).await.unwrap();
    assert!(matches!(db.store.news.create(news(), true).await, Err(StoreError::Driver(_))));
    assert!(
        db.store.news.list(true, &store::PageRequest::first(5)).await.unwrap().items.is_empty(),
        "no news without its notice"
    );
    db.store.news.create(news(), false).await.unwrap();
    assert_eq!(
        (db.store.news.list(true, &store::PageRequest::first(5)).await.unwrap().items.len(), notices(&db).await),
        (1, 0)
    );
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

#[tokio::test]
async fn undelivered_notices_are_listed_and_tried_again() {
    let db = TestDb::new().await;
    let outbox = &db.store.outbox;
    let waiting = order(&db).await;
    assert_eq!(outbox.undelivered().await.unwrap(), [], "not tried yet");
    assert!(!outbox.retry(waiting.id).await.unwrap());
    let next = now() + chrono::TimeDelta::minutes(5);
    outbox.defer(waiting.id, now()).await.unwrap();
    assert_eq!(outbox.count_undelivered().await.unwrap(), 0, "a pause is no failure");
    outbox.postpone(waiting.id, next, "no answer").await.unwrap();
    let listed = outbox.undelivered().await.unwrap().remove(0);
    assert_eq!((listed.id.as_str(), listed.kind.as_str()), (waiting.id.to_hex().as_str(), "order_placed"));
    assert_eq!((listed.notice, listed.attempts), (Some(waiting.notice), 1));
    assert_eq!((listed.next_attempt, listed.reason.as_str()), (Some(next), "no answer"));
    assert_eq!(outbox.due(10).await.unwrap(), []);

    assert!(outbox.retry(waiting.id).await.unwrap());
    assert!(!outbox.retry(ObjectId::new()).await.unwrap());
    assert_eq!(outbox.due(10).await.unwrap().len(), 1);
    assert_eq!(outbox.undelivered().await.unwrap()[0].attempts, 0, "listed until it is delivered");
    outbox.mark_delivered(waiting.id).await.unwrap();
    assert_eq!((outbox.count_undelivered().await.unwrap(), outbox.retry_all().await.unwrap()), (0, 0));
}

#[tokio::test]
async fn notices_that_an_older_release_gave_up_or_left_half_written_are_listed_and_tried_again() {
    let db = TestDb::new().await;
    let raw = db.raw().collection::<Document>("outbox");
    let failed_at = bson::DateTime::from(now());
    let order_id = ObjectId::new();
    let given_up = doc! {
        "kind": "order_placed", "order_id": order_id, "attempts": 12_i64, "failed_at": failed_at,
        "reason": "the chat cannot be written to", "created_at": failed_at, "modified_at": failed_at,
    };
    raw.insert_many([given_up, doc! { "kind": "order_placed" }]).await.unwrap();
    let outbox = &db.store.outbox;
    assert_eq!((outbox.due(10).await.unwrap(), outbox.count_undelivered().await.unwrap()), (vec![], 2));
    let listed = outbox.undelivered().await.unwrap();
    let shown: Vec<_> = listed.iter().map(|one| (one.attempts, one.next_attempt, one.notice.is_some())).collect();
    assert_eq!(shown, [(12, None, true), (0, None, false)]);
    assert_eq!(outbox.retry_all().await.unwrap(), 2);
    let due = outbox.due(10).await.unwrap();
    assert_eq!(due.iter().map(|waiting| waiting.attempts).collect::<Vec<_>>(), [0]);
    let unreadable = outbox.undelivered().await.unwrap().remove(1);
    assert!(unreadable.reason.contains("cannot be read"), "{unreadable:?}");
}

#[tokio::test]
async fn the_id_of_a_migrated_chat_is_followed() {
    let db = TestDb::new().await;
    let chats = &db.store.chat_migrations;
    assert_eq!(chats.current(-1).await.unwrap(), -1);
    for _ in 0..2 {
        chats.record(-1, -2).await.unwrap();
    }
    chats.record(-2, -3).await.unwrap();
    assert_eq!((chats.current(-1).await.unwrap(), chats.current(-3).await.unwrap()), (-3, -3));
    // A circle comes to an end
    chats.record(-3, -1).await.unwrap();
    chats.current(-1).await.unwrap();
}

#[tokio::test]
async fn an_outbox_is_as_old_as_what_has_been_due_longest() {
    let db = TestDb::new().await;
    let outbox = &db.store.outbox;
    assert!(outbox.oldest_due().await.unwrap().is_zero(), "nothing is due");
    let waiting = order(&db).await;
    let an_hour = chrono::TimeDelta::hours(1);
    let age = db.later(an_hour).outbox.oldest_due().await.unwrap();
    assert_eq!(age.as_secs().div_ceil(60), 60, "{age:?}");
    outbox.defer(waiting.id, now() + an_hour).await.unwrap();
    assert!(outbox.oldest_due().await.unwrap().is_zero(), "it is for later");
}
