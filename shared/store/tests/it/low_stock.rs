//! Products that run low: listed beside every other filter, along the index of the few.

use bson::doc;
use domain::{Category, Product};
use store::{LOW_STOCK, Page, PageRequest, ProductQuery, ProductSort, Store};
use testing::TestDb;

use crate::explain::{plan, queries, stages};

async fn titles(store: &Store, query: &ProductQuery) -> Vec<String> {
    let (mut titles, mut after) = (vec![], None);
    loop {
        let Page { items, next } = store.products.list(query, &PageRequest { after, limit: 2 }).await.unwrap();
        titles.extend(items.iter().map(|product: &Product| product.title.as_str().to_owned()));
        match next {
            Some(next) => after = Some(next),
            None => return titles,
        }
    }
}

async fn shop(store: &Store) -> Category {
    let home = testing::category(store, "Home", None).await;
    let kettles = testing::category(store, "Kettles", Some(&home)).await;
    for (title, stock, discount) in
        [("Red kettle", 3, 0), ("Ash kettle", 0, 0), ("Blue kettle", LOW_STOCK, 10), ("Oak kettle", LOW_STOCK + 1, 0)]
    {
        testing::product(store, &kettles).title(title).stock(stock).discount(discount).create().await;
    }
    for (title, stock) in [("Green lamp", 3), ("Grey lamp", 1)] {
        testing::product(store, &home).title(title).stock(stock).create().await;
    }
    kettles
}

#[tokio::test]
async fn those_that_run_low_are_listed_the_fewest_first_beside_every_other_filter() {
    let db = TestDb::new().await;
    let store = &db.store;
    let kettles = shop(store).await;
    let low = ProductQuery { low_stock: true, ..ProductQuery::default() };
    assert_eq!(titles(store, &low).await, ["Grey lamp", "Red kettle", "Green lamp", "Blue kettle"]);
    let in_kettles = ProductQuery { category: Some(kettles.id), ..low.clone() };
    assert_eq!(titles(store, &in_kettles).await, ["Red kettle", "Blue kettle"]);
    let discounted = ProductQuery { discounted: Some(true), ..low.clone() };
    assert_eq!(titles(store, &discounted).await, ["Blue kettle"]);
    let sold_out = ProductQuery { available: Some(false), ..low.clone() };
    assert_eq!(titles(store, &sold_out).await, [] as [&str; 0]);
    let by_title = ProductQuery { sort: ProductSort::Title, ..low.clone() };
    assert_eq!(titles(store, &by_title).await, ["Blue kettle", "Green lamp", "Grey lamp", "Red kettle"]);
    let found = ProductQuery { text: Some("kettle".to_owned()), ..low };
    assert_eq!(titles(store, &found).await.len(), 2);
}

#[tokio::test]
async fn only_the_few_are_read() {
    let db = TestDb::new().await;
    let store = &db.store;
    let kettles = shop(store).await;
    for category in [None, Some(kettles.id)] {
        for sort in [ProductSort::Id, ProductSort::Newest] {
            db.commands.clear();
            titles(store, &ProductQuery { category, low_stock: true, sort, ..ProductQuery::default() }).await;
            for sent in queries(&db) {
                let plan = plan(&db, &sent).await;
                let stages = stages(&plan.clone().into());
                assert!(stages.iter().any(|stage| stage == "IXSCAN"), "{stages:?}");
                assert!(sort != ProductSort::Id || !stages.iter().any(|stage| stage == "SORT"), "{stages:?}");
                let read = plan.get_document("executionStats").unwrap().get_i32("totalDocsExamined").unwrap();
                // In another order, both parts of what lies behind a position read all of them
                assert!(read <= if sort == ProductSort::Id { 4 } else { 8 }, "{read} read\n{sent}");
            }
        }
    }
    // Whoever is sold out is in the index, too
    let low = doc! { "stock": { "$lte": LOW_STOCK } };
    let products = db.raw().collection::<bson::Document>("products");
    let low_stock = mongodb::options::Hint::Name("low_stock".to_owned());
    assert_eq!(products.count_documents(low).hint(low_stock).await.unwrap(), 5);
}
