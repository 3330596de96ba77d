//! The shop's REST API: its address and key, requests, and refusals in words.

use std::{
    io::{self, Write},
    path::Path,
    time::Duration,
};

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

/// Why a chore could not be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    #[error("the shop cannot be reached at {url}: {reason}")]
    Unreachable { url: Url, reason: String },
    #[error("the shop refuses: {status} {detail}")]
    Refused { status: StatusCode, detail: String },
    #[error("the shop's answer cannot be read: {0}")]
    Unreadable(String),
    #[error("{path}: {error}")]
    File { path: String, error: io::Error },
}

/// The API of a shop. `Debug` is not derived: it holds a key.
pub(crate) struct Api {
    client: Client,
    url: Url,
    key: SecretString,
}

/// RFC 9457.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    title: String,
    detail: String,
}

impl Api {
    pub(crate) fn new(url: Url, key: SecretString) -> Self {
        let client = Client::builder().connect_timeout(Duration::from_secs(10)).read_timeout(Duration::from_secs(300));
        Self { client: client.build().expect("nothing in it depends on the machine"), url, key }
    }

    /// A request to this path, with the key.
    pub(crate) fn ask(&self, method: Method, path: &str, query: &[(&str, &str)]) -> RequestBuilder {
        let mut url = self.url.clone();
        url.set_path(&format!("{}{path}", self.url.path().trim_end_matches('/')));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.client.request(method, url).bearer_auth(self.key.expose_secret())
    }

    /// The answer, if the shop does what it is asked.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Response, ApiError> {
        let response = request.send().await.map_err(|error| self.unreachable(&error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let problem: Problem = response.json().await.unwrap_or_default();
        let detail = if problem.detail.is_empty() { problem.title } else { problem.detail };
        Err(ApiError::Refused { status, detail })
    }

    /// Writes a file that the shop sends: whole, or not at all. `-` is the standard output.
    pub(crate) async fn download(&self, request: RequestBuilder, to: &Path) -> Result<u64, ApiError> {
        let mut response = self.send(request).await?;
        let failed = |error| ApiError::File { path: to.display().to_string(), error };
        if to == Path::new("-") {
            let mut length = 0;
            while let Some(piece) = response.chunk().await.map_err(|error| self.unreachable(&error))? {
                length += piece.len() as u64;
                io::stdout().write_all(&piece).map_err(failed)?;
            }
            return Ok(length);
        }
        // Beside its place, so that the rename at the end is atomic
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        let mut length = 0;
        while let Some(piece) = response.chunk().await.map_err(|error| self.unreachable(&error))? {
            length += piece.len() as u64;
            file.write_all(&piece).map_err(failed)?;
        }
        file.persist(to).map_err(|error| failed(error.error))?;
        Ok(length)
    }

    /// The key is not part of the address, nor of what is said of it.
    pub(crate) fn unreachable(&self, error: &reqwest::Error) -> ApiError {
        let mut cause: &dyn std::error::Error = error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        ApiError::Unreachable { url: self.url.clone(), reason: cause.to_string() }
    }
}
