//! Deletions that can be undone for a while.

use chrono::TimeDelta;
use domain::{AlertKind, Product, ProductId, UserId};
use futures_util::future::join;
use store::{Notice, Precondition, Store, StoreError, Undo, Waiting};
use testing::TestDb;

const DELAY: TimeDelta = TimeDelta::seconds(10);

async fn kettle(store: &Store) -> Product {
    let category = testing::category(store, "Kettles", None).await;
    testing::product(store, &category).photo().create().await
}

async fn due(store: &Store) -> Vec<Waiting> {
    let due = store.outbox.due(10).await.unwrap();
    due.into_iter().filter(|waiting| matches!(waiting.notice, Notice::ProductDeleted { .. })).collect()
}

async fn is_there(store: &Store, id: ProductId) -> bool {
    store.products.find(id).await.unwrap().is_some()
}

#[tokio::test]
async fn a_product_goes_when_its_deletion_is_due_with_all_that_belongs_to_it() {
    let db = TestDb::new().await;
    let (store, later) = (&db.store, db.later(DELAY * 2));
    let kettle = kettle(store).await;
    store.alerts.add(UserId(7), kettle.id, AlertKind::PriceDrop, kettle.price).await.unwrap();
    let deletion = store.products.delete_later(kettle.id, DELAY, Precondition::none()).await.unwrap();
    let again = store.products.delete_later(kettle.id, DELAY * 2, Precondition::none()).await.unwrap();
    assert_eq!(again, deletion, "it is not put off");
    assert_eq!(store.products.deletions(&[kettle.id]).await.unwrap(), [deletion]);
    assert_eq!(due(store).await, []);
    assert!(is_there(store, kettle.id).await, "until then it is what it was");

    let [waiting] = due(&later).await.try_into().unwrap();
    later.products.delete_due(waiting.id, kettle.id).await.unwrap();
    assert!(!is_there(store, kettle.id).await);
    assert_eq!(store.products.deletions(&[kettle.id]).await.unwrap(), []);
    assert_eq!(store.alerts.of_customer(UserId(7)).await.unwrap(), []);
    assert!(store.photos.read(kettle.images[0].id).await.unwrap().is_none());
    assert_eq!(due(&later).await, []);
    assert_eq!(store.products.undo_deletion(kettle.id).await.unwrap(), Undo::TooLate);
}

#[tokio::test]
async fn a_deletion_that_is_undone_never_comes() {
    let db = TestDb::new().await;
    let store = &db.store;
    let kettle = kettle(store).await;
    store.products.delete_later(kettle.id, DELAY, Precondition::none()).await.unwrap();
    for _ in 0..2 {
        assert_eq!(store.products.undo_deletion(kettle.id).await.unwrap(), Undo::Kept);
    }
    assert_eq!(due(&db.later(DELAY * 2)).await, []);
    assert_eq!(store.products.deletions(&[kettle.id]).await.unwrap(), []);
    assert!(is_there(store, kettle.id).await);
}

#[tokio::test]
async fn of_an_undo_and_the_deletion_at_the_same_moment_one_wins_and_the_other_knows() {
    let db = TestDb::new().await;
    let (store, later) = (&db.store, db.later(DELAY * 2));
    let category = testing::category(store, "Kettles", None).await;
    for _ in 0..12 {
        let id = testing::product(store, &category).create().await.id;
        store.products.delete_later(id, DELAY, Precondition::none()).await.unwrap();
        let [waiting] = due(&later).await.try_into().unwrap();
        let (undone, deleted) = join(store.products.undo_deletion(id), later.products.delete_due(waiting.id, id)).await;
        deleted.unwrap();
        assert_eq!(undone.unwrap() == Undo::Kept, is_there(store, id).await);
        assert_eq!(due(&later).await, []);
    }
}

#[tokio::test]
async fn a_product_that_is_deleted_at_once_meanwhile_is_gone() {
    let db = TestDb::new().await;
    let (store, later) = (&db.store, db.later(DELAY * 2));
    let kettle = kettle(store).await;
    let other = Precondition::new(|product: &Product| product.stock.is_out());
    let stale = store.products.delete_later(kettle.id, DELAY, other).await;
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    store.products.delete_later(kettle.id, DELAY, Precondition::none()).await.unwrap();
    store.products.delete(kettle.id, Precondition::none()).await.unwrap();
    assert_eq!(store.products.undo_deletion(kettle.id).await.unwrap(), Undo::TooLate);
    let [waiting] = due(&later).await.try_into().unwrap();
    later.products.delete_due(waiting.id, kettle.id).await.unwrap();
    assert_eq!(due(&later).await, []);
    let gone = store.products.delete_later(kettle.id, DELAY, Precondition::none()).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
}
