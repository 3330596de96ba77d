//! The category tree as people see and arrange it.

use chrono::TimeDelta;
use domain::{Category, CategoryId};
use futures_util::future::join_all;
use store::{Beside, Store, StoreError};
use testing::TestDb;

use crate::explain::assert_all_walk_an_index;

/// Each category with its depth, the number of products in it, and of those in all below it, too.
async fn tree(store: &Store, max_age: TimeDelta) -> Vec<String> {
    let nodes = store.categories.tree(max_age).await.unwrap();
    let line = |node: store::CategoryNode| {
        let Category { title, ancestors, .. } = &node.category;
        format!("{}{} {}/{}", "-".repeat(ancestors.len()), title.as_str(), node.products, node.all_products)
    };
    nodes.into_iter().map(line).collect()
}

fn titles(categories: &[Category]) -> Vec<&str> {
    categories.iter().map(|category| category.title.as_str()).collect()
}

async fn roots(store: &Store, names: [&str; 4]) -> Vec<CategoryId> {
    let mut ids = vec![];
    for name in names {
        ids.push(testing::category(store, name, None).await.id);
    }
    ids
}

#[tokio::test]
async fn the_tree_is_read_at_once_with_the_number_of_products() {
    let db = TestDb::new().await;
    let store = &db.store;
    let home = testing::category(store, "Home", None).await;
    let garden = testing::category(store, "Garden", None).await;
    let kettles = testing::category(store, "Kettles", Some(&home)).await;
    let glass = testing::category(store, "Glass", Some(&kettles)).await;
    testing::category(store, "Beds", Some(&home)).await;
    for category in [&home, &glass, &glass, &kettles] {
        testing::product(store, category).create().await;
    }
    db.commands.clear();
    let expected = ["Garden 0/0", "Home 1/4", "-Beds 0/0", "-Kettles 1/3", "--Glass 2/2"];
    assert_eq!(tree(store, TimeDelta::zero()).await, expected);
    assert_all_walk_an_index(&db).await;

    testing::product(store, &garden).create().await;
    assert_eq!(tree(store, TimeDelta::minutes(1)).await, expected, "not older than a minute");
    assert_eq!(tree(store, TimeDelta::zero()).await[0], "Garden 1/1");
}

#[tokio::test]
async fn siblings_stand_where_they_are_put() {
    let db = TestDb::new().await;
    let store = &db.store;
    let ids = roots(store, ["Ash", "Birch", "Cedar", "Dogwood"]).await;
    db.commands.clear();
    let put = async |id, beside| store.categories.put_beside(id, beside).await;
    let after = put(ids[3], Beside::Before(ids[0])).await.unwrap();
    assert_eq!(titles(&after), ["Dogwood", "Ash", "Birch", "Cedar"]);
    assert_eq!(store.categories.children(None).await.unwrap(), after);
    let after = put(ids[0], Beside::Behind(ids[2])).await.unwrap();
    assert_eq!(titles(&after), ["Dogwood", "Birch", "Cedar", "Ash"]);
    let same = put(ids[0], Beside::Behind(ids[0])).await.unwrap();
    assert_eq!(same, after);
    let gone = put(ids[0], Beside::Before(CategoryId::fresh())).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
}

#[tokio::test]
async fn a_subtree_comes_along_to_another_parent_and_never_below_itself() {
    let db = TestDb::new().await;
    let store = &db.store;
    let home = testing::category(store, "Home", None).await;
    let kettles = testing::category(store, "Kettles", Some(&home)).await;
    let glass = testing::category(store, "Glass", Some(&kettles)).await;
    let garden = testing::category(store, "Garden", None).await;
    testing::product(store, &glass).create().await;
    let order = store.categories.put_beside(kettles.id, Beside::Behind(garden.id)).await.unwrap();
    assert_eq!(titles(&order), ["Garden", "Kettles", "Home"]);
    assert_eq!(tree(store, TimeDelta::zero()).await, ["Garden 0/0", "Kettles 0/1", "-Glass 1/1", "Home 0/0"]);
    let below_itself = store.categories.put_beside(kettles.id, Beside::Before(glass.id)).await;
    assert!(matches!(below_itself, Err(StoreError::Cycle)), "{below_itself:?}");
}

#[tokio::test]
async fn nobody_is_lost_when_several_arrange_at_once() {
    let db = TestDb::new().await;
    let store = &db.store;
    let ids = roots(store, ["Ash", "Birch", "Cedar", "Dogwood"]).await;
    let moves = (0..8).map(|n| store.categories.put_beside(ids[n % 4], Beside::Before(ids[(n + 1 + n / 4) % 4])));
    for arranged in join_all(moves).await {
        assert_eq!(arranged.unwrap().len(), 4);
    }
    let after = store.categories.children(None).await.unwrap();
    let mut positions: Vec<_> = after.iter().map(|category| category.position.get()).collect();
    positions.dedup();
    assert_eq!(positions, [0, 1, 2, 3], "{:?}", titles(&after));
}
