//! What the environment says about MongoDB.

use clap::Args;
use secrecy::{ExposeSecret, SecretString};

/// Where the shop's data are.
#[derive(Args, Clone, Debug)]
pub struct MongoSettings {
    /// Connection string of a replica set (one node is enough); its path names the database
    #[arg(env = "MONGODB_URI", default_value = "mongodb://127.0.0.1:27017/shop?replicaSet=rs0", value_parser = uri)]
    uri: SecretString,
}

impl MongoSettings {
    /// The connection string. It may hold a password: not for logs.
    pub fn connection_string(&self) -> &str {
        self.uri.expose_secret()
    }
}

/// Whether it can be used shows when it is.
fn uri(text: &str) -> Result<SecretString, &'static str> {
    let is_uri = text.starts_with("mongodb://") || text.starts_with("mongodb+srv://");
    is_uri.then(|| text.into()).ok_or("neither mongodb:// nor mongodb+srv://")
}
