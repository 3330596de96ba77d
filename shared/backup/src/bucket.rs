//! Archives in a bucket: sent while they are written, fetched before they are read.

use std::io::{self, Write};

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::{ObjectStoreExt, WriteMultipart};
use store::Store;
use tempfile::NamedTempFile;
use tokio::{sync::mpsc, task::spawn_blocking};

use crate::{
    BackupError, Manifest, Place,
    place::Object,
    write::{self, Stop},
};

/// Buckets take parts of at least 5 MiB.
const PART: usize = 8 << 20;
/// Parts that are on their way at once.
const ON_THEIR_WAY: usize = 2;

/// Hands what is written to whoever sends it.
struct Outgoing(mpsc::Sender<Bytes>);

impl Write for Outgoing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        self.0.blocking_send(Bytes::copy_from_slice(bytes)).map_err(gone)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes everything in the database into an object. Broken off, it leaves none.
pub(crate) async fn write(store: &Store, object: &Object, place: &Place) -> Result<Manifest, BackupError> {
    let failed = |error| BackupError::bucket(place, error);
    match object.bucket.head(&object.key).await {
        Ok(_) => return Err(BackupError::Exists(place.clone())),
        Err(object_store::Error::NotFound { .. }) => {}
        Err(error) => return Err(failed(error)),
    }
    let upload = WriteMultipart::new(object.bucket.put_multipart(&object.key).await.map_err(failed)?);
    let (outgoing, chunks) = mpsc::channel(1);
    let (parts, incoming) = mpsc::channel(2);
    let at = write::seconds(store);
    let writing = spawn_blocking(move || {
        // What it was written to goes with it: then nothing more is to be sent
        write::write_parts(io::BufWriter::with_capacity(PART, Outgoing(outgoing)), at, incoming).map(drop)
    });
    let (read, written, sent) = tokio::join!(write::read(store, parts), writing, send(upload, chunks));
    let upload = sent.map_err(failed)?;
    let manifest = match (read, written.map_err(io::Error::from).and_then(|written| written)) {
        (Ok(manifest), Ok(())) => manifest,
        (read, written) => {
            drop(upload.abort().await);
            return Err(match (read, written) {
                (Err(Stop::Failed(error)), _) => error,
                (_, Err(source)) => BackupError::File { place: place.clone(), source },
                _ => BackupError::File { place: place.clone(), source: io::ErrorKind::BrokenPipe.into() },
            });
        }
    };
    upload.finish().await.map_err(failed)?;
    Ok(manifest)
}

/// Sends until nothing more comes.
async fn send(
    mut upload: WriteMultipart,
    mut chunks: mpsc::Receiver<Bytes>,
) -> Result<WriteMultipart, object_store::Error> {
    while let Some(chunk) = chunks.recv().await {
        if let Err(error) = upload.wait_for_capacity(ON_THEIR_WAY).await {
            drop(upload.abort().await);
            return Err(error);
        }
        upload.put(chunk);
    }
    Ok(upload)
}

/// The object as a file, which is read twice.
pub(crate) async fn fetch(object: &Object, place: &Place) -> Result<NamedTempFile, BackupError> {
    let failed = |error| BackupError::bucket(place, error);
    let file_failed = |source| BackupError::File { place: place.clone(), source };
    let mut file = NamedTempFile::new().map_err(file_failed)?;
    let mut chunks = object.bucket.get(&object.key).await.map_err(failed)?.into_stream();
    while let Some(chunk) = chunks.try_next().await.map_err(failed)? {
        file.write_all(&chunk).map_err(file_failed)?;
    }
    Ok(file)
}
