//! How a news item is shown.

use domain::{News, NewsText};
use rest::{Id, TimeField, TranslationsView};
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
    /// Texts in other languages, as far as there are any.
    translations: TranslationsView<NewsTextView>,
    created_at: TimeField,
    modified_at: TimeField,
}

/// Texts in one language, as far as there are any.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewsText)]
pub(crate) struct NewsTextView {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
}

impl From<NewsText> for NewsTextView {
    fn from(text: NewsText) -> Self {
        Self { title: text.title.map(String::from), content: text.content.map(String::from) }
    }
}

impl From<News> for NewsView {
    fn from(news: News) -> Self {
        Self {
            id: news.id.into(),
            title: news.title.into(),
            content: news.content.into(),
            published_at: TimeField(news.published_at),
            translations: news.translations.into(),
            created_at: TimeField(news.created_at),
            modified_at: TimeField(news.modified_at),
        }
    }
}
