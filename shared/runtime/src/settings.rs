//! What the environment says to every process, and about the shop itself.

use std::str::FromStr;

use chrono_tz::Tz;
use clap::{Args, ValueEnum};
use derive_more::Display;
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

/// What a process that serves tells of itself: logs, metrics and traces.
#[derive(Args, Clone, Debug)]
pub struct TelemetrySettings {
    #[command(flatten)]
    pub log: LogSettings,
    /// `host:port` of `GET /metrics` (Prometheus), apart from the public port; without it, no metrics
    #[arg(env = "METRICS_ADDRESS")]
    pub metrics_address: Option<MetricsAddress>,
    /// Where traces go (OTLP over HTTP), such as `http://127.0.0.1:4318`; the other standard `OTEL_` variables are read, too; without it, no traces
    #[arg(env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_parser = http_url)]
    pub otlp_endpoint: Option<Url>,
}

/// Where metrics are shown: `host:port`. Whether it can be listened on shows when it is.
#[derive(Clone, Debug, Display, PartialEq, Eq)]
pub struct MetricsAddress(String);

impl MetricsAddress {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MetricsAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.rsplit_once(':').filter(|(host, _)| !host.is_empty() && !host.contains(['/', '@']));
        let port = parts.and_then(|(_, port)| port.parse::<u16>().ok());
        port.map(|_| Self(text.to_owned())).ok_or("not host:port")
    }
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

/// Without a password: errors of sending name the address. Keys of a receiver stand in `OTEL_EXPORTER_OTLP_HEADERS`.
fn http_url(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "not an address")?;
    let is_plain = matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty();
    (is_plain && url.password().is_none()).then_some(url).ok_or("not an http or https address")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metrics_address_is_a_host_and_a_port() {
        for address in ["127.0.0.1:9464", "0.0.0.0:0", "localhost:80", "[::1]:9464"] {
            assert_eq!(MetricsAddress::from_str(address).unwrap().as_str(), address);
        }
        for malformed in ["9464", ":9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "http://127.0.0.1:9464"] {
            assert!(MetricsAddress::from_str(malformed).is_err(), "{malformed}");
        }
    }
}
