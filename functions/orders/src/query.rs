//! Which orders.

use domain::UserId;
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
    #[param(value_type = Option<rest::UserIdNumber>)]
    user: Option<UserIdField>,
    /// Those that have come so far.
    #[param(inline)]
    status: Option<Status>,
    /// Placed then or later.
    from: Option<TimeField>,
    /// Placed before.
    to: Option<TimeField>,
}

impl OrderListQuery {
    pub(crate) fn query(&self) -> OrderQuery {
        OrderQuery {
            user_id: self.user.map(|id| UserId(id.0.0)),
            status: self.status.map(Into::into),
            from: self.from.map(|at| at.0),
            to: self.to.map(|at| at.0),
        }
    }
}
