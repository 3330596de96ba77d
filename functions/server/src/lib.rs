//! What `server` is made of and its tests look at: its settings, and every resource's handlers.

mod settings;

use rest::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub use self::settings::Settings;

/// The handlers of all resources that depend on nothing but [`ApiState`].
pub fn resources() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(products::api())
        .merge(categories::api())
        .merge(news::api())
        .merge(users::api())
        .merge(orders::api())
}
