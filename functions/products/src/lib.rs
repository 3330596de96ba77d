//! `/v1/products`: what the shop sells, for its website, accounting and scripts.
//!
//! ```text
//! handlers.rs   list, create, read, change, delete
//! image.rs      the photos: put, add, order, read, delete
//! body.rs       JSON in → the shop's types
//! view.rs       the shop's types → JSON out
//! ```

mod body;
mod handlers;
mod image;
mod view;

use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use rest::ApiState;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How long a photo may take to arrive, also over a slow line.
const UPLOAD: Duration = Duration::from_secs(120);

/// The handlers of this function.
pub fn api() -> OpenApiRouter<ApiState> {
    let images = OpenApiRouter::new()
        .routes(routes!(image::put_product_image, image::get_product_image, image::delete_product_image))
        .routes(routes!(image::add_product_image, image::order_product_images))
        .routes(routes!(image::get_one_product_image, image::delete_one_product_image))
        .layer(DefaultBodyLimit::max(photos::MAX_BYTES));
    OpenApiRouter::new()
        .routes(routes!(handlers::list_products, handlers::create_product))
        .routes(routes!(handlers::get_product, handlers::change_product, handlers::delete_product))
        .merge(rest::with_deadline(images, UPLOAD))
}
