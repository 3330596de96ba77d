//! The price list for marketplaces. It is written to a temporary file and kept for some minutes, so that however often it is
//! asked for, the catalogue is read once; a copy is packed, so that nothing is left to be computed for a request.

use std::{
    fs::File,
    io::{self, Write},
    os::unix::fs::FileExt,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use axum::{
    body::Body,
    extract::State,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
            LAST_MODIFIED, VARY,
        },
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use domain::FileFormat;
use exporter::Writing;
use files::Written;
use flate2::{Compression, write::GzEncoder};
use futures_util::{StreamExt, stream};
use headers::{Header, HeaderMapExt, IfModifiedSince};
use rest::{HttpError, WriteError, etag_of, is_known};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use crate::Catalogue;

/// How long a list is given out before the catalogue is read again.
const FRESH: Duration = Duration::from_secs(300);
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// What a download holds of a file.
const PIECE: usize = 128 << 10;

/// The list as it was written last; shared between clones.
#[derive(Debug, Clone, Default)]
pub(crate) struct Feed(Arc<Mutex<Option<Kept>>>);

#[derive(Debug, Clone)]
struct Kept {
    list: Arc<List>,
    /// When the catalogue was read.
    read_at: Instant,
}

#[derive(Debug)]
struct List {
    plain: (File, u64),
    packed: (File, u64),
    tag: HeaderValue,
    /// When it was first found to be as it is, in whole seconds.
    modified: SystemTime,
}

/// The price list of all products
///
/// In the XML format (YML) of Rozetka, Prom.ua and Hotline. Made anew every five minutes, if asked for.
#[utoipa::path(
    get, path = "/feeds/products.xml",
    responses(
        (
            status = 200, description = "The price list", content((String = "application/xml")),
            headers(("ETag"), ("Last-Modified"), ("Cache-Control")),
        ),
        (status = 304, description = "The client has it"),
    ),
)]
pub(crate) async fn get_products_feed(
    State(catalogue): State<Catalogue>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let list = catalogue.feed.clone().current(&catalogue).await.map_err(|error| match error {
        WriteError::Store(error) => HttpError::from(error),
        error => {
            tracing::error!(%error, "the price list cannot be written");
            HttpError::TimedOut
        }
    })?;
    Ok(list.answer(&headers))
}

impl Feed {
    /// The list, written anew if it is not fresh any more. Others wait for the same one.
    async fn current(self, catalogue: &Catalogue) -> Result<Arc<List>, WriteError> {
        let mut kept = self.0.lock().await;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.read_at.elapsed() < FRESH) {
            return Ok(kept.list.clone());
        }
        let read_at = Instant::now();
        let new = List::write(catalogue).await?;
        let list = match kept.take() {
            // The same but for the time in it: whoever has it need not take it again
            Some(before) if before.list.tag == new.tag => before.list,
            _ => Arc::new(new),
        };
        *kept = Some(Kept { list: list.clone(), read_at });
        Ok(list)
    }
}

impl List {
    async fn write(catalogue: &Catalogue) -> Result<Self, WriteError> {
        let _one_of_few = catalogue.writers.acquire().await;
        let store = &catalogue.api.store;
        let now = store.now();
        let mut writing = Writing::begin(store, &catalogue.settings, FileFormat::Yml, now).await?;
        let mut making = Making::begin()?;
        while let Some(piece) = writing.next().await? {
            making = making.add(piece).await?;
        }
        if let Written::Rest(rest) = writing.finish().await? {
            making = making.add(rest).await?;
        }
        Ok(making.finish(now.into())?)
    }

    fn answer(self: Arc<Self>, headers: &HeaderMap) -> Response {
        let last_modified = headers::LastModified::from(self.modified);
        let mut values = vec![];
        last_modified.encode(&mut values);
        let last_modified = values.pop().unwrap_or(HeaderValue::from_static(""));
        let shared = [
            (ETAG, self.tag.clone()),
            (LAST_MODIFIED, last_modified),
            (CACHE_CONTROL, CACHE),
            (VARY, HeaderValue::from_static("accept-encoding")),
        ];
        let is_unmodified = match headers.typed_get::<IfModifiedSince>() {
            // RFC 9110, 13.1.3: tags come first
            Some(since) if !headers.contains_key(IF_NONE_MATCH) => !since.is_modified(self.modified),
            _ => is_known(headers, &self.tag),
        };
        if is_unmodified {
            return (StatusCode::NOT_MODIFIED, shared).into_response();
        }
        let content_type = [(CONTENT_TYPE, HeaderValue::from_static(FileFormat::Yml.content_type()))];
        let is_packed = takes_gzip(headers);
        let length = if is_packed { self.packed.1 } else { self.plain.1 };
        let body = Body::from_stream(pieces(self, is_packed).fuse());
        let response = (shared, content_type, [(CONTENT_LENGTH, HeaderValue::from(length))], body).into_response();
        if is_packed {
            ([(CONTENT_ENCODING, HeaderValue::from_static("gzip"))], response).into_response()
        } else {
            response
        }
    }
}

/// Whether the client says that it takes gzip.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        is_gzip && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// A file from its beginning; several can read it at the same time.
fn pieces(list: Arc<List>, is_packed: bool) -> impl futures_util::Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((list, 0_u64), move |(list, at)| async move {
        let read = tokio::task::spawn_blocking(move || {
            let file = if is_packed { &list.packed.0 } else { &list.plain.0 };
            let mut piece = vec![0; PIECE];
            let length = file.read_at(&mut piece, at)?;
            piece.truncate(length);
            Ok::<_, io::Error>((piece, list))
        });
        let (piece, list) = read.await.map_err(io::Error::other)??;
        let next = at + piece.len() as u64;
        Ok((!piece.is_empty()).then(|| (Bytes::from(piece), (list, next))))
    })
}

/// A list that is being written.
struct Making {
    plain: File,
    length: u64,
    packed: GzEncoder<File>,
    hash: Sha256,
}

impl Making {
    fn begin() -> io::Result<Self> {
        let (plain, packed) = (tempfile::tempfile()?, tempfile::tempfile()?);
        Ok(Self { plain, length: 0, packed: GzEncoder::new(packed, Compression::fast()), hash: Sha256::new() })
    }

    async fn add(mut self, piece: Vec<u8>) -> io::Result<Self> {
        let added = tokio::task::spawn_blocking(move || {
            self.plain.write_all(&piece)?;
            self.packed.write_all(&piece)?;
            // The beginning says when it was made
            let shop =
                if self.length == 0 { piece.windows(6).position(|part| part == b"<shop>").unwrap_or(0) } else { 0 };
            self.hash.update(&piece[shop..]);
            self.length += piece.len() as u64;
            Ok(self)
        });
        added.await.map_err(io::Error::other)?
    }

    fn finish(self, now: SystemTime) -> io::Result<List> {
        let packed = self.packed.finish()?;
        let length = packed.metadata()?.len();
        Ok(List {
            plain: (self.plain, self.length),
            packed: (packed, length),
            tag: etag_of(&self.hash.finalize()[..16]),
            modified: now,
        })
    }
}
