//! How fast a broadcast goes, and in how much memory, when neither Telegram nor the rate holds it back.
//!
//! ```sh
//! MONGODB_URI='mongodb://127.0.0.1:27017/?replicaSet=rs0' cargo run --release -p broadcast --example bench
//! ```
//!
//! Worker, Bot API and database are processes of their own. Each size gets a database and a worker of its own, whose
//! greatest resident memory is read when it is done. The database is dropped at the end.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    num::NonZeroU32,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use axum::{Router, http::header::CONTENT_TYPE};
use broadcast::{DeliverySettings, Drained, Settings, Worker};
use bson::{Document, doc};
use domain::{BroadcastText, Clock};
use secrecy::SecretString;
use store::{NewBroadcast, Store};
use telegram::Api;
use testing::TestDb;
use tokio::net::TcpListener;

const SIZES: [i64; 2] = [10_000, 1_000_000];
const CHUNK: usize = 10_000;
/// Telegram's answer takes longer than the one here; the default of 8 is meant for it, and for few repetitions.
const IN_FLIGHT: u32 = 32;

/// A process that ends with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => compare().await,
        ["bot-api"] => serve().await,
        ["worker", uri, url] => work(uri, url).await,
        _ => eprintln!("bench takes no arguments"),
    }
}

async fn compare() {
    let (_bot_api, url) = bot_api();
    for size in SIZES {
        let db = TestDb::new().await;
        let users = db.raw().collection::<Document>("users");
        let created_at = bson::DateTime::from_millis(1_600_000_000_000);
        let ids: Vec<i64> = (1..=size).collect();
        for chunk in ids.chunks(CHUNK) {
            let user = |id: &i64| doc! { "_id": id, "blocked": false, "created_at": created_at };
            users.insert_many(chunk.iter().map(user)).await.expect("customers");
        }
        let text = BroadcastText::parse(&"Знижки на чайники! ".repeat(20)).expect("a text");
        db.store.broadcasts.create(NewBroadcast::text(text)).await.expect("a broadcast");
        let begun = Instant::now();
        let output = itself(&["worker", &db.uri(), &url]).output().expect("a worker");
        let seconds = begun.elapsed().as_secs_f64();
        print!("{size:>9} customers in {seconds:>5.1} s: {}", String::from_utf8_lossy(&output.stdout));
    }
}

/// A Bot API that answers at once and remembers nothing.
fn bot_api() -> (Running, String) {
    let mut child = itself(&["bot-api"]).stdout(Stdio::piped()).spawn().expect("a Bot API");
    let mut url = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut url).expect("its address");
    (Running(child), url.trim().to_owned())
}

fn itself(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args(arguments).stderr(Stdio::inherit());
    command
}

async fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("http://{}", listener.local_addr().expect("an address"));
    let answer = || async { ([(CONTENT_TYPE, "application/json")], r#"{"ok":true,"result":{"message_id":1}}"#) };
    axum::serve(listener, Router::new().fallback(answer)).await.expect("served");
}

async fn work(uri: &str, url: &str) {
    let client = store::connect(uri, "bench").await.expect("a connection string");
    let store = Store::new(&client, Clock::system()).expect("a database name");
    let api = Api::new(&SecretString::from("1:bench"), &url.parse().expect("an address")).expect("a client");
    let delivery = DeliverySettings {
        rate: NonZeroU32::MAX,
        in_flight: NonZeroU32::new(IN_FLIGHT).expect("not zero"),
        lease: Duration::from_secs(15),
    };
    let worker =
        Worker::new(store.clone(), api, Settings::new(delivery, testing::shop_settings(), None), fastrand::f64);
    let begun = Instant::now();
    let drained = worker.drain(Duration::from_secs(24 * 60 * 60)).await.expect("the database");
    assert_eq!(drained, Drained::Done);
    let done = store.broadcasts.list(&store::PageRequest::first(1)).await.expect("a list").items.remove(0);
    assert_eq!(done.progress.sent, done.progress.total);
    let sent = u32::try_from(done.progress.sent).map_or(f64::INFINITY, f64::from);
    let rate = sent / begun.elapsed().as_secs_f64();
    println!("{rate:.0} sends a second, {:.1} MiB resident at most", peak_memory());
}

/// `VmHWM` of this process (Linux, `proc_pid_status(5)`), in MiB.
fn peak_memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u32>().ok());
    kib.map_or(f64::NAN, |kib| f64::from(kib) / 1024.0)
}
