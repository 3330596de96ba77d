//! Which orders.

use domain::UserId;
use rest::{Limit, ListQuery, TimeField, UserIdField};
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
    /// How many items.
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

impl ListQuery for OrderListQuery {
    const LIST: &'static str = "orders";

    fn filters(&self) -> String {
        format!("{:?}", self.query())
    }

    fn limit(&self) -> Limit {
        self.limit
    }

    fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }
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
