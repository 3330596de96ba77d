//! Every list costs the same however many products there are: MongoDB is asked how many keys and documents each of them
//! takes, on the first page and far behind it.
//!
//! `KIOSK_PRODUCTS=1000000 cargo test --release -p store --test it flat -- --nocapture` does it for a million and prints
//! the table of `docs/performance.md`.

use bson::{Bson, Document, doc, oid::ObjectId};
use domain::{
    Category, CategoryDescription, CategoryId, CategoryTitle, Currency, Discount, Money, Product, ProductDescription,
    ProductId, Stock, Title, search,
};
use store::{Catalogue, DealsFrom, Parent, Position, ProductQuery, ProductSort};
use testing::{TestDb, now, shop_settings};

use crate::explain::{plan, queries, stages};

const LIMIT: usize = 20;
/// Products that are stored together.
const CHUNK: usize = 5_000;
/// A search looks at so many products; a walk that ends there reads a few keys more.
const MOST_CANDIDATES: i64 = 500;

struct Shop {
    db: TestDb,
    count: usize,
    root: CategoryId,
    /// In the middle of the tree.
    shelf: CategoryId,
    leaf: CategoryId,
}

fn id(n: usize) -> ObjectId {
    let mut bytes = [0; 12];
    bytes[4..].copy_from_slice(&(n as u64).to_be_bytes());
    ObjectId::from_bytes(bytes)
}

fn category(n: usize, parent: Option<&Category>) -> Category {
    Category {
        id: CategoryId(id(n)),
        title: CategoryTitle::parse(&format!("Category {n}")).unwrap(),
        description: CategoryDescription::EMPTY,
        parent_id: parent.map(|parent| parent.id),
        ancestors: parent.map(Category::line).unwrap_or_default(),
        position: domain::CategoryPosition::DEFAULT,
        translations: domain::Translations::default(),
        created_at: now(),
        modified_at: now(),
    }
}

/// A root with ten shelves of twenty categories each.
fn tree() -> Vec<Category> {
    let root = category(0, None);
    let shelves: Vec<_> = (1..=10).map(|n| category(n, Some(&root))).collect();
    let leaves = shelves.iter().enumerate().flat_map(|(n, shelf)| (0..20).map(move |m| (100 + n * 20 + m, shelf)));
    let leaves: Vec<_> = leaves.map(|(n, shelf)| category(n, Some(shelf))).collect();
    [root].into_iter().chain(shelves).chain(leaves).collect()
}

/// Very many have the same price, the same moment and the same discount; very few are sold out. A word in four digits
/// stands in every thousandth product, "kettle" in all.
fn product(n: usize, leaves: &[Category]) -> Product {
    let at = now() + chrono::Duration::seconds(i64::try_from(n / 1_000).unwrap());
    Product {
        id: ProductId(id(1_000 + n)),
        title: Title::parse(&format!("Kettle {:04} ua{n}", n % 1_000)).unwrap(),
        description: ProductDescription::parse("Boils water. Stainless steel, automatic.").unwrap(),
        category_id: leaves[n % leaves.len()].id,
        price: Money::new(10_000 + i64::try_from(n % 7).unwrap(), Currency::UAH).unwrap(),
        discount: Discount::new(if n.is_multiple_of(20) { 10 } else { 0 }).unwrap(),
        stock: Stock::new(if n % 977 == 5 { 0 } else { 5 }).unwrap(),
        attributes: vec![],
        sku: None,
        images: vec![],
        translations: domain::Translations::default(),
        holds: vec![],
        created_at: at,
        modified_at: at,
    }
}

