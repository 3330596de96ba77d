//! Child processes of a test: their output goes to a log, and they end with the value that stands for them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::until::until;

/// A running program. Dropping it ends it, so that a test that fails leaves nothing behind.
pub(crate) struct Process {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts it, with a log in `folder`.
    pub(crate) fn start(name: &'static str, command: &mut Command, folder: &Path) -> Self {
        let log = folder.join(format!("{name}.log"));
        let output = File::create(&log).expect("a log");
        let errors = output.try_clone().expect("a log");
        let child = command.stdin(Stdio::null()).stdout(output).stderr(errors).spawn();
        let child = child.unwrap_or_else(|error| panic!("{name} cannot be started: {error}"));
        Self { name, child, log }
    }

    /// The port it says it listens on: it takes a free one by itself, so that no other can snatch it in between.
    pub(crate) async fn port_after(&mut self, marker: &str) -> u16 {
        let port = self.port_unless_ended(marker).await;
        port.unwrap_or_else(|| panic!("{} ended:\n{}", self.name, read(&self.log)))
    }

    /// The same; `None` when it ends instead.
    pub(crate) async fn port_unless_ended(&mut self, marker: &str) -> Option<u16> {
        let (name, child, log) = (self.name, &mut self.child, &self.log);
        until(&format!("{name} listens"), async || {
            let said = read(log);
            if child.try_wait().expect("a child's status").is_some() {
                return Ok(None);
            }
            // A line that is written only half may hold half a port
            let (_, rest) = said.split_once(marker).ok_or("not yet")?;
            let end = rest.find(|sign: char| !sign.is_ascii_digit()).ok_or("not yet")?;
            rest[..end].parse().map(Some).map_err(|_| "not a port")
        })
        .await
    }

    /// What it said last, for the report of a failure.
    pub(crate) fn last_lines(&self) -> String {
        let said = read(&self.log);
        let lines: Vec<_> = said.lines().collect();
        let last = &lines[lines.len().saturating_sub(15)..];
        format!("--- {}\n{}", self.name, last.join("\n"))
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a program to its end; panics with its output unless all went well.
pub(crate) fn run(name: &str, command: &mut Command) {
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{name} cannot be started: {error}"));
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{name}: {}\n{}", output.status, String::from_utf8_lossy(&said));
}

fn read(log: &Path) -> String {
    String::from_utf8_lossy(&fs::read(log).unwrap_or_default()).into_owned()
}
