//! Ten times more requests than the machine can serve: answers stay 200, 429 or 503, memory stays bounded, and soon after
//! it the shop answers as before.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use reqwest::Client;
use testing::{BotApi, Customer, TestDb};
use tokio::time::{sleep, timeout};

use crate::{
    settings::amount,
    shop::{SECRET, Shop},
};

/// Sixty-four connections keep the machine busy: so many of them at once are ten times as many.
const CONNECTIONS: usize = 640;
/// What the process may grow to, in kibibytes: twice what it takes in a test build under its own limit of requests.
const MOST_MEMORY: u64 = 200 << 10;
/// For what never happens.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_requests_than_can_be_served_are_refused_in_order_and_leave_nothing_behind() {
    let seconds = amount("KIOSK_OVERLOAD_SECONDS", 20);
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let category = testing::category(&db.store, "Kettles", None).await;
    for _ in 0..20 {
        testing::product(&db.store, &category).create().await;
    }
    let shop = Shop::start(&db.uri(), api.url().as_str(), &[]);
    let (statuses, is_over, next) = (Mutex::new(BTreeMap::new()), AtomicBool::new(false), AtomicI64::new(1));
    let client = Client::builder().timeout(Duration::from_secs(60)).pool_max_idle_per_host(CONNECTIONS).build();
    let client = client.expect("a client");

    let load = join_all((0..CONNECTIONS).map(|n| {
        let (client, shop, statuses, is_over, next) = (&client, &shop, &statuses, &is_over, &next);
        async move {
            while !is_over.load(Ordering::Relaxed) {
                let status = match n % 3 {
                    0 => ask(client, shop, "/v1/products").await,
                    _ => write(client, shop, next.fetch_add(1, Ordering::Relaxed)).await,
                };
                *statuses.lock().expect("not poisoned").entry(status).or_insert(0_u64) += 1;
                // Telegram and well-behaved clients wait as they are asked to; these wait less
                if status != 200 {
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }));
    let end = async {
        sleep(Duration::from_secs(seconds)).await;
        is_over.store(true, Ordering::Relaxed);
    };
    tokio::join!(load, end);

    let statuses = statuses.into_inner().expect("not poisoned");
    println!("overload: {statuses:?}, {} KiB at most", shop.memory("VmHWM"));
    assert!(statuses.keys().all(|status| [200, 429, 503].contains(status)), "{statuses:?}");
    assert!(statuses.contains_key(&200), "some are served: {statuses:?}");
    assert!(shop.memory("VmHWM") < MOST_MEMORY, "{} KiB", shop.memory("VmHWM"));

    let recovered = async {
        let mut in_a_row = 0;
        while in_a_row < 10 {
            let id = next.fetch_add(1, Ordering::Relaxed);
            in_a_row = if write(&client, &shop, id).await == 200 { in_a_row + 1 } else { 0 };
        }
    };
    timeout(PATIENCE, recovered).await.expect("the shop answers as before");
}

async fn ask(client: &Client, shop: &Shop, path: &str) -> u16 {
    let response = client.get(format!("{}{path}", shop.url)).send().await;
    status(response).await
}

async fn write(client: &Client, shop: &Shop, customer: i64) -> u16 {
    let request = client.post(format!("{}/telegram/webhook", shop.url));
    let request = request.header("X-Telegram-Bot-Api-Secret-Token", SECRET);
    status(request.json(&Customer::new(customer, "Olena").text("/start")).send().await).await
}

/// A connection that breaks counts as a status of its own.
async fn status(response: reqwest::Result<reqwest::Response>) -> u16 {
    match response {
        Ok(response) => {
            let status = response.status().as_u16();
            if response.bytes().await.is_ok() { status } else { 0 }
        }
        Err(_) => 0,
    }
}
