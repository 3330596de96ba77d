//! `shopctl webhook`: against the sandbox as the Bot API, with a webhook that notes what it gets.

use std::{
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use reqwest::Client;
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use tokio::{net::TcpListener, time::timeout};

const TOKEN: &str = "100:test";
const SECRET: &str = "test-secret";
const EMMA: i64 = 1003;
const STAFF: &str = "-1001000000001";

fn client() -> Client {
    Client::new()
}

/// An update and the secret that came with it.
type Received = (Value, Option<String>);

/// A webhook: refuses the first delivery, answers the others with a call.
#[derive(Clone, Default)]
struct Shop(Arc<Mutex<Vec<Received>>>);

impl Shop {
    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/telegram/webhook", listener.local_addr().unwrap());
        let router = Router::new().route("/telegram/webhook", post(receive)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    fn received(&self) -> Vec<Received> {
        self.0.lock().unwrap().clone()
    }
}

async fn receive(State(shop): State<Shop>, headers: HeaderMap, Json(update): Json<Value>) -> (StatusCode, Json<Value>) {
    let secret = headers.get("X-Telegram-Bot-Api-Secret-Token").map(|value| value.to_str().unwrap().to_owned());
    let mut received = shop.0.lock().unwrap();
    received.push((update.clone(), secret));
    if received.len() == 1 {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(Value::Null));
    }
    let chat = update["message"]["chat"]["id"].clone();
    (StatusCode::OK, Json(json!({ "method": "sendMessage", "chat_id": chat, "text": "Hello back" })))
}

fn shopctl(api: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shopctl"));
    command.env_clear().args(["webhook"]).args(arguments).stdin(Stdio::null());
    command.envs([
        ("TELEGRAM_BOT_TOKEN", TOKEN),
        ("TELEGRAM_API_URL", api),
        ("TELEGRAM_WEBHOOK_SECRET", "test-secret,the-one-before"),
    ]);
    command.env("SHOP_STAFF_CHAT_ID", STAFF);
    command
}

async fn run(api: &str, arguments: &[&str]) -> Output {
    let mut command = shopctl(api, arguments);
    tokio::task::spawn_blocking(move || command.output().expect("shopctl runs")).await.unwrap()
}

/// A process, killed at the end of the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

async fn eventually<F: Future<Output = bool>>(what: &str, condition: impl Fn() -> F) {
    let checked = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(20), checked).await.unwrap_or_else(|_| panic!("never: {what}"));
}

async fn last_message(sandbox: &str) -> Value {
    let chat: Value =
        client().get(format!("{sandbox}/sandbox/chats/{EMMA}")).send().await.unwrap().json().await.unwrap();
    chat["customer"]["last_message"].clone()
}

#[tokio::test]
async fn set_tells_telegram_and_info_tells_the_operator() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(Options::new(TOKEN, folder.path()), "127.0.0.1:0").await.unwrap();
    let (api, shop) = (sandbox.url(), Shop::default());
    let url = shop.start().await;

    let info = run(&api, &["info"]).await;
    assert!(String::from_utf8_lossy(&info.stdout).contains("address: none"));
    let set = run(&api, &["set", "--url", &url]).await;
    assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stderr));
    let info = run(&api, &["info"]).await;
    assert!(String::from_utf8_lossy(&info.stdout).contains(&url));
    let info: Value =
        client().get(format!("{api}/bot{TOKEN}/getWebhookInfo")).send().await.unwrap().json().await.unwrap();
    let kinds = json!(["message", "callback_query", "my_chat_member", "inline_query"]);
    assert_eq!(info["result"]["allowed_updates"], kinds);
    for (language, expected) in [("uk", "Кошик"), ("ru", "Корзина"), ("en", "Cart"), ("", "Кошик")] {
        let request =
            client().post(format!("{api}/bot{TOKEN}/getMyCommands")).json(&json!({ "language_code": language }));
        let commands: Value = request.send().await.unwrap().json().await.unwrap();
        let cart = commands["result"].as_array().unwrap().iter().find(|command| command["command"] == "cart").unwrap();
        assert_eq!(cart["description"], expected, "{language}");
    }
    // The staff's commands are offered in the staff chat alone
    let scope = json!({ "type": "chat", "chat_id": STAFF.parse::<i64>().unwrap() });
    let method = format!("{api}/bot{TOKEN}/getMyCommands");
    let request = client().post(method).json(&json!({ "scope": scope, "language_code": "en" }));
    let staff: Value = request.send().await.unwrap().json().await.unwrap();
    let names = staff["result"].as_array().unwrap().iter().filter_map(|command| command["command"].as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["orders", "order", "stats", "broadcast", "office"]);
    sandbox.stop().await.unwrap();
}

#[tokio::test]
async fn relay_delivers_until_taken_and_carries_out_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(Options::new(TOKEN, folder.path()), "127.0.0.1:0").await.unwrap();
    let (api, shop) = (sandbox.url(), Shop::default());
    let to = shop.start().await;
    let relay = Running(shopctl(&api, &["relay", "--to", &to]).stdout(Stdio::null()).spawn().expect("shopctl starts"));

    let text = client().post(format!("{api}/sandbox/customers/{EMMA}/text")).json(&json!({ "text": "/start" }));
    text.send().await.unwrap().error_for_status().unwrap();
    eventually("the call in the answer is carried out", || async { last_message(&api).await["text"] == "Hello back" })
        .await;
    let received = shop.received();
    assert_eq!(received.len(), 2, "refused once, then taken");
    assert_eq!(received[0].0, received[1].0);
    assert_eq!(received[1].1.as_deref(), Some(SECRET));

    // What was taken is confirmed: another relay does not get it again
    drop(relay);
    let _relay = Running(shopctl(&api, &["relay", "--to", &to]).stdout(Stdio::null()).spawn().expect("shopctl starts"));
    let text = client().post(format!("{api}/sandbox/customers/{EMMA}/text")).json(&json!({ "text": "again" }));
    text.send().await.unwrap().error_for_status().unwrap();
    eventually("the next update", || async {
        shop.received().iter().any(|(update, _)| update["message"]["text"] == "again")
    })
    .await;
    let starts = shop.received().iter().filter(|(update, _)| update["message"]["text"] == "/start").count();
    assert!(starts <= 3, "the first is confirmed by the next fetch at the latest: {starts}");
    sandbox.stop().await.unwrap();
}

#[tokio::test]
async fn a_missing_word_or_address_is_told() {
    for arguments in [&[][..], &["set"], &["relay"], &["set", "--url", "nonsense"]] {
        let output = run("http://127.0.0.1:1", arguments).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    let output = run("http://127.0.0.1:1", &["info"]).await;
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(error.contains("cannot be reached") && !error.contains(TOKEN), "{error}");
}
