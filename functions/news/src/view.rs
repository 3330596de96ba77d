//! How a news item is shown.

use domain::News;
use rest::{Id, TimeField};
use serde::Serialize;
use utoipa::ToSchema;

/// A news item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = News)]
pub(crate) struct NewsView {
    id: Id,
    title: String,
    content: String,
    /// From then on customers see it.
    published_at: TimeField,
    created_at: TimeField,
    modified_at: TimeField,
}

impl From<News> for NewsView {
    fn from(news: News) -> Self {
        Self {
            id: news.id.into(),
            title: news.title.into(),
            content: news.content.into(),
            published_at: TimeField(news.published_at),
            created_at: TimeField(news.created_at),
            modified_at: TimeField(news.modified_at),
        }
    }
}
