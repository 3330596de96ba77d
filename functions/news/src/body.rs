//! What comes in.

use chrono::{DateTime, Utc};
use domain::{News, NewsId};
use rest::{NewsContentField, NonNullPatch, TimeField, TitleField};
use serde::Deserialize;
use utoipa::ToSchema;

/// A news item to be published.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "Open on Sunday", "content": "From 10 to 16.", "published_at": "2026-11-28T08:00:00Z" }))]
pub(crate) struct NewsIn {
    title: TitleField,
    /// Plain text.
    content: NewsContentField,
    /// When customers see it and are told; now, unless given.
    #[serde(default)]
    #[schema(required = false, value_type = TimeField)]
    published_at: NonNullPatch<TimeField>,
    /// Whether every customer is told; they are, unless it says `false`.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub(crate) notify: bool,
}

const fn yes() -> bool {
    true
}

/// What is to change: a JSON merge patch (RFC 7396). Customers who were told already are not told again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "content": "From 10 to 18." }))]
pub(crate) struct NewsPatch {
    #[serde(default)]
    #[schema(required = false, value_type = TitleField)]
    title: NonNullPatch<TitleField>,
    #[serde(default)]
    #[schema(required = false, value_type = NewsContentField)]
    content: NonNullPatch<NewsContentField>,
    #[serde(default)]
    #[schema(required = false, value_type = TimeField)]
    published_at: NonNullPatch<TimeField>,
}

impl NewsIn {
    pub(crate) fn parse(self, now: DateTime<Utc>) -> News {
        News {
            id: NewsId::fresh(),
            title: self.title.0,
            content: self.content.0,
            published_at: self.published_at.into_value(|at| at.0).unwrap_or(now),
            created_at: now,
            modified_at: now,
        }
    }
}

impl NewsPatch {
    pub(crate) fn apply(&self, news: &mut News) {
        self.title.apply(&mut news.title, |title| title.0);
        self.content.apply(&mut news.content, |content| content.0);
        self.published_at.apply(&mut news.published_at, |at| at.0);
    }
}
