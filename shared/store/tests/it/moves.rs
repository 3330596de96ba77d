//! Products are listed in the categories they lie in, whatever is moved meanwhile.

use std::{collections::BTreeMap, time::Duration};

use bson::{Document, doc};
use domain::{Category, CategoryId, Product, ProductId};
use futures_util::future::join_all;
use store::{Catalogue, Precondition, ProductQuery, Store};
use testing::TestDb;

const PATIENCE: Duration = Duration::from_secs(60);

async fn move_below(store: &Store, id: CategoryId, parent: Option<CategoryId>) {
    store.categories.change(id, |category| category.parent_id = parent, Precondition::none()).await.unwrap();
}

async fn listed(store: &Store, category: CategoryId) -> Vec<ProductId> {
    let (mut found, mut after) = (vec![], None);
    let query = ProductQuery { category: Some(category), ..ProductQuery::default() };
    loop {
        let page = store.products.list(&query, &store::PageRequest { after: after.clone(), limit: 100 }).await.unwrap();
        found.extend(page.items.iter().map(|product| product.id));
        match page.next {
            Some(next) => after = Some(next),
            None => return found,
        }
    }
}

/// Every category lists the products that lie in it or below it.
async fn assert_lists_are_right(store: &Store, categories: &[&Category]) {
    let mut lines = BTreeMap::new();
    for category in categories {
        lines.insert(category.id, store.categories.find(category.id).await.unwrap().unwrap().line());
    }
    let mut after = None;
    let mut all: Vec<Product> = vec![];
    loop {
        let page = store
            .products
            .list(&ProductQuery::default(), &store::PageRequest { after: after.clone(), limit: 100 })
            .await
            .unwrap();
        all.extend(page.items);
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    for category in categories {
        let below = all.iter().filter(|product| lines[&product.category_id].contains(&category.id));
        let below: Vec<_> = below.map(|product| product.id).collect();
        assert_eq!(listed(store, category.id).await, below, "{}", category.title);
    }
}

async fn notices(db: &TestDb) -> u64 {
    db.raw().collection::<Document>("outbox").count_documents(doc! {}).await.unwrap()
}

#[tokio::test]
async fn a_move_takes_the_products_of_the_subtree_along() {
    let db = TestDb::new().await;
    let store = &db.store;
    let home = testing::category(store, "Home", None).await;
    let kitchen = testing::category(store, "Kitchen", Some(&home)).await;
    let kettles = testing::category(store, "Kettles", Some(&kitchen)).await;
    let garden = testing::category(store, "Garden", None).await;
    for category in [&home, &kitchen, &kettles, &kettles, &garden] {
        testing::product(store, category).create().await;
    }
    let all = [&home, &kitchen, &kettles, &garden];
    assert_lists_are_right(store, &all).await;
    for (moved, parent) in [(&kitchen, Some(&garden)), (&kettles, None), (&garden, Some(&kettles))] {
        move_below(store, moved.id, parent.map(|parent| parent.id)).await;
        assert_lists_are_right(store, &all).await;
    }
    assert_eq!(notices(&db).await, 0, "nothing is left to do");
}

#[tokio::test]
async fn what_comes_and_goes_while_its_place_moves_is_listed_where_it_lies() {
    let db = TestDb::new().await;
    let store = &db.store;
    let home = testing::category(store, "Home", None).await;
    let garden = testing::category(store, "Garden", None).await;
    let kettles = testing::category(store, "Kettles", Some(&home)).await;
    let glass = testing::category(store, "Glass", Some(&kettles)).await;
    let mut there = vec![];
    for _ in 0..6 {
        there.push(testing::product(store, &glass).create().await.id);
    }
    let moves = async {
        for parent in [&garden, &home, &garden] {
            move_below(store, kettles.id, Some(parent.id)).await;
        }
    };
    let creations = join_all((0..12).map(|n| {
        let category = if n % 2 == 0 { &glass } else { &kettles };
        testing::product(store, category).create()
    }));
    let changes = join_all(
        there
            .into_iter()
            .map(|id| store.products.change(id, |product| product.category_id = home.id, Precondition::none())),
    );
    futures_util::join!(moves, creations, changes);
    assert_lists_are_right(store, &[&home, &garden, &kettles, &glass]).await;
}

#[tokio::test]
async fn what_a_dead_process_left_is_brought_to_its_end_in_parts() {
    let db = TestDb::new().await;
    let store = &db.store;
    let home = testing::category(store, "Home", None).await;
    let kettles = testing::category(store, "Kettles", Some(&home)).await;
    let kettle = testing::product(store, &kettles).create().await;
    let more = (0..600).map(|_| Product { id: ProductId(bson::oid::ObjectId::new()), ..kettle.clone() });
    store.seed(&Catalogue { products: more.collect(), ..Catalogue::default() }).await.unwrap();
    let products = db.raw().collection::<Document>("products");
    products.update_many(doc! {}, doc! { "$set": { "within": ["shop", kettles.id] } }).await.unwrap();
    assert_eq!(listed(store, home.id).await, []);

    assert!(!store.categories.list_products_anew(home.id, Duration::ZERO).await.unwrap(), "there are more");
    assert!(store.categories.list_products_anew(home.id, PATIENCE).await.unwrap());
    assert_eq!(listed(store, home.id).await.len(), 601);
    assert_lists_are_right(store, &[&home, &kettles]).await;
}
