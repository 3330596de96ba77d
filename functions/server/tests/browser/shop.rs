//! The whole shop as its owner runs it: the programs `server` and `sandbox`, a database, the webhook set by `shopctl`.

use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;
use testing::TestDb;

use crate::process::{Process, run};

const TOKEN: &str = "100200300:for-the-tests-in-a-browser";
/// The staff's group of the sandbox.
const STAFF_CHAT: &str = "-1001000000001";
const SECRET: &str = "for-the-tests-in-a-browser";

/// An open shop. The programs end, and the database goes, with this value.
pub(crate) struct Shop {
    /// Server and sandbox
    processes: Vec<Process>,
    /// The address of the chat page, which is the Bot API's too
    pub(crate) page: String,
    /// The address of the server
    pub(crate) server: String,
    pub(crate) db: TestDb,
    folder: TempDir,
}

impl Shop {
    /// With nothing to sell yet.
    pub(crate) async fn open() -> Self {
        let db = TestDb::new().await;
        let folder = TempDir::new().expect("a folder");
        let mut sandbox = Command::new(program("sandbox"));
        sandbox.args(["--port", "0", "--token", TOKEN, "--data"]).arg(folder.path().join("sandbox"));
        let mut sandbox = Process::start("sandbox", &mut sandbox, folder.path());
        let page = format!("http://127.0.0.1:{}", sandbox.port_after("http://127.0.0.1:").await);
        let mut shop = Self { processes: vec![sandbox], page, server: String::new(), db, folder };

        run("server migrate", shop.command("server").arg("migrate"));
        let mut server = Process::start("server", shop.command("server").env("PORT", "0"), shop.folder.path());
        let port = server.port_after("0.0.0.0:").await;
        shop.processes.push(server);
        shop.server = format!("http://127.0.0.1:{port}");
        let webhook = format!("{}/telegram/webhook", shop.server);
        run("shopctl webhook set", shop.command("shopctl").args(["webhook", "set", "--url", &webhook]));
        shop
    }

    /// Puts the demo catalogue in, as `scripts/run` does.
    pub(crate) fn with_demo(self) -> Self {
        run("server demo", self.command("server").arg("demo"));
        self
    }

    /// A link that signs its owner in to the back office.
    pub(crate) fn office_link(&self) -> String {
        let mut command = self.command("server");
        let said = command.args(["office", "link"]).env("SHOP_PUBLIC_URL", &self.server).output().expect("server runs");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8(said.stdout).expect("an address").trim().to_owned()
    }

    /// A photo on the disk of this machine.
    pub(crate) fn picture(&self) -> PathBuf {
        let photo = demo::catalogue().products.iter().find_map(demo::Product::photo).expect("a photo");
        self.file("photo.jpg", photo)
    }

    /// A file with this content on the disk of this machine.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    }

    /// The last the programs said, for the report of a failure.
    pub(crate) fn last_lines(&self) -> String {
        self.processes.iter().map(Process::last_lines).collect::<Vec<_>>().join("\n")
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(program(name));
        command
            .env("MONGODB_URI", self.db.uri())
            .env("TELEGRAM_BOT_TOKEN", TOKEN)
            .env("TELEGRAM_API_URL", &self.page)
            .env("TELEGRAM_WEBHOOK_SECRET", SECRET)
            .env("LOG_FORMAT", "pretty")
            .env("NO_COLOR", "1")
            .env_remove("SHOP_CURRENCY")
            .env_remove("SHOP_DEFAULT_LOCALE")
            .env("SHOP_STAFF_CHAT_ID", STAFF_CHAT)
            .env_remove("RUST_LOG");
        command
    }
}

/// Cargo knows where this package's own program lies; the others lie beside it.
fn program(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_BIN_EXE_server")).with_file_name(name);
    assert!(path.exists(), "{name} is not built: cargo build --workspace --bins");
    path
}
