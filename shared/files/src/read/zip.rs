//! What a zip archive would unpack to: read to the end and counted, whatever its directory says, before anybody keeps it in
//! memory.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use crate::{FileError, Format};

/// So many bytes a workbook may unpack to. That of a catalogue of 50,000 rows takes a fifth of it.
const MAX_UNPACKED: u64 = 256 << 20;
/// Workbooks have a dozen files.
const MAX_FILES: usize = 1_000;

/// Refuses an archive that is none, or unpacks to too much.
pub(super) fn check(file: &[u8]) -> Result<(), FileError> {
    let not = |detail: &str| FileError::not(Format::Xlsx, detail);
    if file.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(not("it is a workbook of Excel 97 or is encrypted; save it as XLSX without a password"));
    }
    let mut archive =
        ZipArchive::new(Cursor::new(file)).map_err(|_| not("it is not a zip archive, or not all of it"))?;
    if archive.len() > MAX_FILES {
        return Err(not("it holds more than 1000 files"));
    }
    let too_much = || FileError::not(Format::Xlsx, format!("it unpacks to more than {} MiB", MAX_UNPACKED >> 20));
    let mut left = MAX_UNPACKED;
    for n in 0..archive.len() {
        let entry = archive.by_index(n).map_err(|_| not("a file in it is damaged"))?;
        if entry.size() > left {
            return Err(too_much());
        }
        let unpacked = io::copy(&mut entry.take(left + 1), &mut io::sink());
        let unpacked = unpacked.map_err(|_| not("a file in it is damaged"))?;
        left = left.checked_sub(unpacked).ok_or_else(too_much)?;
    }
    Ok(())
}
