//! A replica set of three that changes its primary, once politely and once by SIGKILL, while customers buy.

use std::time::Duration;

use bson::{Document, doc};
use domain::Clock;
use futures_util::future::join_all;
use mongodb::{Client, Database};
use store::Store;
use testing::{BotApi, Customer, Mongod, seed};
use tokio::time::{sleep, timeout};

use crate::{books::Books, customer::Buyer, settings::amount, shop::Shop, telegram::Telegram};

const PACE: Duration = Duration::from_millis(800);

/// Three members on loopback. Ends with the test.
struct ReplicaSet {
    members: Vec<Mongod>,
}

impl ReplicaSet {
    async fn start() -> Self {
        let set = Self { members: (0..3).map(|_| Mongod::start(&["--replSet", "rs3"])).collect() };
        let hosts = set
            .members
            .iter()
            .enumerate()
            .map(|(n, member)| doc! { "_id": i32::try_from(n).expect("few"), "host": member.host() });
        // Half of the default: a hosted cluster elects as fast
        let settings = doc! { "electionTimeoutMillis": 5_000 };
        let config = doc! { "_id": "rs3", "members": hosts.collect::<Vec<_>>(), "settings": settings };
        let first = set.direct(0).await;
        until("the set is initiated", || async {
            first.run_command(doc! { "replSetInitiate": config.clone() }).await.is_ok()
        })
        .await;
        until("there is a primary", || async { set.primary().await.is_some() }).await;
        set
    }

    fn uri(&self) -> String {
        let hosts: Vec<_> = self.members.iter().map(Mongod::host).collect();
        format!("mongodb://{}/shop?replicaSet=rs3", hosts.join(","))
    }

    /// The administration database of one member.
    async fn direct(&self, member: usize) -> Database {
        let host = self.members[member].host();
        let uri = format!("mongodb://{host}/?directConnection=true&serverSelectionTimeoutMS=1000");
        Client::with_options(store::client_options(&uri, "test").await.expect("an address"))
            .expect("a client")
            .database("admin")
    }

    async fn primary(&self) -> Option<usize> {
        for member in 0..self.members.len() {
            let hello: Result<Document, _> = self.direct(member).await.run_command(doc! { "hello": 1 }).await;
            if hello.is_ok_and(|hello| hello.get_bool("isWritablePrimary").unwrap_or_default()) {
                return Some(member);
            }
        }
        None
    }

    async fn step_down(&self) {
        let primary = self.primary().await.expect("a primary");
        // The connection may break: that is how a member leaves the office
        drop(self.direct(primary).await.run_command(doc! { "replSetStepDown": 20 }).await);
    }

    async fn kill_primary(&mut self) {
        until("there is a primary again", || async { self.primary().await.is_some() }).await;
        let primary = self.primary().await.expect("a primary");
        self.members[primary].kill();
    }
}

async fn until<F: Future<Output = bool>>(what: &str, condition: impl Fn() -> F) {
    let holds = async {
        while !condition().await {
            sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(Duration::from_secs(60), holds).await.unwrap_or_else(|_| panic!("{what}: not within a minute"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a mongod to start, which scripts/test finds"]
async fn a_primary_that_steps_down_or_dies_loses_no_order() {
    let seed = seed("election");
    let mut set = ReplicaSet::start().await;
    let client = store::connect(&set.uri(), "test").await.expect("an address");
    let store = Store::new(&client, Clock::system()).expect("a database");
    store.migrate(testing::shop_settings().time_zone).await.expect("a replica set that answers");
    let (books, api) = (Books::open(&store, 5, 200).await, BotApi::start().await);
    let shop = Shop::start(&set.uri(), api.url().as_str(), &[]);
    let telegram = Telegram::new(&shop.url, &api);

    let customers = i64::try_from(amount("KIOSK_CUSTOMERS", 40)).expect("a number of customers");
    let products = books.products();
    let buying = join_all(
        (1..=customers)
            .map(|id| Buyer::new(id, &telegram, &api, seed.wrapping_add(id.unsigned_abs()), PACE).buy(&products)),
    );
    let trouble = async {
        sleep(Duration::from_secs(1)).await;
        set.step_down().await;
        sleep(Duration::from_secs(2)).await;
        set.kill_primary().await;
        let start = Customer::new(90_001, "Taras").text("/start");
        telegram.deliver(&start).await;
    };
    let (visits, ()) = tokio::join!(buying, trouble);

    let deliveries = telegram.deliveries();
    let orders = books.check(&store, &visits, deliveries.repeated).await;
    println!("election: {orders} orders of {} customers, {deliveries:?}", visits.len());
    assert!(orders > 0, "somebody got through");
}
