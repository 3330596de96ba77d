//! `/v1/categories`: the tree customers browse.
//!
//! ```text
//! handlers.rs   list, create, read, change (and move), delete
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
    OpenApiRouter::new().routes(routes!(handlers::list_categories, handlers::create_category)).routes(routes!(
        handlers::get_category,
        handlers::change_category,
        handlers::delete_category
    ))
}
