//! `server keys`: API keys, made, listed and revoked by the operator. A key is printed once, alone, on standard output;
//! the database has its hash.

use chrono::{DateTime, Duration, Utc};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use domain::{KeyName, Scope, VariantArray};
use store::{Key, KeySecret, Store, StoreError};

/// Why `server keys` could not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
    #[error("there is a key named {0} already")]
    Taken(KeyName),
    #[error("there is no key named {0}")]
    Unknown(KeyName),
}

pub(crate) fn command() -> Command {
    let name = Arg::new("name").value_parser(KeyName::parse).required(true);
    let scopes = Scope::VARIANTS.iter().map(Scope::into_str).collect::<Vec<_>>().join(", ");
    let scope = Arg::new("scope")
        .long("scope")
        .required(true)
        .action(ArgAction::Append)
        .value_parser(value_parser!(Scope))
        .help(format!("What it allows; can be given several times: {scopes}"));
    let expires =
        Arg::new("expires").long("expires").value_parser(days).help("When it ends, such as 90d [default: never]");
    let create = Command::new("create")
        .about("Makes a key and prints it, alone and once, on standard output")
        .arg(name.clone().long("name").help("What it is called in the list, one word"))
        .args([scope, expires]);
    let revoke = Command::new("revoke").about("Ends a key at once").arg(name.value_name("NAME"));
    let list = Command::new("list").about("Lists the keys: name, scopes, end, last use");
    Command::new("keys")
        .about("Makes, lists and revokes API keys")
        .subcommands([create, list, revoke])
        .subcommand_required(true)
        .arg_required_else_help(true)
}

/// `90d`.
fn days(text: &str) -> Result<Duration, String> {
    let days = text.strip_suffix('d').and_then(|days| days.parse().ok()).filter(|days| (1..=36_500).contains(days));
    days.map(Duration::days).ok_or_else(|| "not a number of days from 1d to 36500d".to_owned())
}

pub(crate) async fn run(words: &ArgMatches, store: &Store) -> Result<(), KeysError> {
    match words.subcommand() {
        Some(("create", words)) => create(words, store).await,
        Some(("revoke", words)) => revoke(words, store).await,
        _ => list(store).await,
    }
}

async fn create(words: &ArgMatches, store: &Store) -> Result<(), KeysError> {
    let name = name(words);
    let mut scopes: Vec<Scope> = words.get_many("scope").into_iter().flatten().copied().collect();
    scopes.sort_unstable();
    scopes.dedup();
    let expires_at = words.get_one::<Duration>("expires").map(|end| store.now() + *end);
    let mut random = [0; 40];
    getrandom::fill(&mut random)?;
    let secret = KeySecret::of(random);
    match store.keys.create(&secret, name.clone(), scopes, expires_at).await {
        Err(StoreError::Exists) => Err(KeysError::Taken(name)),
        Err(error) => Err(error.into()),
        Ok(()) => {
            println!("{secret}");
            Ok(())
        }
    }
}

async fn revoke(words: &ArgMatches, store: &Store) -> Result<(), KeysError> {
    let name = name(words);
    match store.keys.revoke(&name).await {
        Err(StoreError::NotFound) => Err(KeysError::Unknown(name)),
        Err(error) => Err(error.into()),
        Ok(()) => {
            println!("The key {name} is revoked.");
            Ok(())
        }
    }
}

async fn list(store: &Store) -> Result<(), KeysError> {
    let keys = store.keys.list().await?;
    if keys.is_empty() {
        println!("There are no keys. Make one: server keys create --name website --scope products:write");
        return Ok(());
    }
    let rows: Vec<_> = keys.iter().map(|key| row(key, store.now())).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    for row in &rows {
        let [name, end, used, scopes] = row;
        println!("{name:0$}  {end:1$}  {used:2$}  {scopes}", width(0), width(1), width(2));
    }
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
    [key.name.to_string(), end, used, key.scopes.iter().map(Scope::into_str).collect::<Vec<_>>().join(" ")]
}

fn name(words: &ArgMatches) -> KeyName {
    words.get_one::<KeyName>("name").cloned().expect("clap requires it")
}
