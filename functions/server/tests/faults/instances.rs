//! The shop many times over one database, as a platform of functions runs it: an instance handles one update at a time, and
//! the database is a network away, as it is from a function. What customers buy and what a broadcast tells them must be as
//! with one instance, and ten must do more than one.

use std::{
    iter::successors,
    time::{Duration, Instant},
};

use bson::{Document, doc};
use domain::{BroadcastId, BroadcastText, UserId};
use futures_util::{StreamExt, stream};
use store::NewBroadcast;
use testing::{BotApi, Fault, Proxy, TestDb, host_of, seed};
use tokio::{task::JoinSet, time::sleep};

use crate::{books::Books, customer::Buyer, settings::amount, shop::Shop, telegram::Telegram};

/// The longest a piece of the conversation with the database is on its way; half of it on average.
const WAY: Duration = Duration::from_millis(20);
const CUSTOMERS_PER_INSTANCE: usize = 6;
/// More customers than instances, so that none of these waits.
const AT_ONCE_PER_INSTANCE: usize = 2;
/// Orders of one product wait for one another, see `docs/scaling.md`: as in a large shop, not all want the same.
const PRODUCTS_PER_INSTANCE: usize = 5;
const LEAST_PRODUCTS: usize = 20;
const AUDIENCE: i64 = 100;
/// Twice what the test of a few instances needs on a machine that is busy.
const LEAST_GAIN: f64 = 2.0;

/// What some instances did.
struct Figures {
    instances: usize,
    updates_per_second: f64,
    median: Duration,
    slowest_of_hundred: Duration,
    connections: i32,
    orders: usize,
    repeated: u64,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_instances_over_one_database_do_more_than_one_and_nothing_twice() {
    let (seed, most) = (seed("instances"), usize::try_from(amount("KIOSK_INSTANCES", 10)).expect("a number"));
    let steps = successors(Some(1), |instances| Some(instances * 10)).take_while(|instances| *instances < most);
    let mut all = vec![];
    for instances in steps.chain([most]) {
        let figures = run(instances, seed).await;
        println!(
            "instances: {}: {:.1} updates a second, {} ms in the middle, {} ms of the slowest in a hundred, \
             {} connections to the database, {} orders, {} deliveries repeated",
            figures.instances,
            figures.updates_per_second,
            figures.median.as_millis(),
            figures.slowest_of_hundred.as_millis(),
            figures.connections,
            figures.orders,
            figures.repeated,
        );
        all.push(figures);
    }
    let (one, ten) = (&all[0], &all[1]);
    let gain = ten.updates_per_second / one.updates_per_second;
    assert!(gain > LEAST_GAIN, "{} instances do {gain:.1} times as much as one", ten.instances);
}

async fn run(instances: usize, seed: u64) -> Figures {
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let customers = instances * CUSTOMERS_PER_INSTANCE;
    let products = LEAST_PRODUCTS.max(instances * PRODUCTS_PER_INSTANCE);
    let books = Books::open(&db.store, products, i64::try_from(customers).expect("pieces") * 3).await;
    let proxy = Proxy::start(&host_of(&db.uri()), seed).await;
    let mongodb = db.uri().replace(&host_of(&db.uri()), &proxy.address().to_string());
    let mongodb = mongodb.replace("replicaSet=rs0", "directConnection=true");
    let before = connections(&db).await;
    let shops = start(instances, &mongodb, api.url().as_str()).await;
    proxy.set(Fault::Delay(WAY));
    let urls: Vec<_> = shops.iter().map(|shop| shop.url.as_str()).collect();
    let telegram = Telegram::of_functions(&urls, &api);
    let broadcast = announce(&db).await;

    let (begun, products) = (Instant::now(), books.products());
    let buying = (1..=i64::try_from(customers).expect("customers"))
        .map(|id| Buyer::new(id, &telegram, &api, seed.wrapping_add(id.unsigned_abs()), Duration::ZERO).buy(&products));
    let visits: Vec<_> = stream::iter(buying).buffer_unordered(AT_ONCE_PER_INSTANCE * instances).collect().await;
    let took = begun.elapsed();
    let connections = connections(&db).await - before;

    let deliveries = telegram.deliveries();
    let orders = books.check(&db.store, &visits, deliveries.repeated).await;
    assert_eq!(orders, customers, "there was enough for all");
    told_once(&db, &api, broadcast).await;
    let times = telegram.took();
    Figures {
        instances,
        updates_per_second: f64::from(u32::try_from(times.len()).expect("a number")) / took.as_secs_f64(),
        median: times[times.len() / 2],
        slowest_of_hundred: times[times.len() * 99 / 100],
        connections,
        orders,
        repeated: deliveries.repeated,
    }
}

/// Some at a time, as each takes a moment of the processor.
async fn start(instances: usize, mongodb: &str, bot_api: &str) -> Vec<Shop> {
    let (mut starting, mut shops) = (JoinSet::new(), vec![]);
    for _ in 0..instances {
        let (mongodb, bot_api) = (mongodb.to_owned(), bot_api.to_owned());
        starting.spawn_blocking(move || Shop::start(&mongodb, &bot_api, &[("BROADCAST_RATE", "50")]));
        if starting.len() == 4 {
            shops.extend(starting.join_next().await.map(|shop| shop.expect("it starts")));
        }
    }
    shops.extend(starting.join_all().await);
    shops
}

/// To people who do not buy meanwhile.
async fn announce(db: &TestDb) -> BroadcastId {
    for id in audience() {
        testing::visit(&db.store, id.0, id.0, None).await;
    }
    let text = BroadcastText::parse("Open on Sunday").expect("a text");
    db.store.broadcasts.create(NewBroadcast::text(text)).await.expect("a broadcast").id
}

fn audience() -> impl Iterator<Item = UserId> {
    (100_001..=100_000 + AUDIENCE).map(UserId)
}

/// Every instance has a worker; one at a time holds the lease.
async fn told_once(db: &TestDb, api: &BotApi, id: BroadcastId) {
    let is_over =
        async || db.store.broadcasts.find(id).await.expect("the database").is_none_or(|it| it.status.is_over());
    while !is_over().await {
        sleep(Duration::from_millis(50)).await;
    }
    let times: Vec<_> = audience().map(|id| api.said_to(id.0, &[]).len()).collect();
    assert_eq!(times, vec![1; times.len()], "everybody once");
}

async fn connections(db: &TestDb) -> i32 {
    let status: Document =
        db.raw().client().database("admin").run_command(doc! { "serverStatus": 1 }).await.expect("status");
    status.get_document("connections").and_then(|open| open.get_i32("current")).expect("a number")
}
