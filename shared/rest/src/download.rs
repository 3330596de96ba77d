//! Files that a request asks for, sent while they are written: whatever their size, no more than a few pieces of them are in
//! memory.

use std::{fs::File, future::Future, io, io::Read};

use axum::{
    body::{Body, Bytes},
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use store::StoreError;
use tokio::sync::mpsc;
use tracing::Instrument;

/// Pieces that wait to be sent.
const WAITING: usize = 2;
/// Bytes of a piece of a file.
const PIECE: usize = 64 << 10;

/// Where a file is written to, piece by piece.
#[derive(Debug, Clone)]
pub struct Pieces(mpsc::Sender<io::Result<Bytes>>);

/// Nobody takes the file any more.
#[derive(Debug, thiserror::Error)]
#[error("the client is gone")]
pub struct Gone;

/// Why a file was not written to its end.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the file cannot be written: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Gone(#[from] Gone),
}

impl Pieces {
    /// Sends a piece on as soon as there is room.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn send(&self, piece: Vec<u8>) -> Result<(), Gone> {
        if piece.is_empty() {
            return Ok(());
        }
        self.0.send(Ok(piece.into())).await.map_err(|_| Gone)
    }

    /// Sends all of a file from where it stands.
    ///
    /// # Errors
    /// [`io::Error`] when it cannot be read, or the client is gone.
    pub async fn send_file(&self, mut file: File) -> io::Result<()> {
        let pieces = self.0.clone();
        let sent = tokio::task::spawn_blocking(move || {
            loop {
                let mut piece = vec![0; PIECE];
                let length = file.read(&mut piece)?;
                if length == 0 {
                    return Ok(());
                }
                piece.truncate(length);
                pieces.blocking_send(Ok(piece.into())).map_err(|_| io::Error::other(Gone))?;
            }
        });
        sent.await.map_err(io::Error::other)?
    }
}

/// A response whose body `write` writes. If it fails, the connection breaks off, so that nobody takes a part for the whole.
pub fn download<F, E>(content_type: &'static str, name: &str, write: impl FnOnce(Pieces) -> F) -> Response
where
    F: Future<Output = Result<(), E>> + Send + 'static,
    E: std::error::Error + Send + Sync + 'static,
{
    let (sender, receiver) = mpsc::channel(WAITING);
    let written = write(Pieces(sender.clone()));
    let writing = async move {
        if let Err(error) = written.await {
            tracing::warn!(%error, "a file breaks off");
            // Nobody may be listening any more
            let _ = sender.send(Err(io::Error::other(error))).await;
        }
    };
    tokio::spawn(writing.in_current_span());
    // Compression asks once more behind the end
    let body = stream::unfold(receiver, |mut receiver| async { Some((receiver.recv().await?, receiver)) }).fuse();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment"))),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, Body::from_stream(body)).into_response()
}
