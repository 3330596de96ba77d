//! The service manager, where there is one: a socket that systemd holds open over a restart, and the words it waits for.
//!
//! Beside `serve`, which says when to say what. Without systemd (a container, a laptop) all of it does nothing.
//!
//! ```text
//! LISTEN_FDS=1          serve the socket that was handed over, and leave PORT alone
//! NOTIFY_SOCKET=…       READY=1 once listening, STOPPING=1 when told to stop
//! WATCHDOG_USEC=…       WATCHDOG=1, twice as often as asked for
//! ```

use std::{io, time::Duration};

use listenfd::ListenFd;
use sd_notify::NotifyState;
use tokio::{net::TcpListener, task::JoinHandle};

/// The socket that was handed over, if one was.
///
/// # Errors
/// When it is not a TCP socket that listens.
pub(crate) fn socket() -> io::Result<Option<TcpListener>> {
    let Some(socket) = ListenFd::from_env().take_tcp_listener(0)? else { return Ok(None) };
    socket.set_nonblocking(true)?;
    TcpListener::from_std(socket).map(Some)
}

/// Says that requests are answered from now on, and goes on saying so until the returned task is aborted.
///
/// What it proves is that tasks get their turn: a process whose threads all hang is restarted. A database that does
/// not answer is no reason for that, and shows in `/health/ready`.
pub(crate) fn ready() -> Option<JoinHandle<()>> {
    say(NotifyState::Ready);
    let every = sd_notify::watchdog_enabled().filter(|period| *period > Duration::ZERO)? / 2;
    Some(tokio::spawn(async move {
        let mut turns = tokio::time::interval(every);
        loop {
            turns.tick().await;
            say(NotifyState::Watchdog);
        }
    }))
}

/// Says that requests under way are being ended.
pub(crate) fn stopping() {
    say(NotifyState::Stopping);
}

fn say(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "the service manager cannot be told");
    }
}
