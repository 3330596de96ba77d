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

use std::time::Duration;

use axum::Extension;
use rest::ApiState;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Worker;

/// How long one call of the drain works: schedulers call every minute.
const BUDGET: Duration = Duration::from_secs(50);

/// How much longer it may take until what is under way then has come to its end.
const ENDING: Duration = Duration::from_secs(10);

/// What the drain works with.
#[derive(Clone, Debug)]
struct Drain {
    worker: Worker,
    budget: Duration,
}

/// The handlers of this function; `worker` delivers when a scheduler calls.
pub fn api(worker: Worker) -> OpenApiRouter<ApiState> {
    let drain = OpenApiRouter::new().routes(routes!(handlers::drain_outbox));
    OpenApiRouter::new()
        .routes(routes!(handlers::list_broadcasts, handlers::create_broadcast))
        .routes(routes!(handlers::get_broadcast))
        .routes(routes!(handlers::cancel_broadcast))
        .merge(rest::with_deadline(drain.layer(Extension(Drain { worker, budget: BUDGET })), BUDGET + ENDING))
}
