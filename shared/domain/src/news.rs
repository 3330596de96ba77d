//! What the shop tells its customers.

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::{Languages, NewsContent, NewsId, Title, Translations};

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
    /// Title and content in other languages.
    #[serde(default, skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations<NewsText>,
    /// When it was created.
    #[serde_as(as = "FromChrono04DateTime")]
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    #[serde_as(as = "FromChrono04DateTime")]
    pub modified_at: DateTime<Utc>,
}

/// The texts of a news item in one language; what is not there is shown in another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsText {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<NewsContent>,
}

impl News {
    /// The title as it is shown.
    pub fn title_in(&self, languages: Languages) -> &Title {
        languages.pick(&self.translations, |text| text.title.as_ref()).unwrap_or(&self.title)
    }

    /// The content as it is shown.
    pub fn content_in(&self, languages: Languages) -> &NewsContent {
        languages.pick(&self.translations, |text| text.content.as_ref()).unwrap_or(&self.content)
    }
}
