//! `shopctl`: the operator's chores around a running shop.
//!
//! ```text
//! shopctl webhook set --url https://shop.example.com/telegram/webhook    tell Telegram where the shop is
//! shopctl webhook info                                                   what Telegram thinks of it
//! shopctl webhook relay --to http://127.0.0.1:8080/telegram/webhook      fetch updates, as a laptop has no address
//! shopctl login --url https://shop.example.com                           keep the shop's address and an API key
//! shopctl catalogue import prices.xlsx --dry-run --watch                 what would become of every row
//! shopctl catalogue import prices.xlsx --watch                           do it, and show how far it is
//! shopctl catalogue export catalogue.csv                                 all products, as an import reads them
//! shopctl orders export orders.xlsx --from 2026-11-01T00:00:00Z          for the accountant
//! shopctl completions bash                                               what the shell completes
//! ```
//!
//! It ends with 0 when all went well, 1 when something failed, 2 when it was called wrongly, and 3 when an import has ended, but
//! something is wrong with some of its rows or photos.

mod api;
mod catalogue;
mod login;
mod orders;
mod relay;
mod table;
mod webhook;

use std::error::Error;

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use runtime::{LogSettings, ShopSettings};
use settings::Env;
use telegram::{StaffSettings, TelegramSettings};
use url::Url;

use crate::{catalogue::CatalogueChore, login::Login, orders::OrdersChore};

#[derive(Args)]
struct Settings {
    #[command(flatten)]
    telegram: TelegramSettings,
    #[command(flatten)]
    shop: ShopSettings,
    #[command(flatten)]
    staff: StaffSettings,
    #[command(flatten)]
    log: LogSettings,
}

/// Chores around a running shop
#[derive(Parser)]
#[command(version, after_help = after_help())]
enum Chore {
    /// How updates reach the shop
    #[command(subcommand)]
    Webhook(WebhookChore),
    /// Keeps the shop's address and an API key, for the chores that need them
    Login(Login),
    /// The catalogue in and out of files
    #[command(subcommand)]
    Catalogue(CatalogueChore),
    /// Orders for the accountant
    #[command(subcommand)]
    Orders(OrdersChore),
    /// Prints what a shell needs to complete commands
    Completions { shell: Shell },
}

#[derive(Subcommand)]
enum WebhookChore {
    /// Tells Telegram where the shop is, and sets the menu of commands in three languages
    Set {
        /// The webhook's address; Telegram takes https only
        #[arg(long)]
        url: Url,
    },
    /// Fetches updates and posts them to a webhook that Telegram cannot reach; runs until stopped
    Relay {
        /// The webhook's address
        #[arg(long, value_name = "URL")]
        to: Url,
    },
    /// Says what Telegram thinks of the webhook
    Info,
}

/// How a chore ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Well,
    /// An import has ended, but something is wrong with some of its rows.
    WithFaults,
}

fn after_help() -> String {
    let exit =
        "Exit status: 0 all went well, 1 something failed, 2 called wrongly, 3 something is wrong with some rows";
    format!("{exit}\n\nFor webhook:\n{}", settings::help::<Settings>())
}

#[tokio::main]
async fn main() {
    match run(Chore::parse()).await {
        Ok(Ended::WithFaults) => std::process::exit(3),
        result => runtime::exit_with(std::future::ready(result.map(|_| ()))).await,
    }
}

async fn run(chore: Chore) -> Result<Ended, Box<dyn Error>> {
    match chore {
        Chore::Webhook(chore) => run_webhook(chore).await.map(|()| Ended::Well),
        Chore::Login(login) => login::run(login).await.map(|()| Ended::Well),
        Chore::Catalogue(chore) => catalogue::run(chore).await,
        Chore::Orders(chore) => orders::run(chore).await.map(|()| Ended::Well),
        Chore::Completions { shell } => {
            clap_complete::generate(shell, &mut Chore::command(), "shopctl", &mut std::io::stdout());
            Ok(Ended::Well)
        }
    }
}

async fn run_webhook(chore: WebhookChore) -> Result<(), Box<dyn Error>> {
    let settings: Settings = Env::of_process().read()?;
    runtime::init_logs(&settings.log);
    match chore {
        WebhookChore::Set { url } => webhook::set(&settings, url).await,
        WebhookChore::Relay { to } => relay::run(settings, to).await,
        WebhookChore::Info => webhook::info(&settings).await,
    }
}
