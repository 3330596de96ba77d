//! How a news item is shown.

use chrono::{DateTime, Utc};
use domain::News;
use rest::{Id, TimeField};
use serde::Serialize;
use utoipa::ToSchema;

/// A news item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = News)]
pub(crate) struct NewsView {
    #[schema(value_type = Id)]
    id: String,
    title: String,
    content: String,
    /// From then on customers see it.
    #[schema(value_type = TimeField)]
    published_at: DateTime<Utc>,
    #[schema(value_type = TimeField)]
    created_at: DateTime<Utc>,
    #[schema(value_type = TimeField)]
    modified_at: DateTime<Utc>,
}

impl From<News> for NewsView {
    fn from(news: News) -> Self {
        Self {
            id: news.id.to_string(),
            title: news.title.into(),
            content: news.content.into(),
            published_at: news.published_at,
            created_at: news.created_at,
            modified_at: news.modified_at,
        }
    }
}
