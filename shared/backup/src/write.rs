//! Database → archive.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use store::{Snapshot, Store};
use tempfile::NamedTempFile;
use tokio::{sync::mpsc, task::spawn_blocking};

use crate::{
    BackupError, Place,
    archive::Writer,
    bucket,
    digest::Counted,
    manifest::{CollectionManifest, FORMAT, Manifest},
    place::Kind,
};

/// How many bytes of documents make a piece.
const PIECE: usize = 4 << 20;

/// What is handed to the thread that compresses.
pub(crate) enum Part {
    Documents {
        collection: String,
        number: u32,
        documents: Vec<u8>,
    },
    /// All there is.
    End(Box<Manifest>),
}

/// Writes everything in the database, as it is now, into this file, which only its owner may read, or object.
///
/// # Errors
/// [`BackupError`]; there is nothing new at the place then.
pub async fn write(store: &Store, place: &Place) -> Result<Manifest, BackupError> {
    match &place.0 {
        Kind::File(path) => write_file(store, path, place).await,
        Kind::Object(object) => bucket::write(store, object, place).await,
    }
}

async fn write_file(store: &Store, path: &Path, place: &Place) -> Result<Manifest, BackupError> {
    let failed = |source| BackupError::File { place: place.clone(), source };
    if path.try_exists().map_err(failed)? {
        return Err(BackupError::Exists(place.clone()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Readable by its owner alone, gone if it does not get its name
    let file = NamedTempFile::with_prefix_in(".backup-", folder).map_err(failed)?;
    let at = seconds(store);
    let (parts, incoming) = mpsc::channel(2);
    let writing = spawn_blocking(move || {
        let file = write_parts(BufWriter::new(file), at, incoming)?;
        file.as_file().sync_all()?;
        Ok(file)
    });
    let read = read(store, parts).await;
    let file = writing.await.map_err(io::Error::from).and_then(|written| written).map_err(failed);
    // Whoever compresses hears from whoever reads when that fails, and the other way round: the cause comes first
    let (manifest, file) = match (read, file) {
        (Err(Stop::Failed(error)), _) | (_, Err(error)) => return Err(error),
        (Err(Stop::Unwanted), Ok(_)) => return Err(failed(io::ErrorKind::BrokenPipe.into())),
        (Ok(manifest), Ok(file)) => (manifest, file),
    };
    give_its_name(file, path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(place.clone()),
        _ => failed(error),
    })?;
    Ok(manifest)
}

/// What the entries of the archive say of their time: seconds since 1970.
pub(crate) fn seconds(store: &Store) -> u64 {
    u64::try_from(store.now().timestamp()).unwrap_or_default()
}

fn give_its_name(file: NamedTempFile, path: &Path) -> io::Result<()> {
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(error.error),
        // Mounted buckets know no name that is taken only while it is free; that it was free was looked at before
        Err(error) => error.file.persist(path).map(drop).map_err(|error| error.error),
    }
}

/// Why reading ended early.
pub(crate) enum Stop {
    Failed(BackupError),
    /// Whoever compresses has failed.
    Unwanted,
}

impl<E: Into<BackupError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

pub(crate) async fn read(store: &Store, parts: mpsc::Sender<Part>) -> Result<Manifest, Stop> {
    // Collections are never renamed, and those of a later release belong to data that are not read
    let names = store.collection_names().await?;
    let mut collections = Vec::with_capacity(names.len());
    let mut shapes = Vec::with_capacity(names.len());
    for name in &names {
        shapes.push(store.indexes_of(name).await?);
    }
    let mut snapshot = store.snapshot().await?;
    let version = snapshot.version().await?;
    let created_at = store.now();
    for (name, indexes) in names.into_iter().zip(shapes) {
        let counted = read_collection(&mut snapshot, &name, &parts).await?;
        let (documents, bytes) = (counted.documents, counted.bytes);
        collections.push(CollectionManifest { name, documents, bytes, sha256: counted.sha256(), indexes });
    }
    let manifest = Manifest { format: FORMAT, database: store.name().to_owned(), created_at, version, collections };
    parts.send(Part::End(Box::new(manifest.clone()))).await.map_err(|_| Stop::Unwanted)?;
    Ok(manifest)
}

async fn read_collection(snapshot: &mut Snapshot, name: &str, parts: &mpsc::Sender<Part>) -> Result<Counted, Stop> {
    let (mut counted, mut number, mut piece) = (Counted::default(), 1, vec![]);
    let send = async |number, documents| {
        let part = Part::Documents { collection: name.to_owned(), number, documents };
        parts.send(part).await.map_err(|_| Stop::Unwanted)
    };
    let mut documents = snapshot.documents(name).await?;
    while let Some(document) = documents.next().await? {
        counted.add(document.as_bytes());
        piece.extend_from_slice(document.as_bytes());
        if piece.len() >= PIECE {
            send(number, std::mem::take(&mut piece)).await?;
            number += 1;
        }
    }
    if !piece.is_empty() {
        send(number, piece).await?;
    }
    Ok(counted)
}

/// What the complete archive was written to.
pub(crate) fn write_parts<W: Write>(to: BufWriter<W>, at: u64, mut parts: mpsc::Receiver<Part>) -> io::Result<W> {
    let mut writer = Writer::new(to, at);
    while let Some(part) = parts.blocking_recv() {
        match part {
            Part::Documents { collection, number, documents } => writer.piece(&collection, number, &documents)?,
            Part::End(manifest) => {
                return writer.finish(&manifest)?.into_inner().map_err(io::IntoInnerError::into_error);
            }
        }
    }
    Err(io::Error::other("the data could not be read"))
}
