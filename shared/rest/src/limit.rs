//! How often somebody may ask: per client address, before anything else is done, and per key.
//!
//! Counted in this process's memory: a function of which the platform runs several instances allows as many times more.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
};

use axum::{
    extract::{ConnectInfo, Request},
    http::{Extensions, HeaderMap},
};
use governor::{
    DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use lambda_http::request::RequestContext;

use crate::HttpError;

/// So many are remembered before those that have long been silent are forgotten.
const REMEMBERED: usize = 10_000;

/// The limits of one process.
#[derive(Debug)]
pub(crate) struct Limits {
    keys: Option<DefaultKeyedRateLimiter<String>>,
    addresses: Option<DefaultKeyedRateLimiter<IpAddr>>,
    /// How many proxies stand in front and write `X-Forwarded-For`.
    trusted_proxies: usize,
}

impl Limits {
    /// So many requests per second, and twice as many at once; 0 for no limit.
    pub(crate) fn new(per_second: u32, trusted_proxies: usize) -> Self {
        let at_once = NonZeroU32::new(per_second.saturating_mul(2));
        let quota =
            NonZeroU32::new(per_second).zip(at_once).map(|(rate, burst)| Quota::per_second(rate).allow_burst(burst));
        Self { keys: quota.map(RateLimiter::keyed), addresses: quota.map(RateLimiter::keyed), trusted_proxies }
    }

    pub(crate) fn key(&self, name: &str) -> Result<(), HttpError> {
        check(self.keys.as_ref(), &name.to_owned())
    }

    /// Counts a request by its client's address.
    pub(crate) fn request(&self, request: &Request) -> Result<(), HttpError> {
        let client = client(self.trusted_proxies, request.headers(), request.extensions());
        client.map_or(Ok(()), |address| check(self.addresses.as_ref(), &network(address)))
    }
}

/// How often one address may try to sign in.
#[derive(Debug)]
pub struct Attempts {
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    trusted_proxies: usize,
}

impl Attempts {
    /// So many attempts per minute, all of which may come at once.
    pub fn new(per_minute: NonZeroU32, trusted_proxies: usize) -> Self {
        Self { addresses: RateLimiter::keyed(Quota::per_minute(per_minute)), trusted_proxies }
    }

    /// Counts an attempt by its client's address.
    ///
    /// # Errors
    /// [`HttpError::TooManyRequests`].
    pub fn count(&self, headers: &HeaderMap, extensions: &Extensions) -> Result<(), HttpError> {
        let client = client(self.trusted_proxies, headers, extensions);
        client.map_or(Ok(()), |address| check(Some(&self.addresses), &network(address)))
    }
}

/// Who asks, as far as it can be known: the peer, or what the trusted proxies say of theirs.
fn client(trusted_proxies: usize, headers: &HeaderMap, extensions: &Extensions) -> Option<IpAddr> {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    let peer = peer.or_else(|| api_gateway_client(extensions.get()?));
    if trusted_proxies == 0 {
        return peer;
    }
    // Each proxy adds its peer at the end; what stands before theirs, the client may have made up
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let forwarded: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    forwarded.iter().nth_back(trusted_proxies - 1).and_then(|address| parsed(address)).or(peer)
}

/// API Gateway knows its client by itself.
fn api_gateway_client(context: &RequestContext) -> Option<IpAddr> {
    let address = match context {
        RequestContext::ApiGatewayV1(context) => context.identity.source_ip.as_deref(),
        RequestContext::ApiGatewayV2(context) => context.http.source_ip.as_deref(),
        _ => None,
    };
    address?.parse().ok()
}

/// An address with or without a port.
fn parsed(address: &str) -> Option<IpAddr> {
    let with_port = || address.parse::<SocketAddr>().ok().map(|address| address.ip());
    address.parse().ok().or_else(with_port)
}

/// A household has a /64 of IPv6 addresses: they count as one.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => v6
            .to_ipv4_mapped()
            .map_or_else(|| Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(), IpAddr::V4),
    }
}

fn check<K: Clone + Eq + Hash>(limiter: Option<&DefaultKeyedRateLimiter<K>>, key: &K) -> Result<(), HttpError> {
    let Some(limiter) = limiter else { return Ok(()) };
    if limiter.len() > REMEMBERED {
        limiter.retain_recent();
    }
    let wait = |until: NotUntil<_>| HttpError::TooManyRequests(until.wait_time_from(DefaultClock::default().now()));
    limiter.check_key(key).map_err(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted_proxies: usize, forwarded: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 4000))));
        super::client(trusted_proxies, &headers, &extensions).map(|address| address.to_string())
    }

    #[test]
    fn only_what_trusted_proxies_wrote_is_believed() {
        let forged = "203.0.113.9, 198.51.100.7";
        assert_eq!(client(0, &[forged]).as_deref(), Some("10.0.0.1"));
        assert_eq!(client(1, &[forged]).as_deref(), Some("198.51.100.7"));
        assert_eq!(client(2, &["203.0.113.9", "198.51.100.7, 192.0.2.1"]).as_deref(), Some("198.51.100.7"));
        assert_eq!(client(1, &["198.51.100.7:4711"]).as_deref(), Some("198.51.100.7"));
        assert_eq!(client(1, &["nonsense"]).as_deref(), Some("10.0.0.1"));
        assert_eq!(client(3, &[forged]).as_deref(), Some("10.0.0.1"));
    }

    #[test]
    fn a_household_counts_as_one() {
        let network = |address: &str| super::network(address.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn twice_the_rate_at_once_then_a_pause() {
        let limits = Limits::new(1, 0);
        assert!(limits.key("a").is_ok() && limits.key("a").is_ok());
        assert!(matches!(limits.key("a"), Err(HttpError::TooManyRequests(_))));
        assert!(limits.key("b").is_ok(), "another key has its own");
    }

    #[test]
    fn zero_is_no_limit() {
        let limits = Limits::new(0, 0);
        assert!((0..1_000).all(|_| limits.key("a").is_ok()));
    }
}
