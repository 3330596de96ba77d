//! A network that delays, cuts and swallows: between the shop and its database, and between the shop and the Bot API.

use std::{collections::BTreeMap, time::Duration};

use domain::{BroadcastText, UserId};
use futures_util::future::join_all;
use store::NewBroadcast;
use testing::{BotApi, Fault, Proxy, TestDb, host_of, seed};
use tokio::time::{sleep, timeout};

use crate::{books::Books, customer::Buyer, settings::amount, shop::Shop, telegram::Telegram};

/// Messages of a broadcast that may be repeated each time a worker loses its lease: `BROADCAST_UNDER_WAY`.
const IN_FLIGHT: u64 = 8;
const PACE: Duration = Duration::from_millis(100);

const FAULTS: [(&str, Fault, Duration); 3] = [
    ("delays", Fault::Delay(Duration::from_millis(40)), Duration::from_secs(4)),
    ("cuts", Fault::Cut(25), Duration::from_secs(4)),
    ("silence", Fault::Silence, Duration::from_secs(6)),
];

struct Stage {
    db: TestDb,
    api: BotApi,
    to_database: Proxy,
    to_bot_api: Proxy,
    books: Books,
    telegram: Telegram,
    _shop: Shop,
}

/// Where the network fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Database,
    BotApi,
}

impl Stage {
    async fn open(seed: u64) -> Self {
        let (db, api) = (TestDb::new().await, BotApi::start().await);
        let books = Books::open(&db.store, 5, 60).await;
        let (mongodb, bot_api) = (db.uri(), api.url().as_str().trim_end_matches('/').to_owned());
        let to_database = Proxy::start(&host_of(&mongodb), seed).await;
        let to_bot_api = Proxy::start(&host_of(&bot_api), seed + 1).await;
        // Straight to the proxy: the replica set's own list of members would lead past it
        let mongodb = mongodb.replace(&host_of(&mongodb), &to_database.address().to_string());
        let mongodb = mongodb.replace("replicaSet=rs0", "directConnection=true");
        let bot_api = format!("http://{}", to_bot_api.address());
        let shop = Shop::start(&mongodb, &bot_api, &[("BROADCAST_RATE", "200"), ("BROADCAST_LEASE", "2")]);
        let telegram = Telegram::new(&shop.url, &api);
        Self { db, api, to_database, to_bot_api, books, telegram, _shop: shop }
    }

    /// Customers buy, news of a broadcast go out, and the fault comes and goes meanwhile.
    async fn play(&self, side: Side, fault: Fault, lasts: Duration, seed: u64) {
        let customers = i64::try_from(amount("KIOSK_CUSTOMERS", 24)).expect("a number of customers");
        let audience: Vec<UserId> = (1_001..=1_200).map(UserId).collect();
        for id in &audience {
            testing::visit(&self.db.store, id.0, id.0, None).await;
        }
        let text = BroadcastText::parse("Open on Sunday").expect("a text");
        let broadcast = self.db.store.broadcasts.create(NewBroadcast::text(text)).await.expect("a broadcast");

        let products = self.books.products();
        let buying = join_all(
            (1..=customers)
                .map(|id| Buyer::new(id, &self.telegram, &self.api, seed + id.unsigned_abs(), PACE).buy(&products)),
        );
        let proxy = match side {
            Side::Database => &self.to_database,
            Side::BotApi => &self.to_bot_api,
        };
        let trouble = async {
            proxy.set(fault);
            sleep(lasts).await;
            proxy.set(Fault::None);
        };
        let (visits, ()) = tokio::join!(buying, trouble);

        let deliveries = self.telegram.deliveries();
        let orders = self.books.check(&self.db.store, &visits, deliveries.repeated).await;
        self.await_broadcast(broadcast.id).await;
        let received = self.received(&audience);
        assert!(received.values().all(|times| *times > 0), "nobody is missed: {received:?}");
        let repeats: u64 = received.values().map(|times| times - 1).sum();
        println!("network: {fault:?}: {orders} orders, {deliveries:?}, {repeats} messages of a broadcast repeated");
        // A send whose answer is lost is repeated up to its six attempts; a lost lease repeats what was in flight
        let attempts = if side == Side::BotApi { 5 * audience.len() as u64 } else { 0 };
        assert!(repeats <= attempts + 10 * IN_FLIGHT, "{repeats} repeats");
    }

    async fn await_broadcast(&self, id: domain::BroadcastId) {
        let over = async {
            loop {
                let broadcast = self.db.store.broadcasts.find(id).await.expect("the database").expect("the broadcast");
                if broadcast.status.is_over() {
                    return broadcast;
                }
                sleep(Duration::from_millis(100)).await;
            }
        };
        let broadcast = timeout(Duration::from_secs(60), over).await.expect("the broadcast is done");
        assert_eq!(broadcast.status, domain::BroadcastStatus::Done, "{broadcast:?}");
        assert_eq!(broadcast.progress.failed, 0, "{broadcast:?}");
    }

    /// How often each of them got the broadcast.
    fn received(&self, audience: &[UserId]) -> BTreeMap<i64, u64> {
        audience.iter().map(|id| (id.0, self.api.said_to(id.0, &[]).len() as u64)).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_to_the_database_that_fails_loses_nothing() {
    let seed = seed("network to the database");
    for (name, fault, lasts) in FAULTS {
        println!("network to the database: {name}");
        let stage = Stage::open(seed).await;
        stage.play(Side::Database, fault, lasts, seed).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_to_the_bot_api_that_fails_loses_nothing() {
    let seed = seed("network to the Bot API");
    for (name, fault, lasts) in FAULTS {
        println!("network to the Bot API: {name}");
        let stage = Stage::open(seed).await;
        stage.play(Side::BotApi, fault, lasts, seed).await;
    }
}
