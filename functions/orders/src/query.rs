//! Which orders.

use domain::OrderStatus;
use rest::{TimeField, UserIdField};
use serde::Deserialize;
use store::OrderQuery;
use utoipa::IntoParams;

use crate::view::Status;

/// Which orders.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrderListQuery {
    /// This customer's, by Telegram id.
    user: Option<UserIdField>,
    /// Those that have come so far.
    #[param(inline, value_type = Option<Status>)]
    status: Option<OrderStatus>,
    /// Placed then or later.
    from: Option<TimeField>,
    /// Placed before.
    to: Option<TimeField>,
}

impl OrderListQuery {
    pub(crate) fn query(&self) -> OrderQuery {
        OrderQuery {
            user_id: self.user.map(|id| id.0),
            status: self.status,
            from: self.from.map(|at| at.0),
            to: self.to.map(|at| at.0),
        }
    }
}
