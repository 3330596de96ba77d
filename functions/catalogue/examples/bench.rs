//! How long imports and exports take, and how much memory: `cargo run --release -p catalogue --example bench -- 100000`.
//!
//! Into a database of its own on the server that `MONGODB_URI` names, in files of up to 50,000 rows. The memory is that of the
//! whole process, which is shop, worker and client at once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use catalogue::{CatalogueSettings, FeedSettings};
use domain::{Currency, FileFormat, ImportOrder};
use importer::{Importer, ImporterSettings};
use rest::{ApiState, RestSettings};
use runtime::StorefrontSettings;
use testing::TestDb;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const KEY: &str = "bench-key-bench-key-bench-key-bench-key";
const HEADINGS: &str =
    "sku,title,description,category,price,discount_percent,stock,title_en,attribute:Power,attribute:Colour";

fn row(n: usize) -> String {
    let (shelf, place) = (n % 20, n / 20 % 10);
    format!(
        "K-{n},Чайник електричний {n},Опис товару номер {n}: корпус зі сталі та скла.,Полиця {shelf} / Місце {place},{}.90,{},{},\
         Electric kettle {n},{} W,red",
        100 + n % 5_000,
        n % 30,
        n % 50,
        1_000 + n % 9 * 200
    )
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1_024
}

/// Says how long it took, and by how many MiB the process grew at most meanwhile.
async fn measured<T>(what: &str, work: impl Future<Output = T>) -> T {
    let (before, most) = (resident(), Arc::new(AtomicU64::new(0)));
    let watching = tokio::spawn({
        let most = most.clone();
        async move {
            loop {
                most.fetch_max(resident(), Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    });
    let began = Instant::now();
    let done = work.await;
    watching.abort();
    let grown = most.load(Ordering::Relaxed).saturating_sub(before);
    println!("{what}: {:.1} s, +{grown} MiB", began.elapsed().as_secs_f64());
    done
}

async fn import(db: &TestDb, file: &str) -> domain::Import {
    let order = ImportOrder { format: FileFormat::Csv, dry_run: false, hide_missing: false, create_categories: true };
    let import = db.store.imports.create(order, file.as_bytes()).await.expect("kept");
    let importer = Importer::new(db.store.clone(), ImporterSettings::of(Currency::UAH));
    assert!(importer.drain(&CancellationToken::new()).await.expect("imported"));
    db.store.imports.find(import.id).await.expect("found").expect("there")
}

async fn serve(db: &TestDb) -> String {
    let limits =
        RestSettings { admin_key: Some(KEY.into()), requests_per_second: 0, trusted_proxies: 0, origins: None };
    let state = ApiState::new(db.store.clone(), Currency::UAH, &limits);
    let settings = CatalogueSettings {
        storefront: StorefrontSettings { name: "Kiosk".to_owned(), public_url: None },
        shop: testing::shop_settings(),
        feed: FeedSettings { stock_tag: files::StockTag::default(), old_price_tag: files::OldPriceTag::default() },
    };
    let router = rest::service(state.clone(), catalogue::api(&state, settings));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn download(url: String) -> u64 {
    let mut response = reqwest::Client::new().get(url).bearer_auth(KEY).send().await.expect("an answer");
    assert!(response.status().is_success());
    let mut length = 0;
    while let Some(piece) = response.chunk().await.expect("whole") {
        length += piece.len() as u64;
    }
    length
}

#[tokio::main]
async fn main() {
    let count: usize = std::env::args().nth(1).map_or(10_000, |count| count.parse().expect("how many products"));
    let db = TestDb::new().await;
    // What is sent to the database is recorded for tests: it would be all that grows here
    let commands = db.commands.clone();
    tokio::spawn(async move {
        loop {
            commands.clear();
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let numbers: Vec<usize> = (0..count).collect();
    for what in ["new", "again"] {
        for some in numbers.chunks(50_000) {
            let rows: Vec<_> = some.iter().map(|n| row(*n)).collect();
            let file = format!("{HEADINGS}\n{}\n", rows.join("\n"));
            let done = measured(&format!("import of {} rows, {what}", some.len()), import(&db, &file)).await;
            println!("  {:?}", done.tally);
        }
    }
    let url = serve(&db).await;
    for path in [
        "v1/catalogue/export?format=csv",
        "v1/catalogue/export?format=yml",
        "v1/catalogue/export?format=xlsx",
        "feeds/products.xml",
        "feeds/products.xml",
    ] {
        let length = measured(path, download(format!("{url}/{path}"))).await;
        println!("  {} MB", length / 1_000_000);
    }
}
