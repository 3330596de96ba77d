//! A product's photo. The bytes are looked at in `photo`; here they come and go.

use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use domain::{ImageId, Product, ProductId};
use rest::{Allowed, ApiState, HttpError, IdPath, IfMatch, ProductsWrite, etag_of, is_known, read_body};
use tokio_util::{compat::FuturesAsyncReadCompatExt, io::ReaderStream};

use crate::{
    photo::{self, MAX_BYTES, PhotoBytes},
    view::ImageView,
};

/// Browsers and proxies ask again after a minute, and get 304 if nothing changed.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// Put a product's photo
///
/// The bytes of a JPEG, PNG or WebP, at most 10 MiB. Sides longer than 1280 pixels are scaled down.
#[utoipa::path(
    put, path = "/v1/products/{id}/image",
    request_body(content((PhotoBytes = "image/jpeg"), (PhotoBytes = "image/png"), (PhotoBytes = "image/webp"))),
    security(("key" = ["products:write"])),
    responses(
        (status = 200, description = "The photo that replaced another", body = ImageView),
        (status = 201, description = "The first photo", body = ImageView),
    ),
)]
pub(crate) async fn put_product_image(
    state: Allowed<ProductsWrite>,
    IdPath(id): IdPath<ProductId>,
    if_match: IfMatch,
    request: Request,
) -> Result<Response, HttpError> {
    photo::check_media_type(request.headers().get(CONTENT_TYPE))?;
    let bytes = read_body(request, &state, MAX_BYTES).await?;
    let photo = photo::prepare(bytes).await?;
    let put =
        state.store.products.put_image(id, photo.content_type, &photo.bytes, if_match.precondition_of_part(tag)).await;
    let (image, replaced) = put?;
    let tag = tag_of(image.id);
    let view = ImageView::new(id, image);
    if replaced {
        return Ok(([(ETAG, tag)], Json(view)).into_response());
    }
    let location = [(axum::http::header::LOCATION, format!("/v1/products/{id}/image"))];
    Ok((StatusCode::CREATED, location, [(ETAG, tag)], Json(view)).into_response())
}

/// Read a product's photo
#[utoipa::path(
    get, path = "/v1/products/{id}/image",
    responses((
        status = 200, description = "The photo",
        content((PhotoBytes = "image/jpeg"), (PhotoBytes = "image/png"), (PhotoBytes = "image/webp")),
        headers(("Cache-Control", description = "A minute, then `If-None-Match`")),
    )),
)]
pub(crate) async fn get_product_image(
    State(state): State<ApiState>,
    IdPath(id): IdPath<ProductId>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let product = state.store.products.find(id).await?.ok_or(HttpError::NotFound)?;
    let image = product.image.ok_or(HttpError::NotFound)?;
    let tag = tag_of(image.id);
    if is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag), (CACHE_CONTROL, CACHE)]).into_response());
    }
    let bytes = state.store.photos.read(image.id).await?.ok_or(HttpError::NotFound)?;
    let content_type = HeaderValue::from_str(&image.content_type).unwrap_or(HeaderValue::from_static("image/jpeg"));
    let headers = [
        (CONTENT_TYPE, content_type),
        (CONTENT_LENGTH, image.size.into()),
        (CACHE_CONTROL, CACHE),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (ETAG, tag),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(bytes.compat()))).into_response())
}

/// Delete a product's photo
#[utoipa::path(delete, path = "/v1/products/{id}/image", security(("key" = ["products:write"])))]
pub(crate) async fn delete_product_image(
    state: Allowed<ProductsWrite>,
    IdPath(id): IdPath<ProductId>,
    if_match: IfMatch,
) -> Result<StatusCode, HttpError> {
    state.store.products.delete_image(id, if_match.precondition_of_part(tag)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Under which tag a product's photo is shown.
fn tag(product: &Product) -> Option<HeaderValue> {
    product.image.as_ref().map(|image| tag_of(image.id))
}

fn tag_of(image: ImageId) -> HeaderValue {
    etag_of(&image.0.bytes())
}
