//! A replica set of three that changes its primary, once politely and once by SIGKILL, while customers buy.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use bson::{Document, doc};
use domain::Clock;
use futures_util::future::join_all;
use mongodb::{Client, Database};
use store::Store;
use tempfile::TempDir;
use testing::{BotApi, Customer, seed};
use tokio::time::{sleep, timeout};

use crate::{books::Books, customer::Buyer, settings::amount, shop::Shop, telegram::Telegram};

const PACE: Duration = Duration::from_millis(800);

/// Three members on loopback. Ends with the test.
struct ReplicaSet {
    members: Vec<(u16, Child)>,
    _folder: TempDir,
}

impl ReplicaSet {
    /// Starts them from the server that `KIOSK_MONGOD` names, as `scripts/test` does.
    async fn start() -> Self {
        let mongod = std::env::var("KIOSK_MONGOD").expect("KIOSK_MONGOD: the path of mongod; scripts/test sets it");
        let folder = TempDir::new().expect("a folder");
        let members: Vec<_> = (0..3).map(|n| member(&mongod, &folder.path().join(n.to_string()))).collect();
        let set = Self { members, _folder: folder };
        let hosts = set.members.iter().enumerate().map(|(n, (port, _))| {
            doc! { "_id": i32::try_from(n).expect("few"), "host": format!("127.0.0.1:{port}") }
        });
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
        let hosts: Vec<_> = self.members.iter().map(|(port, _)| format!("127.0.0.1:{port}")).collect();
        format!("mongodb://{}/shop?replicaSet=rs3", hosts.join(","))
    }

    /// The administration database of one member.
    async fn direct(&self, member: usize) -> Database {
        let port = self.members[member].0;
        let uri = format!("mongodb://127.0.0.1:{port}/?directConnection=true&serverSelectionTimeoutMS=1000");
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
        self.members[primary].1.kill().expect("it can be killed");
    }
}

impl Drop for ReplicaSet {
    fn drop(&mut self) {
        for (_, child) in &mut self.members {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

fn member(mongod: &str, folder: &Path) -> (u16, Child) {
    std::fs::create_dir_all(folder).expect("a folder");
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let mut command = Command::new(mongod);
    command.args(["--replSet", "rs3", "--bind_ip", "127.0.0.1", "--nounixsocket", "--wiredTigerCacheSizeGB", "0.25"]);
    command.args(["--oplogSize", "64", "--port", &port.to_string()]).arg("--dbpath").arg(folder);
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    (port, child.expect("mongod starts"))
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
    store.migrate().await.expect("a replica set that answers");
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
