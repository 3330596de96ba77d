//! `/v1/news`: what the shop tells its customers. A new item is told to every customer when it is published, unless it
//! says `"notify": false`.
//!
//! ```text
//! handlers.rs   list, create, read, change, delete
//! body.rs       JSON in → the shop's types
//! view.rs       the shop's types → JSON out
//! ```

mod body;
mod handlers;
mod view;

use rest::ApiState;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The handlers of this function.
pub fn api() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handlers::list_news, handlers::create_news)).routes(routes!(
        handlers::get_news,
        handlers::change_news,
        handlers::delete_news
    ))
}
