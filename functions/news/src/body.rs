//! What comes in.

use chrono::{DateTime, Utc};
use domain::{News, NewsId, NewsText};
use rest::{NewsContentField, NonNullPatch, Object, Patch, TimeField, TitleField, TranslationsPatch};
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
    /// In other languages than that of `title`; shown to customers who read one of them.
    #[serde(default)]
    #[schema(required = false, value_type = TranslationsPatch<NewsTextPatch>)]
    translations: NonNullPatch<Object<TranslationsPatch<NewsTextPatch>>>,
}

/// What a text is in one language. What is left out, or `null`, is shown in another one.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewsTextIn)]
pub(crate) struct NewsTextPatch {
    #[serde(default)]
    #[schema(required = false, value_type = Option<TitleField>)]
    title: Patch<TitleField>,
    #[serde(default)]
    #[schema(required = false, value_type = Option<NewsContentField>)]
    content: Patch<NewsContentField>,
}

impl NewsTextPatch {
    fn apply(&self, text: &mut NewsText) {
        self.title.apply(&mut text.title, None, |title| Some(title.0));
        self.content.apply(&mut text.content, None, |content| Some(content.0));
    }
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
    /// Merged into those there are; `null` takes them all away.
    #[serde(default)]
    #[schema(required = false, value_type = Option<TranslationsPatch<NewsTextPatch>>)]
    translations: Patch<Object<TranslationsPatch<NewsTextPatch>>>,
}

impl NewsIn {
    pub(crate) fn parse(self, now: DateTime<Utc>) -> News {
        let translations = self.translations.translations(NewsTextPatch::apply);
        News {
            id: NewsId::fresh(),
            title: self.title.0,
            content: self.content.0,
            formatted: None,
            published_at: self.published_at.into_value(|at| at.0).unwrap_or(now),
            translations,
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
        self.translations.merge(&mut news.translations, NewsTextPatch::apply);
    }
}
