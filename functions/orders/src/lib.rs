//! `/v1/orders`: what customers ordered. Orders are placed in the chat; here they are read, and nothing else.
//!
//! ```text
//! handlers.rs   list, read
//! export.rs     orders as a table, for the accountant
//! query.rs      which orders
//! view.rs       the shop's types → JSON out
//! ```

mod export;
mod handlers;
mod query;
mod view;

use rest::ApiState;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The handlers of this function.
pub fn api() -> OpenApiRouter<ApiState> {
    let export = OpenApiRouter::new().routes(routes!(export::export_orders));
    OpenApiRouter::new().routes(routes!(handlers::list_orders)).routes(routes!(handlers::get_order)).merge(export)
}
