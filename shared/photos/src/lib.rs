//! What becomes of the bytes of a photo, uploaded or fetched. They are not believed: the format is read from the bytes themselves, the whole
//! is decoded, and what would need too much memory is refused before it takes it.

mod memory;

use std::io::Cursor;

use bytes::Bytes;
use image::{
    DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    metadata::Orientation,
};
use once_cell::sync::Lazy;
use tokio::sync::Semaphore;

use crate::memory::MAX_DECODING;

/// The largest upload, in bytes.
pub const MAX_BYTES: usize = 10 << 20;
/// Longer sides are scaled down to so many pixels: more, Telegram does not show.
const MAX_SIDE: u32 = 1280;
/// The longest shape Telegram takes (Bot API, `sendPhoto`).
const MAX_RATIO: u32 = 20;
const QUALITY: u8 = 85;

/// One at a time, so that a small machine is not filled by several large ones.
static DECODING: Lazy<Semaphore> = Lazy::new(|| Semaphore::new(1));

/// A photo fit to be stored.
#[derive(Debug)]
pub struct Photo {
    /// `image/jpeg`, `image/png` or `image/webp`.
    pub content_type: &'static str,
    pub bytes: Bytes,
}

/// Why bytes are no photo that can be stored.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// They are something else.
    #[error("is not a JPEG, PNG or WebP image")]
    NotAPhoto,
    /// They are one that cannot be decoded, is too large or too long and thin.
    #[error("{0}")]
    Refused(String),
}

/// Checks the bytes and scales the photo down, if need be.
///
/// # Errors
/// [`PhotoError`].
pub async fn prepare(bytes: Bytes) -> Result<Photo, PhotoError> {
    let one = DECODING.acquire().await;
    let prepared = tokio::task::spawn_blocking(move || {
        // Until it is done, though nobody may be waiting for it any more
        let _one = one;
        decode_and_scale(bytes)
    });
    // A decoder that panicked had bytes that are no good photo
    prepared.await.unwrap_or_else(|_| Err(refused("it cannot be decoded")))
}

fn refused(why: impl Into<String>) -> PhotoError {
    PhotoError::Refused(why.into())
}

fn decode_and_scale(bytes: Bytes) -> Result<Photo, PhotoError> {
    let Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) = image::guess_format(&bytes) else {
        return Err(PhotoError::NotAPhoto);
    };
    let (photo, orientation) = decode(&bytes, format)?;
    let (width, height) = photo.dimensions();
    if width.max(height) <= MAX_SIDE {
        return Ok(Photo { content_type: format.to_mime_type(), bytes });
    }
    let mut photo = photo.thumbnail(MAX_SIDE, MAX_SIDE);
    photo.apply_orientation(orientation);
    encode(&photo).map_err(|_| refused("it cannot be scaled down"))
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<(DynamicImage, Orientation), PhotoError> {
    let broken = |_| refused("it cannot be decoded");
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODING);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    let memory = memory::decoding(format, bytes, decoder.dimensions(), decoder.total_bytes());
    if memory > MAX_DECODING {
        return Err(too_large(memory));
    }
    if width.max(height) > width.min(height).saturating_mul(MAX_RATIO) {
        return Err(refused("one side is more than 20 times the other, which Telegram does not take"));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let photo = DynamicImage::from_decoder(decoder).map_err(broken)?;
    Ok((photo, orientation))
}

fn too_large(memory: u64) -> PhotoError {
    refused(format!(
        "decoding it would take {} MiB of memory, and a photo may take {} MiB: as a JPEG it may have 33 megapixels, as a \
         progressive JPEG 11, as a PNG 25",
        memory >> 20,
        MAX_DECODING >> 20,
    ))
}

/// JPEG, or PNG where something shows through.
fn encode(photo: &DynamicImage) -> Result<Photo, image::ImageError> {
    let mut bytes = Cursor::new(Vec::new());
    let content_type = if photo.color().has_alpha() {
        photo.write_to(&mut bytes, ImageFormat::Png)?;
        "image/png"
    } else {
        photo.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
        "image/jpeg"
    };
    Ok(Photo { content_type, bytes: bytes.into_inner().into() })
}
