//! A local Bot API server with a chat page in the browser: the shop without a Telegram account.
//!
//! Point a bot at it instead of `https://api.telegram.org`, open the page, and be its customers. It is written from
//! the Bot API's documentation and shares no code with the shop, so it also notices when the shop misuses the Bot
//! API: limits, error texts and retries are Telegram's.
//!
//! ```text
//! bot ──▶ /bot<token>/<method>   api/       ┐            ┌ page/   /, /sandbox/… ◀── browser
//!                                           ├─▶ world/ ◀─┤
//! bot ◀── POST <webhook>         delivery   ┘            └ shared, disk: kept over a restart
//! ```
//!
//! Example, as a test starts it:
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! let options = sandbox::Options::new("123:secret", "/tmp/sandbox");
//! let sandbox = sandbox::Sandbox::start(options, "127.0.0.1:0").await?;
//! println!("{}", sandbox.url());
//! sandbox.stop().await
//! # }
//! ```

mod api;
mod delivery;
mod disk;
mod error;
mod journal;
mod markup;
mod page;
mod shared;
mod user;
mod world;

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use axum::Router;
use clap::Args;
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::task::JoinHandle;

use crate::{shared::Shared, user::User};

/// Connections still open after this are cut off at a stop.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// What a sandbox is started with.
#[derive(Args, Clone)]
pub struct Options {
    /// Token the bot calls with
    #[arg(long, env = "TELEGRAM_BOT_TOKEN", hide_env_values = true)]
    pub token: String,
    /// Folder for chats and photos; kept over restarts
    #[arg(long, env = "SANDBOX_DATA", default_value = ".kiosk/sandbox")]
    pub data: PathBuf,
    /// Username of the bot, without @
    #[arg(long, env = "SANDBOX_BOT_USERNAME", default_value = "kiosk_demo_bot")]
    pub bot_username: String,
    /// Name of the bot in the chat
    #[arg(long, env = "SANDBOX_BOT_NAME", default_value = "Kiosk demo")]
    pub bot_name: String,
}

impl Options {
    /// The demo bot, with this token and folder.
    pub fn new(token: impl Into<String>, data: impl Into<PathBuf>) -> Self {
        Self {
            token: token.into(),
            data: data.into(),
            bot_username: "kiosk_demo_bot".to_owned(),
            bot_name: "Kiosk demo".to_owned(),
        }
    }

    /// The digits in front of a token's colon are the bot's id.
    fn bot(&self) -> User {
        let id = self.token.split(':').next().and_then(|id| id.parse().ok());
        User {
            id: id.unwrap_or(7_000_000_001),
            is_bot: true,
            first_name: self.bot_name.clone(),
            username: Some(self.bot_username.clone()),
            ..User::default()
        }
    }
}

/// A running sandbox.
pub struct Sandbox {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<io::Result<()>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Listens on `address` and serves.
    ///
    /// # Errors
    /// The address is taken, or the data folder cannot be used.
    pub async fn start(options: Options, address: impl ToSocketAddrs) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::open(options.token.clone(), options.bot(), &options.data)?);
        let tasks =
            vec![tokio::spawn(delivery::run(Arc::clone(&shared))), tokio::spawn(Arc::clone(&shared).keep_saved())];
        let stopping = Arc::clone(&shared);
        let serve = axum::serve(listener, router(Arc::clone(&shared)))
            .with_graceful_shutdown(async move { stopping.stopped().await });
        let server = tokio::spawn(serve.into_future());
        Ok(Self { address, shared, server, tasks })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops serving and saves the state. Open pages and long polls do not hold it up.
    ///
    /// # Errors
    /// The state cannot be saved.
    pub async fn stop(mut self) -> io::Result<()> {
        self.shared.stopping.send_replace(true);
        if tokio::time::timeout(STOP_PATIENCE, &mut self.server).await.is_err() {
            self.server.abort();
        }
        for task in self.tasks {
            let _ = task.await;
        }
        self.shared.save()
    }
}

fn router(shared: Arc<Shared>) -> Router {
    api::router().merge(page::router()).with_state(shared)
}
