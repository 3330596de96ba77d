//! `/v1/users`: the shop's customers, by their Telegram id.
//!
//! ```text
//! handlers.rs   list, create, read, change, erase
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
    OpenApiRouter::new().routes(routes!(handlers::list_users, handlers::create_user)).routes(routes!(
        handlers::get_user,
        handlers::change_user,
        handlers::erase_user
    ))
}
