//! How long searches take in a shop of 100,000 products, beside the one read that costs least.
//!
//! ```sh
//! MONGODB_URI='mongodb://127.0.0.1:27017/?replicaSet=rs0' cargo run --release -p store --example search [PRODUCTS]
//! ```
//!
//! The products are made up of a few words that stand in very many of them, and of thousands that stand in few, as brands and
//! models do. Each query is asked many times, one after the other. The database is dropped at the end.

use std::{env, time::Instant};

use domain::{Product, ProductDescription, ProductId, ProductText, Title, Translations};
use store::{Catalogue, Store};
use testing::TestDb;

const CHUNK: usize = 5_000;
const ROUNDS: usize = 200;
/// What fits into a button, as in the chat.
const BYTES: usize = 36;

const KINDS: [(&str, &str); 8] = [
    ("Чайник", "Kettle"),
    ("Кавомолка", "Coffee grinder"),
    ("Пилосос", "Vacuum cleaner"),
    ("Холодильник", "Refrigerator"),
    ("Праска", "Iron"),
    ("Мультиварка", "Multicooker"),
    ("Телевізор", "Television"),
    ("Навушники", "Headphones"),
];

/// A word of three syllables: 64,000 different ones.
fn word(n: usize) -> String {
    const SYLLABLES: [&str; 40] = [
        "ба", "ве", "ги", "до", "жу", "за", "ке", "ли", "мо", "ну", "па", "ре", "си", "то", "фу", "ха", "це", "чи",
        "шо", "юр", "бра", "вле", "гри", "дро", "клу", "кра", "пле", "при", "сло", "сту", "тра", "фре", "хви", "шко",
        "штур", "зна", "мле", "сни", "ска", "спу",
    ];
    [n, n / 40, n / 1_600].map(|n| SYLLABLES[n % 40]).concat()
}

fn product(like: &Product, n: usize) -> Product {
    let (uk, en) = KINDS[n % KINDS.len()];
    let (brand, model) = (word(n * 7 % 3_000), word(n * 31 % 40_000));
    let text = format!("{} {} {} для дому й дачі, гарантія два роки", word(n % 500), word(n % 9_000), word(n % 20_011));
    let title = |kind: &str| Title::parse(&format!("{kind} {brand} {model} {n}")).expect("a title");
    let english = ProductText { title: Some(title(en)), ..ProductText::default() };
    Product {
        id: ProductId::fresh(),
        title: title(uk),
        description: ProductDescription::parse(&text).expect("a description"),
        stock: domain::Stock::new(i64::from(!n.is_multiple_of(10))).expect("a stock"),
        translations: Translations { en: Some(english), ..Translations::default() },
        ..like.clone()
    }
}

async fn fill(store: &Store, count: usize) {
    let category = testing::category(store, "Усе", None).await;
    let like = testing::product(store, &category).title("Взірець").create().await;
    for first in (0..count).step_by(CHUNK) {
        let products = (first..(first + CHUNK).min(count)).map(|n| product(&like, n)).collect();
        store.fill(&Catalogue { products, ..Catalogue::default() }).await.expect("products");
    }
}

/// The median and the slowest but one in a hundred, in milliseconds.
async fn time<T>(read: impl AsyncFn() -> T) -> (f64, f64) {
    let mut took = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        read().await;
        took.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    took.sort_by(f64::total_cmp);
    (took[ROUNDS / 2], took[ROUNDS * 99 / 100])
}

#[tokio::main]
async fn main() {
    let count = env::args().nth(1).map_or(100_000, |count| count.parse().expect("a number"));
    let db = TestDb::new().await;
    let store = &db.store;
    let begun = Instant::now();
    fill(store, count).await;
    println!("{count} products in {} s", begun.elapsed().as_secs());
    let any = store.products.list(&store::ProductQuery::default(), &store::PageRequest::first(1)).await.expect("one");
    let any = any.items[0].id;
    let brand = word(7);
    println!("| query | found | median ms | 99 of 100 within ms |\n| --- | --- | --- | --- |");
    let (median, most) = time(async || store.products.card(any, 1).await.expect("a card")).await;
    println!("| one card by its id | 1 | {median:.1} | {most:.1} |");
    for (what, text) in [
        ("a word of every eighth product", "чайник".to_owned()),
        ("the same in Latin letters", "chajnyk".to_owned()),
        ("the same in the wrong layout", "xfqybr".to_owned()),
        ("the same with a typo", "чайнк".to_owned()),
        ("the beginning of many words", "па".to_owned()),
        ("a frequent word and a brand", format!("{brand} чайник")),
        ("three words, one with a typo", format!("чайнк {brand} {}", word(31))),
        ("a number", "4242".to_owned()),
        ("words of descriptions", "гарантія дача".to_owned()),
        ("nothing", "самовар тульський".to_owned()),
    ] {
        let found = store.products.search_cards(&text, BYTES, 5, 1).await.expect("a search");
        let (median, most) =
            time(async || store.products.search_cards(&text, BYTES, 5, 1).await.expect("a search")).await;
        println!(
            "| {what}: `{text}` | {}{} | {median:.1} | {most:.1} |",
            found.cards.len(),
            if found.next.is_some() { "+" } else { "" }
        );
    }
}
