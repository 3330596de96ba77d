//! What the environment says about the REST API.

use axum::http::HeaderValue;
use clap::{Args, value_parser};
use secrecy::SecretString;
use url::Url;

/// Who may ask, and how often.
#[derive(Args, Clone, Debug)]
pub struct RestSettings {
    /// An API key with every scope, for the first minutes of a new shop; at least 32 characters
    #[arg(env = "ADMIN_API_KEY", value_parser = admin_key)]
    pub admin_key: Option<SecretString>,
    /// How often an API key or a client address may ask, up to 1000000; twice as many at once; 0: no limit
    #[arg(env = "REQUESTS_PER_SECOND", default_value = "20", value_parser = value_parser!(u32).range(..=1_000_000))]
    pub requests_per_second: u32,
    /// How many proxies in front write `X-Forwarded-For`; with 0 the header is not believed
    #[arg(env = "TRUSTED_PROXIES", default_value = "0")]
    pub trusted_proxies: usize,
    /// `*`, or origins of web pages that may call the API, such as `https://shop.example.com`, separated by commas
    #[arg(env = "CORS_ORIGINS", value_parser = origins)]
    pub origins: Option<Origins>,
}

/// Origins of web pages, as browsers send them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// Any, for an API that shows nothing secret to those without a key.
    Any,
    /// These.
    List(Vec<HeaderValue>),
}

/// Whoever guesses it may do everything, and nothing but its length stands in the way.
const MIN_ADMIN_KEY: usize = 32;

fn admin_key(text: &str) -> Result<SecretString, &'static str> {
    (text.chars().count() >= MIN_ADMIN_KEY).then(|| text.into()).ok_or("too short")
}

fn origins(text: &str) -> Result<Origins, &'static str> {
    if text == "*" {
        return Ok(Origins::Any);
    }
    let origin = |text: &str| {
        let url =
            Url::parse(text).ok().filter(|url| url.origin().is_tuple() && url.origin().ascii_serialization() == text);
        url.and_then(|_| text.parse().ok())
    };
    let origins: Option<Vec<HeaderValue>> = text.split(',').map(|text| origin(text.trim())).collect();
    origins.map(Origins::List).ok_or("not origins")
}
