//! Broadcasts over HTTP.
//!
//! ```text
//! handlers.rs   list, create, watch, cancel; drain
//! body.rs       JSON in → the shop's types
//! view.rs       the shop's types → JSON out
//! ```

mod body;
mod handlers;
mod view;

use rest::ApiState;
use utoipa_axum::{router::OpenApiRouter, routes};

use self::handlers::{BUDGET, Drain, ENDING};
use crate::Worker;

/// The handlers of this function; `worker` delivers when a scheduler calls.
pub fn api(state: &ApiState, worker: Worker) -> OpenApiRouter<ApiState> {
    let drain = OpenApiRouter::new().routes(routes!(handlers::drain_outbox));
    let drain = drain.with_state(Drain { api: state.clone(), worker });
    OpenApiRouter::new()
        .routes(routes!(handlers::list_broadcasts, handlers::create_broadcast))
        .routes(routes!(handlers::get_broadcast))
        .routes(routes!(handlers::cancel_broadcast))
        .merge(rest::with_deadline(drain, BUDGET + ENDING))
}
