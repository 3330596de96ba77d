//! Why MongoDB could not be set up, in the one line that the operator reads.

use std::{io, path::PathBuf};

use store::StoreError;

use super::connection::Administrator;

#[derive(Debug, thiserror::Error)]
pub(crate) enum DatabaseError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("--admin-password-file {}: {source}", file.display())]
    PasswordFile { file: PathBuf, source: io::Error },
    #[error("--admin-password-file {}: there is no password in it", file.display())]
    NoPassword { file: PathBuf },
    #[error("MONGODB_URI finds its servers by DNS: whoever runs those has set them up")]
    FoundByDns,
    #[error("MONGODB_URI names several servers: this command sets up a replica set of one")]
    SeveralServers,
    #[error("MONGODB_URI names no replica set, as in mongodb://{host}/shop?replicaSet=rs0")]
    NoReplicaSetName { host: String },
    #[error("MongoDB at {host} does not run as a replica set: start mongod with --replSet {set_name}")]
    NoReplicaSet { host: String, set_name: String },
    #[error("MongoDB at {host} belongs to the replica set {found}, MONGODB_URI names {set_name}")]
    OtherReplicaSet { host: String, found: String, set_name: String },
    #[error("the replica set {set_name} at {host} has {count} members: this command is for a set of one")]
    SeveralMembers { host: String, set_name: String, count: usize },
    #[error("MongoDB at {host} has a configuration that cannot be read: {source}")]
    Configuration { host: String, source: bson::error::Error },
    #[error("MongoDB at {host} asks for its administrator: give --admin-password-file")]
    NeedsAdministrator { host: String },
    #[error("MongoDB at {host} has users already, and the password in {} is not that of its user {}",
        file.display(), Administrator::NAME)]
    WrongPassword { host: String, file: PathBuf },
    #[error("MongoDB at {host} does not become ready: {source}")]
    NotReady { host: String, source: NotYet },
}

/// What a server says that is still starting.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotYet {
    #[error(transparent)]
    Refused(#[from] mongodb::error::Error),
    #[error("it is not the primary yet")]
    NotPrimary,
}
