//! A database per test, on the server that `MONGODB_URI` names; `scripts/test` starts one.

use std::env;

use bson::oid::ObjectId;
use chrono::TimeDelta;
use domain::Clock;
use mongodb::Client;
use store::Store;

use crate::{Commands, now};

/// A migrated, empty shop. Its database is dropped with this value.
#[derive(Debug)]
pub struct TestDb {
    /// The shop; its clock starts at [`now`] and advances by a millisecond at every reading.
    pub store: Store,
    /// What is sent to the database.
    pub commands: Commands,
    client: Client,
    name: String,
    uri: String,
}

impl TestDb {
    /// A new database of its own.
    pub async fn new() -> Self {
        let uri = env::var("MONGODB_URI").expect("MONGODB_URI: tests need a replica set; scripts/test brings one");
        let name = format!("t_{}", ObjectId::new().to_hex());
        let commands = Commands::default();
        let mut options = store::client_options(&uri, "test").await.expect("MONGODB_URI");
        options.command_event_handler = Some(commands.handler());
        let client = Client::with_options(options).expect("MONGODB_URI");
        let store = Store::in_database(client.database(&name), Clock::stepping(now(), TimeDelta::milliseconds(1)));
        store.migrate(crate::shop_settings().time_zone).await.expect("a replica set that answers");
        commands.clear();
        Self { store, commands, client, name, uri }
    }

    /// The shop as another process sees it, by a clock that is so much ahead.
    pub fn later(&self, by: TimeDelta) -> Store {
        Store::in_database(self.raw(), Clock::stepping(now() + by, TimeDelta::milliseconds(1)))
    }

    /// The database itself, to look at what was written.
    pub fn raw(&self) -> mongodb::Database {
        self.client.database(&self.name)
    }

    /// The database's connection string, for a process of its own.
    pub fn uri(&self) -> String {
        let (server, options) = self.uri.split_once('?').unwrap_or((&self.uri, ""));
        let scheme = server.find("://").map_or(0, |at| at + 3);
        let host = server[scheme..].split('/').next().unwrap_or_default();
        format!("{}{host}/{}?{options}", &server[..scheme], self.name)
    }
}

impl Drop for TestDb {
    /// From a thread and a runtime of its own, as the test's runtime may be gone or busy failing.
    fn drop(&mut self) {
        let (uri, name) = (self.uri.clone(), self.name.clone());
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let client = store::connect(&uri, "test").await.map_err(std::io::Error::other)?;
                client.database(&name).drop().await.map_err(std::io::Error::other)?;
                client.shutdown().immediate(true).await;
                Ok::<(), std::io::Error>(())
            })
        });
        if let Ok(Err(error)) = dropped.join() {
            eprintln!("the database {} stays behind: {error}", self.name);
        }
    }
}
