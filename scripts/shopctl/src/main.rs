//! `shopctl`: the operator's chores around a running shop.
//!
//! ```text
//! shopctl webhook set --url https://shop.example.com/telegram/webhook    tell Telegram where the shop is
//! shopctl webhook info                                                   what Telegram thinks of it
//! shopctl webhook relay --to http://127.0.0.1:8080/telegram/webhook      fetch updates, as a laptop has no address
//! ```

mod relay;
mod webhook;

use std::error::Error;

use clap::{Args, Parser, Subcommand};
use runtime::{LogSettings, ShopSettings};
use settings::Env;
use telegram::{StaffSettings, TelegramSettings};
use url::Url;

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
#[command(version, after_help = settings::help::<Settings>())]
enum Chore {
    /// How updates reach the shop
    #[command(subcommand)]
    Webhook(WebhookChore),
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

#[tokio::main]
async fn main() {
    runtime::exit_with(run(Chore::parse())).await;
}

async fn run(Chore::Webhook(chore): Chore) -> Result<(), Box<dyn Error>> {
    let settings: Settings = Env::of_process().read()?;
    runtime::init_logs(&settings.log);
    match chore {
        WebhookChore::Set { url } => webhook::set(&settings, url).await,
        WebhookChore::Relay { to } => relay::run(settings, to).await,
        WebhookChore::Info => webhook::info(&settings).await,
    }
}
