//! `server` as an operator meets it: one process, its words, its exit codes.

mod backups;
mod database;
mod erase;
mod imports;
mod keys;
mod outbox;
mod releases;
mod schemathesis;
mod search;
mod unread;
mod walk;

use std::process::{Command, Output, Stdio};

use reqwest::{Method, StatusCode};
use testing::{Customer, Serving, TestDb};

const SECRET: &str = "test-secret";
const ADMIN: &str = "test-admin-key-of-thirty-two-chars";

fn server(variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command.env_clear().envs(variables.iter().copied()).stdin(Stdio::null());
    command
}

fn run(word: &str, variables: &[(&str, &str)]) -> Output {
    server(variables).arg(word).output().expect("server runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `server`, serving.
fn serve(uri: &str, api_url: &str) -> Serving {
    serve_with(uri, api_url, &[("REQUESTS_PER_SECOND", "100000")])
}

/// `server` with further variables.
fn serve_with(uri: &str, api_url: &str, further: &[(&str, &str)]) -> Serving {
    let variables = [
        ("MONGODB_URI", uri),
        ("TELEGRAM_BOT_TOKEN", "1:test"),
        ("TELEGRAM_API_URL", api_url),
        ("TELEGRAM_WEBHOOK_SECRET", SECRET),
        ("ADMIN_API_KEY", ADMIN),
    ];
    Serving::start(env!("CARGO_BIN_EXE_server"), &[&variables, further].concat())
}

#[test]
fn every_word_has_help() {
    for words in [
        "",
        "migrate",
        "demo",
        "keys",
        "keys create",
        "keys list",
        "keys revoke",
        "outbox",
        "outbox list",
        "outbox retry",
        "database",
        "database init",
        "database drop-user",
        "backup",
        "restore",
        "health",
        "keys put",
    ] {
        let output = server(&[]).args(words.split_whitespace()).arg("--help").output().expect("server runs");
        assert!(output.status.success(), "{words}");
    }
    assert!(text(&server(&[]).arg("--help").output().unwrap().stdout).contains("MONGODB_URI"));
}

#[test]
fn a_missing_variable_stops_it_with_one_line_that_names_it() {
    let token = ("TELEGRAM_BOT_TOKEN", "1:test");
    let secret = ("TELEGRAM_WEBHOOK_SECRET", SECRET);
    for (variables, name) in [
        (&[secret][..], "TELEGRAM_BOT_TOKEN"),
        (&[token], "TELEGRAM_WEBHOOK_SECRET"),
        (&[token, secret, ("PORT", "x")], "PORT"),
        (&[token, secret, ("SHOP_CURRENCY", "x")], "SHOP_CURRENCY"),
        (&[token, secret, ("MONGODB_URI", "x")], "MONGODB_URI"),
        (&[token, secret, ("MONGODB_URI", "mongodb://127.0.0.1")], "MONGODB_URI"),
        (&[token, secret, ("LOG_FORMAT", "x")], "LOG_FORMAT"),
    ] {
        let output = server(variables).output().expect("server runs");
        let error = text(&output.stderr);
        assert_eq!((output.status.code(), error.lines().count()), (Some(1), 1), "{error}");
        assert!(error.starts_with(name), "{error}");
    }
}

#[tokio::test]
async fn an_unmigrated_database_is_refused_with_the_command_to_run() {
    let db = TestDb::new().await;
    db.raw().drop().await.unwrap();
    let uri = db.uri();
    let variables =
        [("MONGODB_URI", uri.as_str()), ("TELEGRAM_BOT_TOKEN", "1:test"), ("TELEGRAM_WEBHOOK_SECRET", SECRET)];
    let output = server(&variables).output().expect("server runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("run `server migrate`"), "{}", text(&output.stderr));

    for _ in 0..2 {
        let output = run("migrate", &variables[..1]);
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    assert!(db.store.check_version().await.is_ok());
}

#[tokio::test]
async fn prices_in_another_currency_than_the_configured_one_are_refused_at_start() {
    let db = TestDb::new().await;
    let category = testing::category(&db.store, "Kettles", None).await;
    testing::product(&db.store, &category).create().await;
    let uri = db.uri();
    let variables = [
        ("MONGODB_URI", uri.as_str()),
        ("TELEGRAM_BOT_TOKEN", "1:test"),
        ("TELEGRAM_WEBHOOK_SECRET", SECRET),
        ("SHOP_CURRENCY", "EUR"),
    ];
    let output = server(&variables).output().expect("server runs");
    let error = text(&output.stderr);
    assert_eq!((output.status.code(), error.lines().count()), (Some(1), 1), "{error}");
    assert_eq!(error.trim(), "SHOP_CURRENCY is EUR, but the database holds prices in UAH");
}

#[tokio::test]
async fn the_demo_goes_into_an_empty_database_once() {
    let db = TestDb::new().await;
    let uri = db.uri();
    let output = run("demo", &[("MONGODB_URI", &uri)]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let count = |name: &str| {
        let collection = db.raw().collection::<bson::Document>(name);
        async move { collection.count_documents(bson::doc! {}).await.unwrap() }
    };
    let before = (count("categories").await, count("products").await, count("photos.files").await);
    assert!(before.0 >= 12 && before.1 >= 45, "{before:?}");
    assert_eq!(count("news").await, 5);
    let all = store::PageRequest::first(100);
    let orders = db.store.orders.list(&store::OrderQuery::default(), &all).await.unwrap().items;
    for status in <domain::OrderStatus as domain::VariantArray>::VARIANTS {
        assert!(orders.iter().any(|order| order.status == *status), "an order that is {status:?}");
    }
    assert!(orders.iter().all(|order| order.history.last().is_some_and(|entry| entry.status == order.status)));
    let output = run("demo", &[("MONGODB_URI", &uri)]);
    assert!(output.status.success() && text(&output.stdout).contains("stays out"));
    assert_eq!((count("categories").await, count("products").await, count("photos.files").await), before);
    let levels = [0, 1, 2].map(|depth| {
        let collection = db.raw().collection::<bson::Document>("categories");
        async move { collection.count_documents(bson::doc! { "ancestors": { "$size": depth } }).await.unwrap() }
    });
    for (depth, count) in levels.into_iter().enumerate() {
        assert!(count.await > 0, "categories on level {depth}");
    }
}

#[tokio::test]
async fn it_serves_the_chat_and_its_health_and_stops_when_told() {
    let (db, api) = (TestDb::new().await, testing::BotApi::start().await);
    let serving = serve(&db.uri(), api.url().as_str());
    let port = serving.url.rsplit(':').next().expect("a port").to_owned();
    assert!(run("health", &[("PORT", &port)]).status.success());
    for path in ["/health/live", "/health/ready", "/docs", "/v1/products", "/v1/categories", "/v1/news"] {
        assert_eq!(serving.get(path).await, 200, "{path}");
    }
    let update = Customer::new(7, "Olena").language("en").text("/start");
    let posted = serving.ask(Method::POST, "/telegram/webhook").header("X-Telegram-Bot-Api-Secret-Token", SECRET);
    let answer = posted.json(&update).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["method"], "sendMessage");
    for path in ["/v1/users/7", "/v1/orders"] {
        assert_eq!(serving.get(path).await, 401, "{path}");
        let answer = serving.ask(Method::GET, path).bearer_auth(ADMIN).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
    }
    assert!(serving.stop().await.success());
    let gone = run("health", &[("PORT", &port)]);
    assert_eq!((gone.status.code(), text(&gone.stderr).lines().count()), (Some(1), 1), "{gone:?}");
}

#[tokio::test]
async fn while_the_webhooks_secret_is_replaced_updates_with_either_are_taken() {
    let (db, api) = (TestDb::new().await, testing::BotApi::start().await);
    let serving = serve_with(&db.uri(), api.url().as_str(), &[("TELEGRAM_WEBHOOK_SECRET", "new-one,test-secret")]);
    let mut update = Customer::new(7, "Olena").text("/start");
    for (secret, status) in [("new-one", 200), (SECRET, 200), ("new-one,test-secret", 401), ("other", 401)] {
        update["update_id"] = (update["update_id"].as_i64().unwrap() + 1).into();
        let posted = serving.ask(Method::POST, "/telegram/webhook").header("X-Telegram-Bot-Api-Secret-Token", secret);
        assert_eq!(posted.json(&update).send().await.expect("an answer").status().as_u16(), status, "{secret}");
    }
}

#[tokio::test]
async fn without_its_database_it_is_live_but_not_ready() {
    let client = store::connect("mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=200", "test").await.unwrap();
    let store = store::Store::new(&client, domain::Clock::fixed(testing::now())).unwrap();
    let router = runtime::health(store);
    for (path, expected) in [("/health/live", 200), ("/health/ready", 503)] {
        let request = axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
        let answer = tower::ServiceExt::oneshot(router.clone(), request).await.unwrap();
        assert_eq!(answer.status().as_u16(), expected, "{path}");
    }
}

#[test]
fn a_taken_port_is_one_line_that_names_it() {
    let taken = std::net::TcpListener::bind("0.0.0.0:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let db = runtime.block_on(TestDb::new());
    let uri = db.uri();
    let output = server(&[
        ("MONGODB_URI", &uri),
        ("TELEGRAM_BOT_TOKEN", "1:test"),
        ("TELEGRAM_WEBHOOK_SECRET", SECRET),
        ("PORT", &port),
    ])
    .output()
    .expect("server runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains(&format!("PORT={port}: ")), "{}", text(&output.stderr));
}
