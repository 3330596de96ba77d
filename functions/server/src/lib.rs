//! The REST API as a whole: every resource's handlers, as `server` serves them and its tests ask them.

use rest::ApiState;
use utoipa_axum::router::OpenApiRouter;

/// The handlers of all resources that depend on nothing but [`ApiState`].
pub fn resources() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(products::api())
        .merge(categories::api())
        .merge(news::api())
        .merge(users::api())
        .merge(orders::api())
}
