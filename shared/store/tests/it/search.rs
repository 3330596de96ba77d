//! Searches that find more than can be looked at, and words that find too much.

use std::collections::BTreeSet;

use domain::{Product, ProductDescription, ProductId, Title};
use store::{Catalogue, ProductQuery, ProductSort, Store};
use testing::TestDb;

async fn found(store: &Store, text: &str, sort: ProductSort) -> Vec<String> {
    let (mut found, mut after) = (vec![], None);
    let query = ProductQuery { text: Some(text.to_owned()), sort, ..ProductQuery::default() };
    loop {
        let page = store.products.list(&query, &store::PageRequest { after: after.clone(), limit: 100 }).await.unwrap();
        found.extend(page.items.iter().map(|product| product.title.to_string()));
        match page.next {
            Some(next) => after = Some(next),
            None => return found,
        }
    }
}

#[tokio::test]
async fn a_search_looks_at_the_same_products_on_every_page() {
    let db = TestDb::new().await;
    let store = &db.store;
    let category = testing::category(store, "Kettles", None).await;
    let kettle = testing::product(store, &category).title("Kettle n0000").create().await;
    let more = (1..600).map(|n| Product {
        id: ProductId(bson::oid::ObjectId::new()),
        title: Title::parse(&format!("Kettle n{n:04}")).unwrap(),
        ..kettle.clone()
    });
    store.seed(&Catalogue { products: more.collect(), ..Catalogue::default() }).await.unwrap();
    for sort in [ProductSort::Id, ProductSort::Title, ProductSort::PriceDescending, ProductSort::Newest] {
        let titles = found(store, "kettle", sort).await;
        assert_eq!(titles.len(), 500, "{sort:?}");
        let different: BTreeSet<_> = titles.iter().map(String::as_str).collect();
        assert_eq!(different.len(), 500, "{sort:?}: some twice");
        assert_eq!(different.last(), Some(&"Kettle n0499"), "{sort:?}: what was stored first");
    }
    // One of the words is rare: nothing is left out
    assert_eq!(found(store, "kettle n0599", ProductSort::Id).await, ["Kettle n0599"]);
    assert_eq!(found(store, "n059 kettl", ProductSort::Id).await.len(), 10);
    assert_eq!(found(store, "n0599 nothing kettle", ProductSort::Id).await, Vec::<String>::new());
}

#[tokio::test]
async fn words_of_one_or_two_letters_alone_find_titles_only() {
    let db = TestDb::new().await;
    let store = &db.store;
    let category = testing::category(store, "Televisions", None).await;
    let described = |text: &str| ProductDescription::parse(text).unwrap().to_string();
    for (title, description) in [("Samsung TV 55", "LG is another"), ("LG OLED", "Not a TV, 2 kg")] {
        testing::product(store, &category).title(title).description(&described(description)).create().await;
    }
    for (text, titles) in [
        ("tv", &["Samsung TV 55"][..]),
        ("t", &["Samsung TV 55"]),
        ("lg", &["LG OLED"]),
        ("tv 5", &["Samsung TV 55"]),
        ("tv lg", &[]),
        // With a longer word they are looked for wherever that one is
        ("oled tv 2", &["LG OLED"]),
        ("sam lg", &["Samsung TV 55"]),
        ("kg", &[]),
    ] {
        assert_eq!(found(store, text, ProductSort::Id).await, titles, "{text}");
    }
}
