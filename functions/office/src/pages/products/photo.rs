//! `/office/photos/{image_id}`: a photo. One with this id never changes.

use axum::{
    body::Body,
    extract::Path,
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use domain::ImageId;
use futures_util::io::{AsyncReadExt, Cursor};
use tokio_util::{compat::FuturesAsyncReadCompatExt, io::ReaderStream};

use crate::{context::Context, error::OfficeError};

/// Kept by the browser of whoever may see it, for a year.
const CACHE: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

pub(super) async fn show(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let id: ImageId = id.parse().map_err(|_| OfficeError::NotFound)?;
    let mut photo = context.store().photos.read(id).await?.ok_or(OfficeError::NotFound)?;
    let mut head = [0; 12];
    if let Err(error) = photo.read_exact(&mut head).await {
        tracing::error!(%error, image.id = %id, "a photo cannot be read");
        return Err(OfficeError::Internal);
    }
    let bytes = ReaderStream::new(Cursor::new(head).chain(photo).compat());
    Ok(([(CONTENT_TYPE, content_type(&head)), (CACHE_CONTROL, CACHE)], Body::from_stream(bytes)).into_response())
}

/// One of the three formats of photos.
const fn content_type(head: &[u8; 12]) -> HeaderValue {
    HeaderValue::from_static(match head {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => "image/webp",
        _ => "image/jpeg",
    })
}
