//! What comes in.

use rest::{BroadcastTextField, Limit, ListQuery};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Something to tell every customer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "We are open on Sunday, from 10 to 16." }))]
pub(crate) struct BroadcastIn {
    /// Plain text, sent as it is.
    pub(crate) text: BroadcastTextField,
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BroadcastListQuery {
    /// How many items.
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

impl ListQuery for BroadcastListQuery {
    const LIST: &'static str = "broadcasts";

    fn filters(&self) -> String {
        String::new()
    }

    fn limit(&self) -> Limit {
        self.limit
    }

    fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }
}
