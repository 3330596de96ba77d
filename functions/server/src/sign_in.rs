//! `server office link`: a link that signs its owner in to the back office, for whoever has the shop's machine.

use std::error::Error;

use chrono::Duration;
use clap::{Subcommand, value_parser};
use domain::{Member, PersonName};
use runtime::StorefrontSettings;
use store::{SignInLinks, Store, Token};

#[derive(Subcommand)]
pub(crate) enum OfficeCommand {
    /// Prints a link that signs an owner in, once
    Link {
        /// Minutes for which it may be used, up to a day
        #[arg(long, default_value_t = SignInLinks::VALID.num_minutes(), value_parser = value_parser!(i64).range(1..=1440))]
        minutes: i64,
    },
}

pub(crate) async fn run(
    command: OfficeCommand,
    store: &Store,
    storefront: &StorefrontSettings,
) -> Result<(), Box<dyn Error>> {
    let OfficeCommand::Link { minutes } = command;
    let address = storefront.public_url.as_ref().ok_or("SHOP_PUBLIC_URL: not set, so there is nothing to link to")?;
    let (token, name) = (Token::random(), PersonName::parse("Owner")?);
    store.sign_in_links.create(&token, Member { id: None, name }, None, Duration::minutes(minutes)).await?;
    println!("{}/office/login/{token}", address.as_str().trim_end_matches('/'));
    Ok(())
}
