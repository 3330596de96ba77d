//! Products come into categories while these are moved and deleted.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use bson::{Document, doc};
use futures_util::future::join_all;
use store::{Precondition, StoreError};
use testing::TestDb;

#[tokio::test]
async fn products_of_one_category_do_not_wait_for_each_other() {
    let db = TestDb::new().await;
    let category = testing::category(&db.store, "Kettles", None).await;
    let raw = db.raw().collection::<Document>("categories");
    let before = raw.find_one(doc! { "_id": category.id }).await.unwrap();
    join_all((0..20).map(|_| testing::product(&db.store, &category).create())).await;
    assert_eq!(raw.find_one(doc! { "_id": category.id }).await.unwrap(), before);
    let locks = db.raw().collection::<Document>("category_locks");
    let written = locks.count_documents(doc! { "times": { "$gt": 0_i64 } }).await.unwrap();
    assert!(written >= 20, "{written} locks");
}

#[tokio::test]
async fn a_deletion_and_creations_do_not_miss_each_other() {
    let db = TestDb::new().await;
    let store = &db.store;
    let parent = testing::category(store, "Home", None).await;
    let sample = testing::product(store, &parent).create().await;
    let (mut deleted, mut kept) = (0, 0);
    for round in 0..40_u64 {
        let category = testing::category(store, "Kettles", None).await;
        let create = async || {
            let product =
                domain::Product { id: domain::ProductId::fresh(), category_id: category.id, ..sample.clone() };
            match store.products.create(product).await {
                Err(StoreError::NoSuchCategory) => false,
                result => result.map(|_| true).unwrap(),
            }
        };
        let create = &create;
        let creations = join_all((0..4).map(|n| async move {
            tokio::time::sleep(Duration::from_micros(2_000 + n * round * 50)).await;
            create().await
        }));
        let deletion = async {
            tokio::time::sleep(Duration::from_micros((round % 8).pow(2) * 500)).await;
            store.categories.delete(category.id, Precondition::none()).await
        };
        let (created, deletion) = futures_util::join!(creations, deletion);
        let created = created.into_iter().filter(|created| *created).count();
        let products = db.raw().collection::<Document>("products");
        let there = products.count_documents(doc! { "category_id": category.id }).await.unwrap();
        assert_eq!(there, created as u64);
        match deletion {
            Ok(()) => {
                deleted += 1;
                assert_eq!(created, 0, "no product lies in a category that is gone");
            }
            Err(StoreError::NotEmptyCategory) => kept += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(deleted > 0 && kept > 0, "{deleted} deleted, {kept} kept: they have to meet");
}

/// However many products are being created, a move comes to its end.
#[tokio::test]
async fn a_move_gets_its_turn_among_creations_that_never_end() {
    let db = TestDb::new().await;
    let store = &db.store;
    let home = testing::category(store, "Home", None).await;
    let kettles = testing::category(store, "Kettles", None).await;
    let (over, created) = (AtomicBool::new(false), AtomicUsize::new(0));
    let create = async || {
        while !over.load(Ordering::Relaxed) {
            testing::product(store, &kettles).create().await;
            created.fetch_add(1, Ordering::Relaxed);
        }
    };
    let moves = async {
        let mut longest = Duration::ZERO;
        for n in 0..6 {
            let began = Instant::now();
            let parent = (n % 2 == 0).then_some(home.id);
            let moved =
                store.categories.change(kettles.id, |category| category.parent_id = parent, Precondition::none());
            moved.await.unwrap();
            longest = longest.max(began.elapsed());
        }
        over.store(true, Ordering::Relaxed);
        longest
    };
    let (_, longest) = futures_util::join!(join_all((0..16).map(|_| create())), moves);
    println!("{} products, the longest move {longest:?}", created.load(Ordering::Relaxed));
    assert!(longest < Duration::from_secs(10), "{longest:?}");
}
