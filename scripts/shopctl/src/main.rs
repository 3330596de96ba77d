//! `shopctl`: the operator's chores around a running shop.
//!
//! ```text
//! shopctl webhook set --url https://shop.example.com/telegram/webhook    tell Telegram where the shop is
//! shopctl webhook info                                                   what Telegram thinks of it
//! shopctl webhook relay --to http://127.0.0.1:8080/telegram/webhook      fetch updates, as a laptop has no address
//! ```

mod relay;
mod webhook;

use std::process::ExitCode;

use clap::{Arg, ArgMatches, Args, Command};
use runtime::{LogSettings, ShopSettings};
use settings::{Env, SettingError};
use telegram::{TelegramError, TelegramSettings};
use url::Url;

#[derive(Args)]
struct Settings {
    #[command(flatten)]
    telegram: TelegramSettings,
    #[command(flatten)]
    shop: ShopSettings,
    #[command(flatten)]
    log: LogSettings,
}

/// Why a chore could not be done.
#[derive(Debug, thiserror::Error)]
enum ShopctlError {
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Telegram(#[from] TelegramError),
    #[error("no HTTP client: {0}")]
    Client(#[source] reqwest::Error),
    #[error("TELEGRAM_WEBHOOK_SECRET: not the one the webhook knows")]
    WrongSecret,
    #[error("Telegram names another webhook than the one just set")]
    OtherWebhook,
}

#[tokio::main]
async fn main() -> ExitCode {
    let matches = command().get_matches();
    runtime::exit_on_error(run(&matches)).await
}

async fn run(matches: &ArgMatches) -> Result<(), ShopctlError> {
    let settings: Settings = Env::of_process().read()?;
    runtime::init_logs(&settings.log);
    let Some(("webhook", webhook)) = matches.subcommand() else { return Ok(()) };
    match webhook.subcommand() {
        Some(("set", set)) => webhook::set(&settings, address(set, "url")).await,
        Some(("relay", relay)) => relay::run(settings, address(relay, "to")).await,
        _ => webhook::info(&settings).await,
    }
}

fn command() -> Command {
    let address = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).required(true).value_name("URL").value_parser(str::parse::<Url>).help(help)
    };
    let set = Command::new("set")
        .about("Tells Telegram where the shop is, and sets the menu of commands in three languages")
        .arg(address("url", "The webhook's address; Telegram takes https only"));
    let relay = Command::new("relay")
        .about("Fetches updates and posts them to a webhook that Telegram cannot reach; runs until stopped")
        .arg(address("to", "The webhook's address"));
    let info = Command::new("info").about("Says what Telegram thinks of the webhook");
    settings::command::<Settings>("shopctl", "Chores around a running shop")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("webhook")
                .about("How updates reach the shop")
                .subcommand_required(true)
                .arg_required_else_help(true)
                .subcommands([set, relay, info]),
        )
}

fn address(matches: &ArgMatches, name: &str) -> Url {
    matches.get_one::<Url>(name).cloned().expect("clap requires it")
}
