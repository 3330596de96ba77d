//! The client: built once per process, with limits fit for a function that may be frozen and woken.

use std::time::Duration;

use mongodb::{Client, options::ClientOptions};

use crate::StoreError;

/// The options every process uses; tests add their monitoring to them.
///
/// # Errors
/// [`StoreError::Uri`] when the connection string cannot be read or its host names not be resolved.
pub async fn client_options(uri: &str, app_name: &str) -> Result<ClientOptions, StoreError> {
    let mut options = ClientOptions::parse(uri).await.map_err(StoreError::Uri)?;
    options.app_name = Some(app_name.to_owned());
    options.max_pool_size.get_or_insert(16);
    // A frozen function's sockets are dead when it wakes; better to open a new one than to time out on an old one
    options.max_idle_time.get_or_insert(Duration::from_secs(60));
    options.server_selection_timeout.get_or_insert(Duration::from_secs(4));
    options.connect_timeout.get_or_insert(Duration::from_secs(3));
    Ok(options)
}

/// A client for the connection string. Nothing is sent yet: an unreachable host shows at the first operation.
///
/// # Errors
/// [`StoreError::Uri`] when the connection string cannot be used.
pub async fn connect(uri: &str, app_name: &str) -> Result<Client, StoreError> {
    Client::with_options(client_options(uri, app_name).await?).map_err(StoreError::Uri)
}

#[cfg(test)]
mod tests {
    use mongodb::options::{ConnectionString, HostInfo};

    /// As Atlas shows it. What DNS adds to it (servers, the replica set's name) is tested by `scripts/test-deploy srv`.
    #[test]
    fn a_connection_string_of_atlas_names_the_database_and_the_user() {
        let uri = "mongodb+srv://shop:p%40ss%2Fword@cluster0.ab1cd.mongodb.net/shop?retryWrites=true&w=majority\
                   &appName=Cluster0&maxPoolSize=4";
        let read = ConnectionString::parse(uri).expect("a connection string");
        assert!(
            matches!(&read.host_info, HostInfo::DnsRecord(host) if host == "cluster0.ab1cd.mongodb.net"),
            "{:?}",
            read.host_info
        );
        let user = read.credential.expect("a user");
        assert_eq!((user.username.as_deref(), user.password.as_deref()), (Some("shop"), Some("p@ss/word")));
        assert_eq!((read.default_database.as_deref(), read.max_pool_size), (Some("shop"), Some(4)));
    }
}
