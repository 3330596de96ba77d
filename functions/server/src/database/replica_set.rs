//! A server becomes the primary of a replica set whose only member it is.

use std::error::Error;

use bson::{Bson, Document, doc};
use tokio::time::{Instant, sleep};

use super::{
    PATIENCE, PAUSE,
    connection::{Server, code},
};

/// What a server says that is still starting.
const NOT_PRIMARY: &str = "it is not the primary yet";

/// Where the server stands.
enum State {
    Primary,
    /// It takes a moment: an election, for instance.
    NotYet(String),
    /// What was changed, for the operator.
    Configured(String),
}

/// Returns once the server is the primary. It is asked again and again, because its answers change while it starts: no
/// connection, no configuration, no primary yet.
pub(super) async fn make_primary(server: &Server) -> Result<Option<String>, Box<dyn Error>> {
    let deadline = Instant::now() + PATIENCE;
    let mut change = None;
    loop {
        let reason = match step(server).await? {
            State::Primary => return Ok(change),
            State::Configured(made) => {
                change = Some(made);
                NOT_PRIMARY.to_owned()
            }
            State::NotYet(why) => why,
        };
        if Instant::now() > deadline {
            return Err(format!("MongoDB at {} does not become ready: {reason}", server.host).into());
        }
        sleep(PAUSE).await;
    }
}

/// Looks, and configures the replica set if that is what is missing.
async fn step(server: &Server) -> Result<State, Box<dyn Error>> {
    let hello = match server.as_anybody().run_command(doc! { "hello": 1 }).await {
        Ok(hello) => hello,
        Err(error) => return Ok(State::NotYet(error.to_string())),
    };
    let is_true = |name: &str| hello.get_bool(name).unwrap_or_default();
    match hello.get_str("setName") {
        Ok(found) if found != server.set_name => {
            let Server { host, set_name, .. } = server;
            Err(format!("MongoDB at {host} belongs to the replica set {found}, MONGODB_URI names {set_name}").into())
        }
        Ok(_) if is_only_member(&hello, &server.host) => {
            Ok(if is_true("isWritablePrimary") { State::Primary } else { State::NotYet(NOT_PRIMARY.to_owned()) })
        }
        Err(_) if !is_true("isreplicaset") => Err(no_replica_set(server)),
        // No configuration, or one in which it does not find itself
        _ => configure(server).await,
    }
}

fn is_only_member(hello: &Document, host: &str) -> bool {
    hello.get_array("hosts").is_ok_and(|hosts| *hosts == [Bson::from(host)])
}

fn no_replica_set(server: &Server) -> Box<dyn Error> {
    let Server { host, set_name, .. } = server;
    format!("MongoDB at {host} does not run as a replica set: start mongod with --replSet {set_name}").into()
}

async fn configure(server: &Server) -> Result<State, Box<dyn Error>> {
    let admin = match server.as_administrator().await {
        Ok(admin) => admin.unwrap_or_else(|| server.as_anybody()),
        Err(error) => return refused(server, &error),
    };
    let (command, change) = match admin.run_command(doc! { "replSetGetConfig": 1 }).await {
        Ok(reply) => reconfiguration(server, reply)?,
        // While there are no users, nobody may read a configuration, but anybody on this machine may make the first one
        Err(error) if matches!(code::of(&error), Some(code::NOT_YET_INITIALIZED | code::UNAUTHORIZED)) => {
            initiation(server)
        }
        Err(error) => return refused(server, &error),
    };
    match admin.run_command(command).await {
        Ok(_) => Ok(State::Configured(change)),
        Err(error) => refused(server, &error),
    }
}

/// What will not change by itself is an error; the rest is waited for, such as "already initialized" of a server that
/// is still reading its configuration.
fn refused(server: &Server, error: &mongodb::error::Error) -> Result<State, Box<dyn Error>> {
    match code::of(error) {
        Some(code::UNAUTHORIZED) => Err(server.needs_administrator()),
        Some(code::NO_REPLICATION_ENABLED) => Err(no_replica_set(server)),
        _ => Ok(State::NotYet(error.to_string())),
    }
}

fn initiation(server: &Server) -> (Document, String) {
    let (name, host) = (&server.set_name, &server.host);
    let config = doc! { "_id": name, "members": [{ "_id": 0, "host": host }] };
    (doc! { "replSetInitiate": config }, format!("Initiated the replica set {name} with {host}."))
}

/// The data were used under another host or port: the only member gets the present one.
fn reconfiguration(server: &Server, mut reply: Document) -> Result<(Document, String), Box<dyn Error>> {
    let (name, host) = (&server.set_name, &server.host);
    let unreadable =
        |error: bson::error::Error| format!("MongoDB at {host} has a configuration that cannot be read: {error}");
    let config = reply.get_document_mut("config").map_err(unreadable)?;
    let members = config.get_array_mut("members").map_err(unreadable)?;
    let [Bson::Document(member)] = members.as_mut_slice() else {
        let count = members.len();
        let complaint =
            format!("the replica set {name} at {host} has {count} members: this command is for a set of one");
        return Err(complaint.into());
    };
    let before = member.insert("host", host);
    let before = before.as_ref().and_then(Bson::as_str).unwrap_or("another host");
    let version = config.get("version").and_then(|version| version.as_i64().or(version.as_i32().map(i64::from)));
    config.insert("version", version.unwrap_or_default() + 1);
    // Forced, because a member that does not find itself in the configuration cannot be primary
    let command = doc! { "replSetReconfig": config.clone(), "force": true };
    Ok((command, format!("Moved the replica set {name} from {before} to {host}.")))
}
