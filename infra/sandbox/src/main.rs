//! The `sandbox` command: settings, start, stop on a signal.
//!
//! Example: `sandbox --token 123:secret --data .kiosk/sandbox`, then open <http://127.0.0.1:8081/>.

use std::io;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;
use sandbox::{Options, Sandbox};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::{Layer as _, filter::Targets, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// A local Bot API server with a chat page in the browser: the shop without a Telegram account.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// Address to listen on
    #[arg(long, env = "SANDBOX_HOST", default_value = "127.0.0.1")]
    host: String,
    /// TCP port, for the Bot API and the page alike
    #[arg(long, env = "SANDBOX_PORT", default_value_t = 8081)]
    port: u16,
    #[command(flatten)]
    options: Options,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let wanted = std::env::var("RUST_LOG").ok().and_then(|wanted| wanted.parse::<Targets>().ok());
    let filter = wanted.unwrap_or_else(|| Targets::new().with_default(tracing::Level::WARN));
    tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().with_writer(io::stderr).with_filter(filter))
        .init();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(complaint) => {
            let _ = writeln!(io::stderr(), "sandbox: {complaint}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let Arguments { host, port, options } = arguments;
    // Before listening: a signal that comes early still stops it in order
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let folder = options.data.display().to_string();
    let sandbox = Sandbox::start(options, (host.as_str(), port)).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => format!("port {port} is taken; choose another with --port"),
        io::ErrorKind::AddrNotAvailable | io::ErrorKind::PermissionDenied => {
            format!("cannot use {host}:{port} or {folder}: {error}")
        }
        _ => format!("cannot start with --data {folder}: {error}"),
    })?;
    let _ = writeln!(io::stdout(), "sandbox: chat page and Bot API on {}", sandbox.url());
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    sandbox.stop().await.map_err(|error| format!("the state could not be saved: {error}"))
}
