//! What holds for every REST function, seen from outside: the five of them as one API.

mod auth;
mod errors;
mod limits;
mod openapi;
mod web;

use rest::ApiState;
use utoipa_axum::router::OpenApiRouter;

/// Every function's handlers.
fn everything() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(products::api())
        .merge(categories::api())
        .merge(news::api())
        .merge(users::api())
        .merge(orders::api())
}
