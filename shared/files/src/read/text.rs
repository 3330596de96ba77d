//! Bytes into text.

use crate::{FileError, Format};

/// The text of a file in UTF-8, without a byte order mark.
///
/// # Errors
/// [`FileError`], with the row if it is text of another encoding.
pub(super) fn decode(format: Format, file: &[u8]) -> Result<&str, FileError> {
    if file.starts_with(b"PK\x03\x04") {
        return Err(FileError::not(format, "it is an XLSX workbook or another zip archive"));
    }
    if file.starts_with(b"\xff\xfe") || file.starts_with(b"\xfe\xff") {
        return Err(FileError::not(format, "it is in UTF-16; save it in UTF-8"));
    }
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let text = std::str::from_utf8(file).map_err(|error| {
        let row = 1 + file[..error.valid_up_to()].split(|byte| *byte == b'\n').skip(1).count();
        FileError::broken(u32::try_from(row).unwrap_or(u32::MAX), "is not in UTF-8; save the file in UTF-8")
    })?;
    if text.contains('\0') {
        return Err(FileError::not(format, "it holds zero bytes"));
    }
    if text.trim().is_empty() {
        return Err(FileError::not(format, "it is empty"));
    }
    Ok(text)
}
