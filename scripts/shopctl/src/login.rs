//! The shop's address and an API key, kept in a file that nobody else can read.

use std::{
    env,
    error::Error,
    fs::{self, OpenOptions},
    io::{self, BufRead, IsTerminal, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::PathBuf,
};

use clap::Args;
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::api::{Api, ApiError};

#[derive(Args)]
pub(crate) struct Login {
    /// The shop's address, such as `https://shop.example.com`; the API key is read from the standard input
    #[arg(long)]
    url: Url,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    url: Url,
    key: String,
}

/// `$XDG_CONFIG_HOME/kiosk/shopctl.json`, or the same below `~/.config`.
fn place() -> Result<PathBuf, Box<dyn Error>> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")));
    Ok(folder.ok_or("neither XDG_CONFIG_HOME nor HOME is set")?.join("kiosk/shopctl.json"))
}

pub(crate) async fn run(login: Login) -> Result<(), Box<dyn Error>> {
    if !matches!(login.url.scheme(), "http" | "https") || !login.url.has_host() {
        return Err("--url: not an http or https address".into());
    }
    if io::stdin().is_terminal() {
        eprint!("API key (as `server keys create` printed it): ");
    }
    let mut key = String::new();
    io::stdin().lock().read_line(&mut key)?;
    let key = SecretString::from(key.trim());
    if key.expose_secret().is_empty() {
        return Err("no key was given".into());
    }
    check(&login.url, &key).await?;
    keep(&Kept { url: login.url.clone(), key: key.expose_secret().to_owned() })?;
    println!("Logged in to {}.", login.url);
    Ok(())
}

/// Whether the shop knows the key. What it allows is seen when it is used.
async fn check(url: &Url, key: &SecretString) -> Result<(), ApiError> {
    let api = Api::new(url.clone(), key.clone());
    // There is no such import; who has a key of another scope is not told so
    let asked = api.send(api.ask(Method::GET, &format!("/v1/catalogue/import/{}", "0".repeat(24)), &[])).await;
    match asked {
        Err(ApiError::Refused { status: StatusCode::FORBIDDEN | StatusCode::NOT_FOUND, .. }) | Ok(_) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Written anew, so that the file never has another mode than this, not for a moment.
fn keep(kept: &Kept) -> Result<(), Box<dyn Error>> {
    let place = place()?;
    let folder = place.parent().ok_or("no folder")?;
    fs::create_dir_all(folder)?;
    let new = place.with_extension("new");
    // Of one that broke off
    let _ = fs::remove_file(&new);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
    file.write_all(serde_json::to_string_pretty(kept)?.as_bytes())?;
    file.sync_all()?;
    Ok(fs::rename(new, place)?)
}

/// The API of the shop that somebody logged in to.
pub(crate) fn api() -> Result<Api, Box<dyn Error>> {
    let place = place()?;
    let text = fs::read_to_string(&place).map_err(|_| "not logged in: shopctl login --url https://…")?;
    if fs::metadata(&place)?.permissions().mode() & 0o077 != 0 {
        return Err(format!("{} can be read by others: chmod 600 it", place.display()).into());
    }
    let Kept { url, key } = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", place.display()))?;
    Ok(Api::new(url, key.into()))
}
