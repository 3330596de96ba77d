//! `server keys`: API keys, made, listed and revoked by the operator. A key is printed once, alone, on standard output;
//! the database has its hash.

use std::{error::Error, str::FromStr};

use chrono::{DateTime, Duration, Utc};
use clap::Subcommand;
use domain::{KeyName, Scope, VariantArray};
use store::{Key, KeyDigest, KeySecret, Store, StoreError};

use crate::table;

#[derive(Subcommand)]
pub(crate) enum KeysCommand {
    /// Makes a key and prints it, alone and once, on standard output
    Create {
        /// What it is called in the list, one word
        #[arg(long, value_name = "name", value_parser = KeyName::parse)]
        name: KeyName,
        #[arg(long = "scope", value_name = "scope", required = true, help = scope_help())]
        scopes: Vec<Scope>,
        /// When it ends, such as 90d [default: never]
        #[arg(long, value_name = "expires", value_parser = days)]
        expires: Option<Duration>,
    },
    /// Takes a key that was made elsewhere, of which only the digest is shown; replaces the one of that name
    #[command(
        long_about = "Takes a key that was made elsewhere, such as by a deployment, without its being shown to this \
        command: of kiosk_<16 hexadecimal digits>_<64 hexadecimal digits> it is given the SHA-256 of the last part in \
        place of that part. Replaces the key of that name; can be run again and again."
    )]
    Put {
        /// What it is called in the list, one word
        #[arg(long, value_name = "name", value_parser = KeyName::parse)]
        name: KeyName,
        #[arg(long = "scope", value_name = "scope", required = true, help = scope_help())]
        scopes: Vec<Scope>,
        /// kiosk_<the key's 16 digits>_<SHA-256 of its 64 digits>
        #[arg(long, value_name = "digest", value_parser = KeyDigest::from_str)]
        digest: KeyDigest,
    },
    /// Lists the keys: name, scopes, end, last use
    List,
    /// Ends a key at once
    Revoke {
        #[arg(value_parser = KeyName::parse)]
        name: KeyName,
    },
}

fn scope_help() -> String {
    format!("What it allows; can be given several times: {}", joined(Scope::VARIANTS, ", "))
}

fn joined(scopes: &[Scope], separator: &str) -> String {
    scopes.iter().map(Scope::into_str).collect::<Vec<_>>().join(separator)
}

/// `90d`.
fn days(text: &str) -> Result<Duration, String> {
    let days = text.strip_suffix('d').and_then(|days| days.parse().ok()).filter(|days| (1..=36_500).contains(days));
    days.map(Duration::days).ok_or_else(|| "not a number of days from 1d to 36500d".to_owned())
}

pub(crate) async fn run(command: KeysCommand, store: &Store) -> Result<(), Box<dyn Error>> {
    match command {
        KeysCommand::Create { name, scopes, expires } => create(name, scopes, expires, store).await,
        KeysCommand::Put { name, scopes, digest } => put(name, scopes, &digest, store).await,
        KeysCommand::List => Ok(list(store).await?),
        KeysCommand::Revoke { name } => revoke(&name, store).await,
    }
}

fn distinct(mut scopes: Vec<Scope>) -> Vec<Scope> {
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

async fn create(
    name: KeyName,
    scopes: Vec<Scope>,
    expires: Option<Duration>,
    store: &Store,
) -> Result<(), Box<dyn Error>> {
    let scopes = distinct(scopes);
    let mut random = [0; 40];
    getrandom::fill(&mut random).map_err(|error| format!("no random bytes: {error}"))?;
    let secret = KeySecret::of(random);
    match store.keys.create(&secret, name.clone(), scopes, expires.map(|end| store.now() + end)).await {
        Err(StoreError::Exists) => return Err(format!("there is a key named {name} already").into()),
        created => created?,
    }
    println!("{secret}");
    Ok(())
}

async fn put(name: KeyName, scopes: Vec<Scope>, digest: &KeyDigest, store: &Store) -> Result<(), Box<dyn Error>> {
    store.keys.put(digest, name.clone(), distinct(scopes)).await?;
    println!("The key {name} is known.");
    Ok(())
}

async fn revoke(name: &KeyName, store: &Store) -> Result<(), Box<dyn Error>> {
    match store.keys.revoke(name).await {
        Err(StoreError::NotFound) => return Err(format!("there is no key named {name}").into()),
        revoked => revoked?,
    }
    println!("The key {name} is revoked.");
    Ok(())
}

async fn list(store: &Store) -> Result<(), StoreError> {
    let keys = store.keys.list().await?;
    if keys.is_empty() {
        println!("There are no keys. Make one: server keys create --name website --scope products:write");
        return Ok(());
    }
    table::print(&keys.iter().map(|key| row(key, store.now())).collect::<Vec<_>>());
    Ok(())
}

fn row(key: &Key, now: DateTime<Utc>) -> [String; 4] {
    let minute = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC").to_string();
    let end = match key.expires_at {
        None => "never ends".to_owned(),
        Some(end) if end <= now => format!("ended {}", minute(end)),
        Some(end) => format!("ends {}", minute(end)),
    };
    let used = key.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {}", minute(at)));
    [key.name.to_string(), end, used, joined(&key.scopes, " ")]
}
