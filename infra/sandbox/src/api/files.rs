//! Photos: uploaded once, then sent again by `file_id`; getFile and the download behind it.
//!
//! A photo is kept as it came and shown in two sizes, the small one first, so that a bot taking the first size instead
//! of the largest gives itself away. Both file ids name the same file here.
//!
//! Example: `photo=attach://a` with a part `a` becomes `[{"file_id":"AgAC..s","width":90,..},{"file_id":"AgAC..x",..}]`.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use imagesize::ImageType;
use serde_json::{Value, json};

use super::params::Params;
use crate::error::ApiError;
use crate::shared::Shared;
use crate::world::{PhotoSize, StoredFile, World};

const MAX_PHOTO_BYTES: usize = 10 * 1024 * 1024;
/// Longest side of the small size.
const THUMBNAIL: usize = 90;

/// The sizes of the photo that a call gives: an uploaded part named `field` or by `attach://`, which is kept, else a
/// `file_id`.
///
/// # Errors
/// Nothing given, a URL (the sandbox fetches nothing from outside), an unknown `file_id`, or an upload that is no photo.
pub(super) fn sizes(
    shared: &Shared,
    params: &Params,
    field: &str,
    value: Option<String>,
) -> Result<Vec<PhotoSize>, ApiError> {
    let missing = || ApiError::bad_request(format!("there is no {field} in the request"));
    if let Some(upload) = params.upload(field) {
        return store_photo(shared, &upload.bytes);
    }
    let value = value.ok_or_else(missing)?;
    match source(shared, params, &value, missing)? {
        Source::Known(sizes) => Ok(sizes),
        Source::Upload(bytes) => store_photo(shared, bytes),
    }
}

/// Where a photo comes from.
pub(super) enum Source<'a> {
    Known(Vec<PhotoSize>),
    Upload(&'a [u8]),
}

/// What `value` names: an uploaded part by `attach://`, or a photo by its `file_id`.
///
/// # Errors
/// `missing` where there is no such part; an unknown `file_id`; a URL.
pub(super) fn source<'a>(
    shared: &Shared,
    params: &'a Params,
    value: &str,
    missing: impl Fn() -> ApiError,
) -> Result<Source<'a>, ApiError> {
    if let Some(part) = value.strip_prefix("attach://") {
        return Ok(Source::Upload(&params.upload(part).ok_or_else(missing)?.bytes));
    }
    let is_url = value.starts_with("http://") || value.starts_with("https://");
    ApiError::refuse_if(is_url, "failed to get HTTP URL content")?;
    shared.look(|world| sizes_of(world, value)).map(Source::Known)
}

/// What is known of a photo before it is kept.
struct Inspected {
    extension: &'static str,
    mime: &'static str,
    width: usize,
    height: usize,
}

/// Refuses what is empty or too big, as the Bot API server does.
///
/// # Errors
/// See above.
pub(super) fn check_size(bytes: &[u8]) -> Result<(), ApiError> {
    let size = bytes.len();
    ApiError::refuse_if(size == 0, "file must be non-empty")?;
    if size > MAX_PHOTO_BYTES {
        return Err(ApiError::bad_request(format!(
            "file of size {size} bytes is too big for a photo; the maximum size is {MAX_PHOTO_BYTES} bytes"
        )));
    }
    Ok(())
}

/// Refuses what is no image or has impossible dimensions, as Telegram does when it processes a photo.
///
/// # Errors
/// See above.
pub(super) fn check_image(bytes: &[u8]) -> Result<(), ApiError> {
    inspect(bytes).map(drop)
}

fn inspect(bytes: &[u8]) -> Result<Inspected, ApiError> {
    let (extension, mime) = image_type(bytes).ok_or_else(|| ApiError::bad_request("IMAGE_PROCESS_FAILED"))?;
    let dimensions = imagesize::blob_size(bytes).map_err(|_| ApiError::bad_request("IMAGE_PROCESS_FAILED"))?;
    let (width, height) = (dimensions.width, dimensions.height);
    let is_odd = width == 0 || height == 0 || width + height > 10_000 || width > 20 * height || height > 20 * width;
    ApiError::refuse_if(is_odd, "PHOTO_INVALID_DIMENSIONS")?;
    Ok(Inspected { extension, mime, width, height })
}

