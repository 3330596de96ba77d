//! `server database init`: sets up a MongoDB server that has just been installed or started. It becomes
//! a replica set of one member, because transactions need a replica set, and gets users where it asks for passwords.
//! `server database drop-user` removes one that has been replaced. `server database shard-keys` says how the collections are
//! spread over several.
//!
//! ```text
//! connection.rs   what MONGODB_URI says, and direct connections to that one server
//! replica_set.rs  initiate, reconfigure, wait for the primary
//! users.rs        the administrator, and the user that MONGODB_URI names
//! sharding.rs     commands for mongosh
//! ```
//!
//! Run again, it changes only what differs.

mod connection;
mod replica_set;
mod sharding;
mod users;

use std::{error::Error, path::PathBuf, time::Duration};

use bson::Document;
use clap::Subcommand;
use store::{MongoSettings, StoreError};
use tokio::time::{Instant, sleep};

use self::connection::{Administrator, Server};

/// How long a server may take from its start to the primary that takes transactions.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(100);

#[derive(Subcommand)]
pub(crate) enum DatabaseCommand {
    #[command(
        about = "Makes the server of MONGODB_URI a replica set of one and creates its users; can be run again and again",
        long_about = "Makes the one server that MONGODB_URI names a replica set of one member under exactly that host \
                      and port, waits until it takes transactions, and creates the user that MONGODB_URI names, if it \
                      names one, who may read and write the database. Waits for a server that is still starting. Can \
                      be run again and again: after MONGODB_URI got another port or password, the server gets it too."
    )]
    Init {
        /// For a MongoDB that asks for passwords: that of its user admin, who is created while it has no users
        #[arg(long, value_name = "FILE")]
        admin_password_file: Option<PathBuf>,
    },
    /// Removes a user that the connection string no longer names, once no process signs in as that one any more
    DropUser {
        name: String,
        /// That of MongoDB's user admin
        #[arg(long, value_name = "FILE")]
        admin_password_file: PathBuf,
    },
    /// Prints the commands for mongosh that shard what grows, for a shop that outgrows one server; changes nothing
    ShardKeys,
}

pub(crate) async fn run(command: DatabaseCommand, settings: &MongoSettings) -> Result<(), Box<dyn Error>> {
    let uri = settings.connection_string();
    match command {
        DatabaseCommand::Init { admin_password_file } => {
            let administrator = admin_password_file.map(Administrator::read).transpose()?;
            init(uri, Server::of(uri, administrator).await?).await
        }
        DatabaseCommand::DropUser { name, admin_password_file } => {
            let server = Server::of(uri, Some(Administrator::read(admin_password_file)?)).await?;
            println!("{}", users::drop(&server, &name).await?);
            Ok(())
        }
        DatabaseCommand::ShardKeys => {
            print!("{}", sharding::commands(uri).await?);
            Ok(())
        }
    }
}

async fn init(uri: &str, server: Server) -> Result<(), Box<dyn Error>> {
    if let Some(change) = replica_set::make_primary(&server).await? {
        println!("{change}");
    }
    for change in users::create(&server).await? {
        println!("{change}");
    }
    take_a_transaction(uri).await?;
    println!("MongoDB at {} is ready.", server.host);
    Ok(())
}

/// Through the connection string itself, as the shop does: a primary alone is not yet one that takes transactions.
async fn take_a_transaction(uri: &str) -> Result<(), StoreError> {
    let client = store::connect(uri, "server").await?;
    let database = client.default_database().unwrap_or_else(|| client.database("test"));
    let transaction = async || {
        let mut session = client.start_session().await?;
        session.start_transaction().await?;
        database.collection::<Document>("products").find_one(Document::new()).session(&mut session).await?;
        session.commit_transaction().await
    };
    let deadline = Instant::now() + PATIENCE;
    while let Err(error) = transaction().await {
        let error = StoreError::from(error);
        if !error.is_unavailable() || Instant::now() > deadline {
            return Err(error);
        }
        sleep(PAUSE).await;
    }
    Ok(())
}
