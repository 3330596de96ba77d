//! The archive: a gzipped tar of BSON, which `tar` unpacks and MongoDB's `bsondump` reads.
//!
//! ```text
//! products/000001.bson    documents one behind the other, about 4 MiB of them
//! products/000002.bson
//! …
//! manifest.json           the last entry: counts, hashes, indexes
//! ```

use std::{
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

use bson::{RawDocument, RawDocumentBuf};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};

use crate::{
    digest::Counted,
    manifest::{FORMAT, Manifest},
};

const MANIFEST: &str = "manifest.json";
/// A manifest of more is none.
const MOST_OF_A_MANIFEST: u64 = 16 << 20;
/// A piece of more was not written by this: 4 MiB, and a document of 16 MiB behind them.
const MOST_OF_A_PIECE: u64 = 32 << 20;

/// Writes entries; complete with [`Writer::finish`].
pub(crate) struct Writer<W: Write> {
    tar: tar::Builder<GzEncoder<W>>,
    /// When the data were read, in seconds since 1970.
    at: u64,
}

impl<W: Write> Writer<W> {
    pub(crate) fn new(to: W, at: u64) -> Self {
        // Photos do not get smaller, and the rest gets small at the lowest level
        Self { tar: tar::Builder::new(GzEncoder::new(to, Compression::fast())), at }
    }

    /// A piece of a collection's documents.
    pub(crate) fn piece(&mut self, collection: &str, number: u32, documents: &[u8]) -> io::Result<()> {
        self.entry(&format!("{collection}/{number:06}.bson"), documents)
    }

    /// Ends the archive; what it was written to.
    pub(crate) fn finish(mut self, manifest: &Manifest) -> io::Result<W> {
        self.entry(MANIFEST, &serde_json::to_vec_pretty(manifest)?)?;
        self.tar.into_inner()?.finish()
    }

    fn entry(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(self.at);
        self.tar.append_data(&mut header, name, content)
    }
}

/// Reads an archive to its end, each piece handed to `piece`; the manifest, which agrees with all of them.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read(path: &Path, mut piece: impl FnMut(&str, Vec<u8>) -> Result<(), Wrong>) -> Result<Manifest, Wrong> {
    let mut archive = tar::Archive::new(GzDecoder::new(File::open(path).map_err(Wrong::File)?));
    let mut counted: Vec<(String, Counted)> = vec![];
    let mut manifest = None;
    for entry in archive.entries()? {
        let entry = entry?;
        let name = entry.path()?.to_str().ok_or("a name that is no text")?.to_owned();
        if manifest.is_some() {
            return Err("something follows the manifest".into());
        }
        if name == MANIFEST {
            manifest = Some(serde_json::from_slice(&whole(entry, MOST_OF_A_MANIFEST)?).map_err(io::Error::from)?);
            continue;
        }
        let (collection, _) = name.split_once('/').ok_or("an entry of no collection")?;
        let documents = whole(entry, MOST_OF_A_PIECE)?;
        if counted.last().is_none_or(|(last, _)| last != collection) {
            counted.push((collection.to_owned(), Counted::default()));
        }
        if let Some((_, counted)) = counted.last_mut() {
            each(&documents, |document| counted.add(document.as_bytes()))?;
        }
        piece(collection, documents)?;
    }
    // The sum that gzip keeps stands behind the tar's own end
    io::copy(&mut archive.into_inner(), &mut io::sink())?;
    let manifest: Manifest = manifest.ok_or("it ends before its manifest")?;
    compare(&manifest, counted)?;
    Ok(manifest)
}

/// What is wrong with an archive.
#[derive(Debug)]
pub(crate) enum Wrong {
    /// The file cannot be opened.
    File(io::Error),
    /// It cannot be read, mostly because it is not what was written.
    Io(io::Error),
    What(&'static str),
    /// Nothing: nobody wants the rest.
    Unwanted,
}

impl From<io::Error> for Wrong {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<&'static str> for Wrong {
    fn from(what: &'static str) -> Self {
        Self::What(what)
    }
}

fn whole(entry: impl Read, most: u64) -> Result<Vec<u8>, Wrong> {
    let mut content = vec![];
    if entry.take(most + 1).read_to_end(&mut content)? as u64 > most {
        return Err("an entry is too large".into());
    }
    Ok(content)
}

/// Calls `with` for each of the documents that stand one behind the other.
pub(crate) fn each(mut documents: &[u8], mut with: impl FnMut(&RawDocument)) -> Result<(), Wrong> {
    while !documents.is_empty() {
        let length = documents.first_chunk().map_or(0, |length| u32::from_le_bytes(*length)) as usize;
        let document = documents.get(..length).and_then(|document| RawDocument::from_bytes(document).ok());
        with(document.ok_or("something that is no document")?);
        documents = &documents[length..];
    }
    Ok(())
}

/// The documents of a piece, each by itself.
pub(crate) fn split(documents: &[u8]) -> Result<Vec<RawDocumentBuf>, Wrong> {
    let mut found = vec![];
    each(documents, |document| found.push(document.to_owned()))?;
    Ok(found)
}

fn compare(manifest: &Manifest, counted: Vec<(String, Counted)>) -> Result<(), Wrong> {
    if manifest.format != FORMAT {
        return Err("it has a layout of another release".into());
    }
    // Of an empty collection there is no piece
    let mut stored = manifest.collections.iter().filter(|collection| collection.documents > 0);
    for (name, counted) in counted {
        let agrees = stored.next().is_some_and(|collection| {
            let same_size = (collection.documents, collection.bytes) == (counted.documents, counted.bytes);
            collection.name == name && same_size && collection.sha256 == counted.sha256()
        });
        if !agrees {
            return Err("its documents are not those of its manifest".into());
        }
    }
    stored.next().map_or(Ok(()), |_| Err("documents are missing".into()))
}
