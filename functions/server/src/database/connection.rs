//! The one server that `MONGODB_URI` names, reached directly: a driver that looks for a replica set would find none.

use std::{error::Error, fs, path::PathBuf, time::Duration};

use bson::doc;
use mongodb::{
    Client, Database,
    error::ErrorKind,
    options::{ClientOptions, Credential},
};
use store::StoreError;

/// Where MongoDB keeps users and takes commands about itself.
const ADMIN: &str = "admin";
/// A server that is still starting is asked again: sooner than the driver gives up by itself.
const SELECTION: Duration = Duration::from_secs(1);

/// MongoDB's error codes (`src/mongo/base/error_codes.yml`) that say something about the server's state.
pub(super) mod code {
    use mongodb::error::{Error, ErrorKind};

    pub(crate) const USER_NOT_FOUND: i32 = 11;
    pub(crate) const UNAUTHORIZED: i32 = 13;
    pub(crate) const NO_REPLICATION_ENABLED: i32 = 76;
    pub(crate) const NOT_YET_INITIALIZED: i32 = 94;
    pub(crate) const USER_EXISTS: i32 = 51_003;

    /// The code of a command's error.
    pub(crate) fn of(error: &Error) -> Option<i32> {
        match &*error.kind {
            ErrorKind::Command(error) => Some(error.code),
            _ => None,
        }
    }
}

/// MongoDB's own user, who may do everything.
pub(super) struct Administrator {
    pub(super) password: String,
    file: PathBuf,
}

impl Administrator {
    pub(super) const NAME: &str = "admin";

    /// The password is the file's first line.
    pub(super) fn read(file: PathBuf) -> Result<Self, Box<dyn Error>> {
        let complaint = |what: &str| format!("--admin-password-file {}: {what}", file.display());
        let text = fs::read_to_string(&file).map_err(|error| complaint(&error.to_string()))?;
        match text.lines().next().map(str::trim) {
            None | Some("") => Err(complaint("there is no password in it").into()),
            Some(password) => Ok(Self { password: password.to_owned(), file }),
        }
    }
}

/// What the connection string says about the server, and how to reach it.
pub(super) struct Server {
    /// `127.0.0.1:27017`: what the only member of the replica set is called.
    pub(super) host: String,
    /// The replica set's name.
    pub(super) set_name: String,
    /// The shop's database.
    pub(super) database: Option<String>,
    /// Whom the shop signs in as.
    pub(super) user: Option<Credential>,
    pub(super) administrator: Option<Administrator>,
    direct: ClientOptions,
    anybody: Client,
}

impl Server {
    pub(super) async fn of(uri: &str, administrator: Option<Administrator>) -> Result<Self, Box<dyn Error>> {
        if uri.starts_with("mongodb+srv://") {
            return Err("MONGODB_URI finds its servers by DNS: whoever runs those has set them up".into());
        }
        let mut direct = store::client_options(uri, "server").await?;
        let [host] = direct.hosts.as_slice() else {
            return Err("MONGODB_URI names several servers: this command sets up a replica set of one".into());
        };
        let host = host.to_string();
        let Some(set_name) = direct.repl_set_name.take() else {
            return Err(format!("MONGODB_URI names no replica set, as in mongodb://{host}/shop?replicaSet=rs0").into());
        };
        direct.direct_connection = Some(true);
        direct.server_selection_timeout = Some(SELECTION);
        let user = direct.credential.take();
        let database = direct.default_database.clone();
        let anybody = Client::with_options(direct.clone()).map_err(StoreError::Uri)?;
        Ok(Self { host, set_name, database, user, administrator, direct, anybody })
    }

    /// The administration database, without a password: enough where MongoDB asks for none, and for the first steps on
    /// the machine it runs on while it has no users (MongoDB's manual: "Localhost Exception").
    pub(super) fn as_anybody(&self) -> Database {
        self.anybody.database(ADMIN)
    }

    /// The administration database as the administrator; `None` when no password is given or MongoDB does not take it.
    pub(super) async fn as_administrator(&self) -> Result<Option<Database>, mongodb::error::Error> {
        let Some(administrator) = &self.administrator else { return Ok(None) };
        let mut options = self.direct.clone();
        let credential = Credential::builder().username(Administrator::NAME.to_owned()).source(ADMIN.to_owned());
        options.credential = Some(credential.password(administrator.password.clone()).build());
        let database = Client::with_options(options)?.database(ADMIN);
        match database.run_command(doc! { "ping": 1 }).await {
            Ok(_) => Ok(Some(database)),
            Err(error) if matches!(*error.kind, ErrorKind::Authentication { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Said when MongoDB refuses what only an administrator may do.
    pub(super) fn needs_administrator(&self) -> Box<dyn Error> {
        let host = &self.host;
        let complaint = match &self.administrator {
            None => format!("MongoDB at {host} asks for its administrator: give --admin-password-file"),
            Some(Administrator { file, .. }) => format!(
                "MongoDB at {host} has users already, and the password in {} is not that of its user {}",
                file.display(),
                Administrator::NAME
            ),
        };
        complaint.into()
    }
}
