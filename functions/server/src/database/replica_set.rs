//! A server becomes the primary of a replica set whose only member it is.

use std::fmt;

use bson::{Bson, Document, doc};
use mongodb::error::Error;
use tokio::time::{Instant, sleep};

use super::{
    DatabaseError, PATIENCE, PAUSE,
    connection::{Server, code},
    error::NotYet,
};

/// What was changed, for the operator.
pub(super) struct Change(String);

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where the server stands.
enum State {
    Primary,
    /// It takes a moment: an election, for instance.
    NotYet(NotYet),
    Configured(Change),
}

/// Returns once the server is the primary. It is asked again and again, because its answers change while it starts: no
/// connection, no configuration, no primary yet.
pub(super) async fn make_primary(server: &Server) -> Result<Option<Change>, DatabaseError> {
    let deadline = Instant::now() + PATIENCE;
    let mut change = None;
    loop {
        let source = match step(server).await? {
            State::Primary => return Ok(change),
            State::Configured(made) => {
                change = Some(made);
                NotYet::NotPrimary
            }
            State::NotYet(why) => why,
        };
        if Instant::now() > deadline {
            return Err(DatabaseError::NotReady { host: server.host.clone(), source });
        }
        sleep(PAUSE).await;
    }
}

/// Looks, and configures the replica set if that is what is missing.
async fn step(server: &Server) -> Result<State, DatabaseError> {
    let hello = match server.as_anybody().run_command(doc! { "hello": 1 }).await {
        Ok(hello) => hello,
        Err(error) => return Ok(State::NotYet(error.into())),
    };
    let is_true = |name: &str| hello.get_bool(name).unwrap_or_default();
    match hello.get_str("setName") {
        Ok(name) if name != server.set_name => {
            let (host, found, set_name) = (server.host.clone(), name.to_owned(), server.set_name.clone());
            Err(DatabaseError::OtherReplicaSet { host, found, set_name })
        }
        Ok(_) if is_only_member(&hello, &server.host) => {
            Ok(if is_true("isWritablePrimary") { State::Primary } else { State::NotYet(NotYet::NotPrimary) })
        }
        Err(_) if !is_true("isreplicaset") => Err(no_replica_set(server)),
        // No configuration, or one in which it does not find itself
        _ => configure(server).await,
    }
}

fn is_only_member(hello: &Document, host: &str) -> bool {
    hello.get_array("hosts").is_ok_and(|hosts| *hosts == [Bson::from(host)])
}

fn no_replica_set(server: &Server) -> DatabaseError {
    DatabaseError::NoReplicaSet { host: server.host.clone(), set_name: server.set_name.clone() }
}

async fn configure(server: &Server) -> Result<State, DatabaseError> {
    let admin = match server.as_administrator().await {
        Ok(admin) => admin.unwrap_or_else(|| server.as_anybody()),
        Err(error) => return refused(server, error),
    };
    let (command, change) = match admin.run_command(doc! { "replSetGetConfig": 1 }).await {
        Ok(reply) => reconfiguration(server, reply)?,
        // While there are no users, nobody may read a configuration, but anybody on this machine may make the first one
        Err(error) if matches!(code::of(&error), Some(code::NOT_YET_INITIALIZED | code::UNAUTHORIZED)) => {
            initiation(server)
        }
        Err(error) => return refused(server, error),
    };
    match admin.run_command(command).await {
        Ok(_) => Ok(State::Configured(change)),
        Err(error) => refused(server, error),
    }
}

/// What will not change by itself is an error; the rest is waited for, such as "already initialized" of a server that
/// is still reading its configuration.
fn refused(server: &Server, error: Error) -> Result<State, DatabaseError> {
    match code::of(&error) {
        Some(code::UNAUTHORIZED) => Err(server.needs_administrator()),
        Some(code::NO_REPLICATION_ENABLED) => Err(no_replica_set(server)),
        _ => Ok(State::NotYet(error.into())),
    }
}

fn initiation(server: &Server) -> (Document, Change) {
    let (name, host) = (&server.set_name, &server.host);
    let config = doc! { "_id": name, "members": [{ "_id": 0, "host": host }] };
    (doc! { "replSetInitiate": config }, Change(format!("Initiated the replica set {name} with {host}.")))
}

/// The data were used under another host or port: the only member gets the present one.
fn reconfiguration(server: &Server, mut reply: Document) -> Result<(Document, Change), DatabaseError> {
    let (name, host) = (&server.set_name, &server.host);
    let unreadable = |source| DatabaseError::Configuration { host: host.clone(), source };
    let config = reply.get_document_mut("config").map_err(unreadable)?;
    let members = config.get_array_mut("members").map_err(unreadable)?;
    let [Bson::Document(member)] = members.as_mut_slice() else {
        let (host, set_name, count) = (host.clone(), name.clone(), members.len());
        return Err(DatabaseError::SeveralMembers { host, set_name, count });
    };
    let before = member.insert("host", host);
    let before = before.as_ref().and_then(Bson::as_str).unwrap_or("another host");
    let version = config.get("version").and_then(|version| version.as_i64().or(version.as_i32().map(i64::from)));
    config.insert("version", version.unwrap_or_default() + 1);
    // Forced, because a member that does not find itself in the configuration cannot be primary
    let command = doc! { "replSetReconfig": config.clone(), "force": true };
    Ok((command, Change(format!("Moved the replica set {name} from {before} to {host}."))))
}
