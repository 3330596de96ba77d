//! A product's photos. The bytes are looked at in `photo`; here they come and go. `/image` is the first photo, `/images`
//! are all of them.

use axum::{
    Json,
    body::Body,
    extract::{FromRequestParts, Path, Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, LOCATION, X_CONTENT_TYPE_OPTIONS},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use domain::{Image, ImageId, Product, ProductId};
use photos::{MAX_BYTES, Photo, PhotoError};
use rest::{
    Allowed, ApiState, Changed, HttpError, IdField, IdPath, IfMatch, JsonBody, Many, ProductsWrite, etag_of, is_known,
    read_body,
};
use serde::{Deserialize, Serialize};
use tokio_util::{compat::FuturesAsyncReadCompatExt, io::ReaderStream};
use utoipa::ToSchema;

use crate::view::{FirstImageView, ImageView, ProductView};

/// Browsers and proxies ask again after a minute, and get 304 if nothing changed.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=60");
/// A photo with an id of its own never changes.
const CACHE_FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The ids in the path of one of a product's photos.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ImagePath(ProductId, ImageId);

impl<S: Send + Sync> FromRequestParts<S> for ImagePath {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HttpError> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((product, image)) = path.map_err(|_| HttpError::NotFound)?;
        let ids = product.parse().ok().zip(image.parse().ok());
        ids.map(|(product, image)| Self(product, image)).ok_or(HttpError::NotFound)
    }
}

// Raw bytes of a photo, for OpenAPI
#[derive(Debug, ToSchema)]
#[schema(as = Photo, value_type = String, format = Binary)]
pub(crate) struct PhotoBytes(());

/// The order in which photos are shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImageOrder {
    /// The id of each of the product's photos.
    #[schema(max_items = 10, value_type = Vec<rest::Id>)]
    order: Many<IdField<ImageId>, { Product::MAX_IMAGES }>,
}

/// Put a product's first photo
///
/// The bytes of a JPEG, PNG or WebP, at most 10 MiB. Sides longer than 1280 pixels are scaled down.
#[utoipa::path(
    put, path = "/v1/products/{id}/image",
    request_body(content((PhotoBytes = "image/jpeg"), (PhotoBytes = "image/png"), (PhotoBytes = "image/webp"))),
    security(("key" = ["products:write"])),
    responses(
        (status = 200, description = "The photo that replaced another", body = FirstImageView),
        (status = 201, description = "The first photo", body = FirstImageView),
    ),
)]
pub(crate) async fn put_product_image(
    state: Allowed<ProductsWrite>,
    IdPath(id): IdPath<ProductId>,
    if_match: IfMatch,
    request: Request,
) -> Result<Response, HttpError> {
    let photo = read_photo(request, &state).await?;
    let put =
        state.store.products.put_image(id, photo.content_type, &photo.bytes, if_match.precondition_of_part(tag)).await;
    let (image, replaced) = put?;
    let created = (!replaced).then(|| format!("/v1/products/{id}/image"));
    Ok(stored(image.id, FirstImageView::new(id, &image), created))
}

/// Read a product's first photo
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
    show(&state, product.image(), &headers, CACHE).await
}

/// Delete a product's first photo
///
/// The second becomes the first.
#[utoipa::path(delete, path = "/v1/products/{id}/image", security(("key" = ["products:write"])))]
pub(crate) async fn delete_product_image(
    state: Allowed<ProductsWrite>,
    IdPath(id): IdPath<ProductId>,
    if_match: IfMatch,
) -> Result<StatusCode, HttpError> {
    state.store.products.delete_image(id, None, if_match.precondition_of_part(tag)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Add a photo to a product
///
/// Behind those there are, at most ten. The bytes of a JPEG, PNG or WebP, at most 10 MiB. Sides longer than 1280 pixels are
/// scaled down. Adding the same photo again changes nothing.
#[utoipa::path(
    post, path = "/v1/products/{id}/images",
    request_body(content((PhotoBytes = "image/jpeg"), (PhotoBytes = "image/png"), (PhotoBytes = "image/webp"))),
    security(("key" = ["products:write"])),
    responses(
        (status = 200, description = "The product has this photo already", body = ImageView),
        (status = 201, description = "The new photo", body = ImageView),
        (status = 409, description = "The product has ten photos"),
    ),
)]
pub(crate) async fn add_product_image(
    state: Allowed<ProductsWrite>,
    IdPath(id): IdPath<ProductId>,
    if_match: IfMatch,
    request: Request,
) -> Result<Response, HttpError> {
    let photo = read_photo(request, &state).await?;
    let precondition = if_match.precondition::<ProductView, _>();
    let (image, is_new) = state.store.products.add_image(id, photo.content_type, &photo.bytes, precondition).await?;
    let created = is_new.then(|| format!("/v1/products/{id}/images/{}", image.id));
    Ok(stored(image.id, ImageView::new(id, &image), created))
}

