//! A MongoDB server of a test's own, for what the one of all tests must not suffer: elections, passwords, another port.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// A `mongod` on loopback with an empty folder. Ends with this value.
#[derive(Debug)]
pub struct Mongod {
    /// Where it listens.
    pub port: u16,
    options: Vec<String>,
    child: Child,
    folder: TempDir,
}

impl Mongod {
    /// Starts the program that `KIOSK_MONGOD` names, as `scripts/test` does; it may not listen yet.
    pub fn start(options: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let options: Vec<_> = options.iter().map(|&option| option.to_owned()).collect();
        let port = free_port();
        Self { port, child: spawn(&options, port, folder.path()), options, folder }
    }

    /// Ends it and starts it on the same data and another port.
    pub fn move_to_another_port(&mut self) {
        self.kill();
        self.port = free_port();
        self.child = spawn(&self.options, self.port, self.folder.path());
    }

    /// By SIGKILL.
    pub fn kill(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// `127.0.0.1:27017`.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

impl Drop for Mongod {
    fn drop(&mut self) {
        self.kill();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

fn spawn(options: &[String], port: u16, folder: &Path) -> Child {
    let mongod = std::env::var_os("KIOSK_MONGOD").map(PathBuf::from);
    let mut command = Command::new(mongod.expect("KIOSK_MONGOD: the path of mongod; scripts/test sets it"));
    command.args(["--bind_ip", "127.0.0.1", "--nounixsocket", "--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64"]);
    command.arg("--port").arg(port.to_string()).arg("--dbpath").arg(folder).args(options);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("mongod starts")
}