/// Checks and keeps a photo.
///
/// # Errors
/// Empty, too big, no image, or of impossible dimensions.
pub(crate) fn store_photo(shared: &Shared, bytes: &[u8]) -> Result<Vec<PhotoSize>, ApiError> {
    check_size(bytes)?;
    let Inspected { extension, mime, width, height } = inspect(bytes)?;
    let size = bytes.len();
    // The clock, so that ids of one data folder mean nothing in the next
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let unique_id = format!("AQAD{nanos:x}");
    let path = format!("photos/file_{nanos:x}.{extension}");
    if let Err(error) = shared.disk.save_file(&path, bytes) {
        tracing::error!(%error, "a photo could not be kept");
        return Err(ApiError::internal());
    }
    let file_id = format!("AgACAgIAAxkBAAI{nanos:x}");
    let file = StoredFile { unique_id, path, size, width, height, mime: mime.to_owned() };
    shared.change(|world| {
        world.files.insert(file_id.clone(), file);
        sizes_of(world, &format!("{file_id}x"))
    })
}

fn image_type(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    match imagesize::image_type(bytes).ok()? {
        ImageType::Jpeg => Some(("jpg", "image/jpeg")),
        ImageType::Png => Some(("png", "image/png")),
        ImageType::Webp => Some(("webp", "image/webp")),
        _ => None,
    }
}

/// The file behind a `file_id`: the id of a size is the file's with one letter more.
pub(crate) fn find<'w>(world: &'w World, file_id: &str) -> Option<&'w StoredFile> {
    world.files.get(file_id.strip_suffix(['s', 'x'])?)
}

pub(super) fn sizes_of(world: &World, file_id: &str) -> Result<Vec<PhotoSize>, ApiError> {
    let wrong = || ApiError::bad_request("wrong file identifier/HTTP URL specified");
    let file = find(world, file_id).ok_or_else(wrong)?;
    let key = &file_id[..file_id.len() - 1];
    let size = |letter, width, height, file_size| PhotoSize {
        file_id: format!("{key}{letter}"),
        file_unique_id: format!("{}{letter}", file.unique_id),
        width,
        height,
        file_size,
    };
    let longest = file.width.max(file.height);
    let mut sizes = Vec::new();
    if longest > THUMBNAIL {
        let shrink = |side: usize| (side * THUMBNAIL / longest).max(1);
        sizes.push(size('s', shrink(file.width), shrink(file.height), None));
    }
    sizes.push(size('x', file.width, file.height, Some(file.size)));
    Ok(sizes)
}

/// getFile
pub(super) fn get_file(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let file_id = params.text("file_id").ok_or_else(|| ApiError::bad_request("file_id not specified"))?;
    shared.look(|world| {
        let file = find(world, &file_id).ok_or_else(|| ApiError::bad_request("invalid file_id"))?;
        Ok(json!({
            "file_id": file_id, "file_unique_id": file.unique_id, "file_size": file.size, "file_path": file.path,
        }))
    })
}

/// The bytes of a kept file.
///
/// # Errors
/// 404 when the data folder lost it.
pub(crate) async fn serve(shared: &Shared, file: StoredFile, mime: &str) -> Result<Response, ApiError> {
    let path = shared.disk.file(&file.path);
    let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await;
    let Ok(Ok(bytes)) = read else {
        return Err(ApiError::not_found());
    };
    // A file never changes under its id
    let headers = [(CONTENT_TYPE, mime.to_owned()), (CACHE_CONTROL, "max-age=31536000, immutable".to_owned())];
    Ok((headers, bytes).into_response())
}
