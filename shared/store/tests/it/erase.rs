//! Erasing a customer while a broadcast that knows them is delivered.

use bson::{Document, doc};
use domain::{BroadcastText, UserId};
use store::{NewBroadcast, Owner, Precondition, SaveOutcome, State};
use testing::TestDb;

#[tokio::test]
async fn a_worker_does_not_write_an_erased_customer_back() {
    let db = TestDb::new().await;
    let store = &db.store;
    for id in 1..=9 {
        testing::visit(store, id, id, None).await;
    }
    let text = BroadcastText::parse("Open").unwrap();
    let wanted = store.broadcasts.create(NewBroadcast::text(text)).await.unwrap();
    let (me, other) = (Owner::new(), Owner::new());
    let job = store.broadcasts.take(me, &store.audience).await.unwrap().unwrap();
    let stored = async || {
        let broadcasts = db.raw().collection::<Document>("broadcasts");
        let found = broadcasts.find_one(doc! { "_id": wanted.id }).await.unwrap().unwrap();
        let open: Vec<_> = found.get_array("open").unwrap().iter().map(|id| id.as_i64().unwrap()).collect();
        (found.get_i64("cursor").unwrap(), open)
    };
    let state = State { cursor: Some(UserId(8)), open: [UserId(3), UserId(5)].into(), ..job.state };
    assert_eq!(store.broadcasts.save_progress(wanted.id, me, &state).await.unwrap(), SaveOutcome::Running);
    assert_eq!(stored().await, (8, vec![3, 5]));

    store.users.erase(UserId(5), Precondition::none()).await.unwrap();
    assert_eq!(stored().await, (8, vec![3]));
    store.users.erase(UserId(8), Precondition::none()).await.unwrap();
    assert_eq!(stored().await, (7, vec![3]));
    // What the worker had in hand before that
    assert_eq!(store.broadcasts.save_progress(wanted.id, me, &state).await.unwrap(), SaveOutcome::Running);
    assert_eq!(stored().await, (7, vec![3]));
    store.broadcasts.cancel(wanted.id).await.unwrap();
    let state = State { cursor: Some(UserId(9)), ..state };
    assert_eq!(store.broadcasts.save_progress(wanted.id, me, &state).await.unwrap(), SaveOutcome::Cancelled);
    assert_eq!(stored().await, (9, vec![3]));
    assert_eq!(store.broadcasts.save_progress(wanted.id, other, &state).await.unwrap(), SaveOutcome::Lost);
    // It is over, and nobody writes it any more
    store.users.erase(UserId(9), Precondition::none()).await.unwrap();
    store.users.erase(UserId(3), Precondition::none()).await.unwrap();
    assert_eq!(stored().await, (8, vec![]));
}

#[tokio::test]
async fn a_read_that_takes_too_long_counts_as_an_unavailable_database() {
    let db = TestDb::new().await;
    let counters = db.raw().collection::<Document>("counters");
    counters.insert_one(doc! { "_id": "one" }).await.unwrap();
    let pipeline = [
        doc! { "$set": { "n": { "$range": [0, 1_000_000] } } },
        doc! { "$unwind": "$n" },
        doc! { "$group": { "_id": "$n" } },
    ];
    let slow = counters.aggregate(pipeline).max_time(std::time::Duration::from_millis(1)).await;
    let error = store::StoreError::from(slow.expect_err("too slow"));
    assert!(error.is_unavailable(), "{error}");
}
