//! What the environment says to every process, and about the shop itself.

use chrono_tz::Tz;
use clap::{Args, ValueEnum};
use domain::{Currency, Locale};
use tracing_subscriber::filter::Targets;
use url::Url;

/// What a process logs, and how.
#[derive(Args, Clone, Debug)]
pub struct LogSettings {
    /// `json` (Cloud Logging fields) or `pretty`; when not set, `pretty` on a terminal, else `json`
    #[arg(env = "LOG_FORMAT")]
    pub format: Option<LogFormat>,
    /// What is logged, such as `info,webhook=debug`
    #[arg(env = "RUST_LOG", default_value = "info")]
    pub filter: Targets,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LogFormat {
    Json,
    Pretty,
}

/// Where a process serves.
#[derive(Args, Clone, Copy, Debug)]
pub struct HttpSettings {
    /// TCP port
    #[arg(env = "PORT", default_value = "8080")]
    pub port: u16,
}

/// What kind of shop it is.
#[derive(Args, Clone, Copy, Debug)]
pub struct ShopSettings {
    /// ISO 4217 code of all prices
    #[arg(env = "SHOP_CURRENCY", default_value = "UAH")]
    pub currency: Currency,
    /// `uk`, `ru` or `en`, for customers whose own language has no translation
    #[arg(env = "SHOP_DEFAULT_LOCALE", default_value = "uk")]
    pub default_locale: Locale,
    /// IANA time zone of days and times shown to people, such as `Europe/Warsaw`
    #[arg(env = "SHOP_TIME_ZONE", default_value = "Europe/Kyiv")]
    pub time_zone: Tz,
}

/// What the shop is called, and where people reach it.
#[derive(Args, Clone, Debug)]
pub struct StorefrontSettings {
    /// The shop's name: greeting, back office, feeds
    #[arg(env = "SHOP_NAME", default_value = "Kiosk")]
    pub name: String,
    /// The https address at which customers and staff reach the shop, such as `https://shop.example.com`; without it, no links and no photos in feeds
    #[arg(env = "SHOP_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<Url>,
}

fn public_url(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "not an address")?;
    let is_local = url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "localhost"));
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if (url.scheme() == "https" || is_local) && url.has_host() && is_plain {
        Ok(url)
    } else {
        Err("not an https address")
    }
}
