//! One photo from its address: at most so many bytes, within so much time, from a public address alone. That is asked of each
//! address a name stands for, where the connection is made, so that no answer of a name server can change in between; and again
//! of each redirect.

use std::{
    error::Error,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use photos::{Photo, PhotoError};
use reqwest::{
    Client, Response, StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::LOCATION,
    redirect::Policy,
};
use url::{Host, Url};

use crate::is_public;

/// What a photo may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Its size.
    pub bytes: usize,
    /// From the first name server to the last byte.
    pub time: Duration,
    /// How many redirects may lead to it.
    pub redirects: usize,
    /// Which addresses may be asked.
    pub may_ask: fn(IpAddr) -> bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: photos::MAX_BYTES, time: Duration::from_secs(20), redirects: 5, may_ask: is_public }
    }
}

/// Why a photo was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("its address is not a public one")]
    NotPublic,
    #[error("it redirects to something that is not an http or https address")]
    WrongRedirect,
    #[error("it redirects more than {0} times")]
    TooManyRedirects(usize),
    #[error("the server answers {0}")]
    Refused(StatusCode),
    #[error("it is larger than {0} bytes")]
    TooLarge(usize),
    #[error("it did not come within {} s", .0.as_secs())]
    TooSlow(Duration),
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    #[error(transparent)]
    NotAPhoto(#[from] PhotoError),
}

/// Fetches photos. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Fetcher {
    client: Client,
    limits: Limits,
}

impl Fetcher {
    /// One with these limits. No proxy is used, whatever the environment says: it would ask any address.
    pub fn new(limits: Limits) -> Self {
        let client = Client::builder()
            .dns_resolver(Arc::new(Names { may_ask: limits.may_ask }))
            .redirect(Policy::none())
            .no_proxy()
            .user_agent(concat!("kiosk/", env!("CARGO_PKG_VERSION")))
            .pool_max_idle_per_host(4);
        Self { client: client.build().expect("nothing in it depends on the machine"), limits }
    }

    /// A photo, fit to be stored.
    ///
    /// # Errors
    /// [`FetchError`].
    pub async fn fetch(&self, url: &Url) -> Result<Photo, FetchError> {
        let fetched = tokio::time::timeout(self.limits.time, self.read(url.clone())).await;
        let bytes = fetched.map_err(|_| FetchError::TooSlow(self.limits.time))??;
        Ok(photos::prepare(bytes).await?)
    }

    async fn read(&self, mut url: Url) -> Result<Bytes, FetchError> {
        for _ in 0..=self.limits.redirects {
            self.check(&url)?;
            let response = self.client.get(url.clone()).send().await.map_err(|error| said(&error))?;
            if !response.status().is_redirection() {
                return self.body(response).await;
            }
            let location = response.headers().get(LOCATION).and_then(|location| location.to_str().ok());
            let next = location.and_then(|location| url.join(location).ok());
            url = next.filter(|url| matches!(url.scheme(), "http" | "https")).ok_or(FetchError::WrongRedirect)?;
        }
        Err(FetchError::TooManyRedirects(self.limits.redirects))
    }

    /// An address in numbers asks no name server.
    fn check(&self, url: &Url) -> Result<(), FetchError> {
        let address: Option<IpAddr> = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) => None,
            None => return Err(FetchError::WrongRedirect),
        };
        if address.is_none_or(self.limits.may_ask) { Ok(()) } else { Err(FetchError::NotPublic) }
    }

    async fn body(&self, mut response: Response) -> Result<Bytes, FetchError> {
        if response.status() != StatusCode::OK {
            return Err(FetchError::Refused(response.status()));
        }
        let most = self.limits.bytes;
        let is_too_large = |length: u64| usize::try_from(length).is_ok_and(|length| length > most);
        if response.content_length().is_some_and(is_too_large) {
            return Err(FetchError::TooLarge(most));
        }
        let mut body = BytesMut::new();
        while let Some(part) = response.chunk().await.map_err(|error| said(&error))? {
            if body.len() + part.len() > most {
                return Err(FetchError::TooLarge(most));
            }
            body.extend_from_slice(&part);
        }
        Ok(body.freeze())
    }
}

/// The innermost cause says it; what is around it repeats the address.
fn said(error: &reqwest::Error) -> FetchError {
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if cause.is::<NotPublic>() { FetchError::NotPublic } else { FetchError::Unreachable(cause.to_string()) }
}

/// Resolves names, and leaves out addresses that must not be asked.
struct Names {
    may_ask: fn(IpAddr) -> bool,
}

#[derive(Debug, thiserror::Error)]
#[error("not a public address")]
struct NotPublic;

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let may_ask = self.may_ask;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| may_ask(address.ip())).collect();
            if allowed.is_empty() {
                return Err(Box::new(NotPublic) as Box<dyn Error + Send + Sync>);
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}
