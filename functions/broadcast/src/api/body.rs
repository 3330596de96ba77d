//! What comes in.

use rest::BroadcastTextField;
use serde::Deserialize;
use utoipa::ToSchema;

/// Something to tell every customer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "We are open on Sunday, from 10 to 16." }))]
pub(crate) struct BroadcastIn {
    /// Plain text, sent as it is.
    pub(crate) text: BroadcastTextField,
}