async fn shop() -> Shop {
    let count = std::env::var("KIOSK_PRODUCTS").map_or(3_000, |count| count.parse().expect("KIOSK_PRODUCTS"));
    let db = TestDb::new().await;
    let categories = tree();
    let leaves = categories[11..].to_vec();
    if count > CHUNK {
        // Indexes are built faster at the end
        db.raw().collection::<Document>("products").drop_indexes().await.unwrap();
    }
    let catalogue = Catalogue { categories: categories.clone(), ..Catalogue::default() };
    db.store.seed(&catalogue).await.unwrap();
    for from in (0..count).step_by(CHUNK) {
        let products = (from..count.min(from + CHUNK)).map(|n| product(n, &leaves)).collect();
        db.store.fill(&Catalogue { products, ..Catalogue::default() }).await.unwrap();
    }
    db.store.migrate(shop_settings().time_zone).await.unwrap();
    Shop { db, count, root: categories[0].id, shelf: categories[3].id, leaf: leaves[7].id }
}

/// What a kind of read takes at most.
#[derive(Default)]
struct Cost {
    reads: usize,
    keys: i64,
    documents: i64,
}

/// Every number called `name` in a plan, but for those of stages, which the whole counts already.
fn sum(plan: &Bson, name: &str) -> i64 {
    match plan {
        Bson::Document(document) => document
            .iter()
            .filter(|(key, _)| !["command", "executionStages", "allPlansExecution"].contains(&key.as_str()))
            .map(|(key, value)| match value {
                Bson::Int32(number) if key == name => i64::from(*number),
                Bson::Int64(number) if key == name => *number,
                other => sum(other, name),
            })
            .sum(),
        Bson::Array(items) => items.iter().map(|item| sum(item, name)).sum(),
        _ => 0,
    }
}

impl Cost {
    /// What `read` takes, in all of its queries.
    async fn of<T>(&mut self, shop: &Shop, may_sort: bool, read: impl AsyncFn() -> T) {
        let db = &shop.db;
        db.commands.clear();
        read().await;
        let sent = queries(db);
        assert!(!sent.is_empty());
        let (mut keys, mut documents) = (0, 0);
        for sent in sent {
            let plan: Bson = plan(db, &sent).await.into();
            let stages = stages(&plan);
            assert!(!stages.iter().any(|stage| stage == "COLLSCAN"), "{sent}\n{stages:?}");
            assert!(may_sort || !stages.iter().any(|stage| stage == "SORT"), "{sent}\n{stages:?}");
            keys += sum(&plan, "totalKeysExamined");
            documents += sum(&plan, "totalDocsExamined");
        }
        self.reads += 1;
        self.keys = self.keys.max(keys);
        self.documents = self.documents.max(documents);
    }

    fn print(self, what: &str, most_keys: i64, most_documents: i64) {
        println!("| {what} | {} | {} | {} |", self.reads, self.keys, self.documents);
        assert!(self.keys <= most_keys && self.documents <= most_documents, "{what}: more than {most_keys} keys");
    }
}

/// A position behind the product in the middle of the shop.
fn middle(shop: &Shop, sort: ProductSort) -> Position {
    let n = shop.count / 2;
    let product = product(n, &tree()[11..]);
    let mut position = doc! { "i": { "o": product.id.0 } };
    let key = match sort {
        ProductSort::Id => None,
        ProductSort::Title => Some(doc! { "t": search::sort_key(product.title.as_str()) }),
        ProductSort::Price | ProductSort::PriceDescending => Some(doc! { "n": product.price.amount() }),
        ProductSort::Newest => Some(doc! { "d": product.created_at.timestamp_millis() }),
    };
    position.extend(key.map(|key| ("k".to_owned(), key.into())));
    bson::deserialize_from_document(position).unwrap()
}

const SORTS: [ProductSort; 5] =
    [ProductSort::Id, ProductSort::Title, ProductSort::Price, ProductSort::PriceDescending, ProductSort::Newest];

/// Every combination of filters and orders.
fn all_queries(category: Option<CategoryId>, text: Option<&str>) -> Vec<ProductQuery> {
    let mut all = vec![];
    for sort in SORTS {
        for discounted in [None, Some(true), Some(false)] {
            for available in [None, Some(true), Some(false)] {
                let text = text.map(str::to_owned);
                all.push(ProductQuery { category, text, discounted, available, low_stock: false, sort });
            }
        }
    }
    all
}

