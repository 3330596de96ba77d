//! What the shop tells its customers.

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::{NewsContent, NewsId, Title};

/// A news item. Customers see it from `published_at` on.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    #[serde(rename = "_id")]
    pub id: NewsId,
    pub title: Title,
    pub content: NewsContent,
    /// When customers may see it; may lie ahead.
    #[serde_as(as = "FromChrono04DateTime")]
    pub published_at: DateTime<Utc>,
    /// When it was created.
    #[serde_as(as = "FromChrono04DateTime")]
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    #[serde_as(as = "FromChrono04DateTime")]
    pub modified_at: DateTime<Utc>,
}