/// Put a product's photos in order
#[utoipa::path(
    put, path = "/v1/products/{id}/images", request_body = ImageOrder, security(("key" = ["products:write"])),
    responses((status = 200, description = "The product", body = ProductView)),
)]
pub(crate) async fn order_product_images(
    state: Allowed<ProductsWrite>,
    IdPath(id): IdPath<ProductId>,
    if_match: IfMatch,
    JsonBody(body): JsonBody<ImageOrder>,
) -> Result<Changed<ProductView>, HttpError> {
    let order: Vec<_> = body.order.0.iter().map(|id| id.0).collect();
    let product = state.store.products.order_images(id, &order, if_match.precondition::<ProductView, _>()).await?;
    Ok(Changed(product.into()))
}

/// Read one of a product's photos
#[utoipa::path(
    get, path = "/v1/products/{id}/images/{image_id}",
    responses((
        status = 200, description = "The photo",
        content((PhotoBytes = "image/jpeg"), (PhotoBytes = "image/png"), (PhotoBytes = "image/webp")),
        headers(("Cache-Control", description = "A photo with this id never changes")),
    )),
)]
pub(crate) async fn get_one_product_image(
    State(state): State<ApiState>,
    ImagePath(id, image_id): ImagePath,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let product = state.store.products.find(id).await?.ok_or(HttpError::NotFound)?;
    let image = product.images.iter().find(|image| image.id == image_id);
    show(&state, image, &headers, CACHE_FOR_GOOD).await
}

/// Delete one of a product's photos
#[utoipa::path(delete, path = "/v1/products/{id}/images/{image_id}", security(("key" = ["products:write"])))]
pub(crate) async fn delete_one_product_image(
    state: Allowed<ProductsWrite>,
    ImagePath(id, image_id): ImagePath,
    if_match: IfMatch,
) -> Result<StatusCode, HttpError> {
    let of_product =
        move |product: &Product| product.images.iter().any(|image| image.id == image_id).then(|| tag_of(image_id));
    let precondition = if_match.precondition_of_part(of_product);
    state.store.products.delete_image(id, Some(image_id), precondition).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn read_photo(request: Request, state: &ApiState) -> Result<Photo, HttpError> {
    check_media_type(request.headers().get(CONTENT_TYPE))?;
    let prepared = photos::prepare(read_body(request, state, MAX_BYTES).await?).await;
    prepared.map_err(|error| match error {
        PhotoError::NotAPhoto => HttpError::UnsupportedMediaType("the body is not a JPEG, PNG or WebP image"),
        PhotoError::Refused(why) => HttpError::invalid("", why),
    })
}

/// Whether the request says it brings a photo at all. Which kind it is, the bytes tell.
fn check_media_type(header: Option<&HeaderValue>) -> Result<(), HttpError> {
    let essence = header.and_then(|value| value.to_str().ok()).and_then(|value| value.split(';').next());
    match essence.map(|essence| essence.trim().to_ascii_lowercase()).as_deref() {
        Some("image/jpeg" | "image/png" | "image/webp") => Ok(()),
        _ => Err(HttpError::UnsupportedMediaType("the body must be image/jpeg, image/png or image/webp")),
    }
}

/// A photo that was put: 201 with its place, if it was created there.
fn stored(image: ImageId, view: impl Serialize, created: Option<String>) -> Response {
    let shown = ([(ETAG, tag_of(image))], Json(view));
    match created {
        Some(location) => (StatusCode::CREATED, [(LOCATION, location)], shown).into_response(),
        None => shown.into_response(),
    }
}

async fn show(
    state: &ApiState,
    image: Option<&Image>,
    headers: &HeaderMap,
    cache: HeaderValue,
) -> Result<Response, HttpError> {
    let image = image.ok_or(HttpError::NotFound)?;
    let tag = tag_of(image.id);
    if is_known(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag), (CACHE_CONTROL, cache)]).into_response());
    }
    let bytes = state.store.photos.read(image.id).await?.ok_or(HttpError::NotFound)?;
    let content_type = HeaderValue::from_str(&image.content_type).unwrap_or(HeaderValue::from_static("image/jpeg"));
    let headers = [
        (CONTENT_TYPE, content_type),
        (CONTENT_LENGTH, image.size.into()),
        (CACHE_CONTROL, cache),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (ETAG, tag),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(bytes.compat()))).into_response())
}

/// Under which tag a product's first photo is shown.
fn tag(product: &Product) -> Option<HeaderValue> {
    product.image().map(|image| tag_of(image.id))
}

fn tag_of(image: ImageId) -> HeaderValue {
    etag_of(&image.0.bytes())
}