async fn lists(shop: &Shop) {
    let places = [
        ("the whole shop", None),
        ("a root", Some(shop.root)),
        ("a shelf", Some(shop.shelf)),
        ("a leaf", Some(shop.leaf)),
    ];
    for (what, category) in places {
        let mut cost = Cost::default();
        for query in all_queries(category, None) {
            for after in [None, Some(middle(shop, query.sort))] {
                let products = &shop.db.store.products;
                cost.of(shop, false, async || {
                    products.list(&query, &store::PageRequest { after: after.clone(), limit: LIMIT }).await.unwrap()
                })
                .await;
            }
        }
        let page = i64::try_from(LIMIT + 1).unwrap();
        cost.print(&format!("list of {what}"), 3 * page, page);
    }
}

async fn searches(shop: &Shop) {
    for (what, text) in [
        ("a word of every product", "kettle"),
        ("a word of every thousandth", "0123"),
        ("a common word and a rare one", "kettle 0123"),
        ("three common words", "kettle stainless automatic"),
        ("the beginning of many words", "ua1"),
        ("one letter", "k"),
        ("two letters", "ua"),
        ("a word of no product", "teapot"),
    ] {
        let mut cost = Cost::default();
        let queries = [all_queries(None, Some(text)), all_queries(Some(shop.shelf), Some(text))].concat();
        // Filters say yes or nothing: what they say changes nothing about the walk
        for query in queries.iter().filter(|query| query.available.is_none() && query.discounted.is_none()) {
            let best = doc! { "k": { "n": 1_000_i64 }, "i": { "o": id(1_000) } };
            let middle = match query.sort {
                ProductSort::Id => bson::deserialize_from_document(best).unwrap(),
                sort => middle(shop, sort),
            };
            for after in [None, Some(middle)] {
                let products = &shop.db.store.products;
                cost.of(shop, true, async || {
                    products.list(query, &store::PageRequest { after: after.clone(), limit: LIMIT }).await.unwrap()
                })
                .await;
            }
        }
        // Each candidate is looked at in titles and in texts, and read once more where it is to be sorted
        cost.print(&format!("search for {what}"), 4 * MOST_CANDIDATES, 4 * MOST_CANDIDATES);
    }
}

async fn the_chat(shop: &Shop) {
    let Shop { db, count, leaf, shelf, .. } = shop;
    let products = &db.store.products;
    let mut cost = Cost::default();
    for after in [None, Some(ProductId(id(1_000 + count / 2)))] {
        cost.of(shop, false, async || products.in_category(*leaf, after, 6, 1).await.unwrap()).await;
    }
    cost.print("a category's cards", 12, 6);
    let mut cost = Cost::default();
    let far = DealsFrom { discount: Discount::new(10).unwrap(), product_id: ProductId(id(1_000 + count / 2)) };
    for after in [None, Some(far)] {
        cost.of(shop, false, async || products.deals(after, 6, 1).await.unwrap()).await;
    }
    cost.print("deals", 12, 6);
    let categories = &db.store.categories;
    let mut cost = Cost::default();
    for after in [None, Some(CategoryId(id(140)))] {
        cost.of(shop, false, async || match after {
            None => categories.first_children(Some(*shelf), 51).await.unwrap(),
            Some(after) => categories.children_after(Some(*shelf), after, 51).await.unwrap(),
        })
        .await;
    }
    cost.print("a category's subcategories", 55, 51);
    let mut cost = Cost::default();
    for parent in [Parent::Any, Parent::Root, Parent::Of(*shelf)] {
        cost.of(shop, true, async || categories.list(parent, &store::PageRequest::first(LIMIT)).await.unwrap()).await;
    }
    cost.print("list of categories", 300, 300);
}

#[tokio::test]
async fn a_page_costs_the_same_however_many_products_there_are() {
    let shop = shop().await;
    println!("{} products\n| read | reads | keys | documents |\n| --- | --- | --- | --- |", shop.count);
    lists(&shop).await;
    searches(&shop).await;
    the_chat(&shop).await;
}
