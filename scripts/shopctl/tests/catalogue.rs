//! `shopctl login`, `catalogue` and `orders`: against the REST API over a real MongoDB, with an importer beside it.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use catalogue::{CatalogueSettings, FeedSettings};
use domain::{Currency, KeyName, Scope, Sku};
use importer::{Importer, ImporterSettings};
use rest::{ApiState, RestSettings};
use runtime::StorefrontSettings;
use store::KeySecret;
use tempfile::TempDir;
use testing::TestDb;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// A shop that somebody logs in to from a folder of their own.
struct Shop {
    db: TestDb,
    url: String,
    folder: TempDir,
    stop: CancellationToken,
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Shop {
    async fn open() -> Self {
        let db = TestDb::new().await;
        let limits = RestSettings { admin_key: None, requests_per_second: 0, trusted_proxies: 0, origins: None };
        let state = ApiState::new(db.store.clone(), Currency::UAH, &limits);
        let settings = CatalogueSettings {
            storefront: StorefrontSettings { name: "Kiosk".to_owned(), public_url: None },
            shop: testing::shop_settings(),
            feed: FeedSettings { stock_tag: files::StockTag::default(), old_price_tag: files::OldPriceTag::default() },
        };
        let handlers = catalogue::api(&state, settings).merge(orders::api());
        let router = rest::service(state, handlers).fallback(|| async { axum::http::StatusCode::NOT_FOUND });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let stop = CancellationToken::new();
        let settings =
            ImporterSettings { poll: std::time::Duration::from_millis(20), ..ImporterSettings::of(Currency::UAH) };
        let (importer, stopped) = (Importer::new(db.store.clone(), settings), stop.clone());
        tokio::spawn(async move { importer.run(&stopped).await });
        Self { db, url, folder: TempDir::new().unwrap(), stop }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    async fn key(&self, name: &str, scopes: &[Scope]) -> String {
        let secret = KeySecret::of([u8::try_from(name.len()).unwrap(); 40]);
        self.db.store.keys.create(&secret, KeyName::parse(name).unwrap(), scopes.to_vec(), None).await.unwrap();
        secret.to_string()
    }

    /// Runs a command in the folder, with a file as its standard input.
    async fn run(&self, words: &[&str], input: Option<&Path>) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shopctl"));
        let input = input.map_or_else(Stdio::null, |path| fs::File::open(path).unwrap().into());
        command.args(words).current_dir(self.folder.path()).stdin(input).env("XDG_CONFIG_HOME", self.folder.path());
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    async fn login(&self) {
        let scopes = [Scope::CatalogueRead, Scope::CatalogueWrite, Scope::OrdersRead];
        let key = self.file("all.key", &self.key("all", &scopes).await);
        let output = self.run(&["login", "--url", &self.url], Some(&key)).await;
        assert!(output.status.success(), "{output:?}");
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test]
async fn an_import_is_watched_to_its_end_and_says_what_is_wrong() {
    let shop = Shop::open().await;
    shop.login().await;
    shop.file("prices.csv", "sku,title,category,price\nK-1,Kettle,Kitchen,1299.90\nK-2,Toaster,Kitchen,free\n");
    let dry = shop.run(&["catalogue", "import", "prices.csv", "--dry-run", "--watch"], None).await;
    assert_eq!(dry.status.code(), Some(3), "{dry:?}");
    for part in [
        "row  column  what is wrong",
        "3    price   is not a price",
        "Nothing was written. 2 rows: 1 created",
        "1 failed.",
    ] {
        assert!(said(&dry).contains(part), "{part}: {}", said(&dry));
    }
    let kettle = Sku::parse("K-1").unwrap();
    assert!(shop.db.store.products.with_sku(&kettle).await.unwrap().is_none());
    shop.file("prices.csv", "sku,title,category,price\nK-1,Kettle,Kitchen,1299.90\n");
    let done = shop.run(&["catalogue", "import", "prices.csv", "--watch"], None).await;
    assert_eq!((done.status.code(), said(&done).contains("1 created, 0 changed")), (Some(0), true), "{done:?}");
    assert!(shop.db.store.products.with_sku(&kettle).await.unwrap().is_some());
    let broken = shop.file("broken.csv", "name\nx\n");
    let broken = shop.run(&["catalogue", "import", broken.to_str().unwrap(), "--watch"], None).await;
    assert_eq!((broken.status.code(), said(&broken).contains("nothing was written")), (Some(1), true), "{broken:?}");
    let id = shop.run(&["catalogue", "import", "prices.csv"], None).await;
    assert_eq!(String::from_utf8(id.stdout).unwrap().trim().len(), 24, "without --watch, the import's id");
    let unknown = shop.run(&["catalogue", "import", "prices.doc"], None).await;
    assert_eq!(unknown.status.code(), Some(1));
}

#[tokio::test]
async fn files_are_written_whole_or_not_at_all() {
    let shop = Shop::open().await;
    shop.login().await;
    shop.file("prices.csv", "sku,title,category,price\nK-1,Kettle,Kitchen,1299.90\n");
    shop.run(&["catalogue", "import", "prices.csv", "--watch"], None).await;
    for name in ["out.csv", "out.xlsx", "out.xml"] {
        let output = shop.run(&["catalogue", "export", name], None).await;
        assert!(output.status.success(), "{output:?}");
        assert!(fs::metadata(shop.folder.path().join(name)).unwrap().len() > 100, "{name}");
        let again = shop.run(&["catalogue", "import", name, "--watch"], None).await;
        assert!(said(&again).contains("1 unchanged, 0 failed"), "{name}: {again:?}");
    }
    let printed = shop.run(&["catalogue", "export", "-", "--format", "csv"], None).await;
    assert!(said(&printed).contains("K-1"));
    let orders = shop.run(&["orders", "export", "orders.csv", "--from", "2026-11-01T00:00:00Z"], None).await;
    assert!(orders.status.success(), "{orders:?}");
    let wrong = shop.run(&["orders", "export", "wrong.csv", "--from", "yesterday"], None).await;
    assert_eq!((wrong.status.code(), shop.folder.path().join("wrong.csv").exists()), (Some(1), false), "{wrong:?}");
}

#[tokio::test]
async fn the_key_is_kept_where_nobody_else_reads_it() {
    let shop = Shop::open().await;
    let without = shop.run(&["catalogue", "export", "x.csv"], None).await;
    assert!(said(&without).contains("not logged in"), "{without:?}");
    shop.login().await;
    let kept = shop.folder.path().join("kiosk/shopctl.json");
    assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o644)).unwrap();
    let open = shop.run(&["catalogue", "export", "x.csv"], None).await;
    assert!(said(&open).contains("can be read by others"), "{open:?}");
    let wrong = shop.file("wrong.key", "kiosk_nonsense\n");
    let refused = shop.run(&["login", "--url", &shop.url], Some(&wrong)).await;
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    assert!(!said(&refused).contains("nonsense"), "{refused:?}");
}

#[tokio::test]
async fn shells_are_told_what_to_complete() {
    let shop = Shop::open().await;
    for shell in ["bash", "zsh", "fish"] {
        let output = shop.run(&["completions", shell], None).await;
        assert!(output.status.success() && said(&output).contains("catalogue"), "{shell}: {output:?}");
    }
}

/// The README's "From a spreadsheet to a shop", command by command.
#[tokio::test]
async fn the_readmes_five_commands_make_a_shop_of_a_spreadsheet() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")).unwrap();
    let (_, section) = readme.split_once("## From a spreadsheet to a shop").expect("the section");
    let (_, block) = section.split_once("```sh\n").expect("its commands");
    let (block, rest) = block.split_once("```").expect("their end");
    let (_, table) = rest.split_once("```csv\n").expect("an example");
    let (table, _) = table.split_once("```").expect("its end");
    let shop = Shop::open().await;
    shop.file("prices.csv", table);
    let commands: Vec<&str> = block.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(commands.len(), 5, "{commands:?}");
    for command in commands {
        let words: Vec<String> = command
            .split('#')
            .next()
            .unwrap()
            .split_whitespace()
            .map(|word| word.replace("https://shop.example.com", &shop.url))
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            // What `server` does is tested with it
            ["server", "keys", "create", "--name", name, scopes @ .., ">", file] => {
                let scopes: Vec<Scope> =
                    scopes.iter().filter(|word| **word != "--scope").map(|scope| scope.parse().unwrap()).collect();
                shop.file(file, &shop.key(name, &scopes).await);
            }
            ["shopctl", words @ .., "<", file] => {
                let output = shop.run(words, Some(&shop.folder.path().join(file))).await;
                assert!(output.status.success(), "{command}: {output:?}");
            }
            ["shopctl", words @ ..] => {
                let output = shop.run(words, None).await;
                assert!(output.status.success(), "{command}: {output:?}");
            }
            ["curl", "-sS", url] => {
                let feed = reqwest::get(*url).await.unwrap().text().await.unwrap();
                assert_eq!(feed.matches("<offer ").count(), table.lines().count() - 1, "{feed}");
            }
            other => panic!("{other:?}"),
        }
    }
}
