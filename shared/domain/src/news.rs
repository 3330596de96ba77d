//! What the shop tells its customers.

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::{DomainError, Formatted, Languages, NewsContent, NewsId, Title, Translations, stored};

/// A news item. Customers see it from `published_at` on.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    #[serde(rename = "_id")]
    pub id: NewsId,
    pub title: Title,
    /// What is read of it.
    pub content: NewsContent,
    /// The same with formatting, if it has some: see [`News::write`].
    #[serde(default, deserialize_with = "stored::or_none", skip_serializing_if = "Option::is_none")]
    pub formatted: Option<Formatted>,
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
    /// The same with formatting, if it has some: see [`NewsText::write`].
    #[serde(default, deserialize_with = "stored::or_none", skip_serializing_if = "Option::is_none")]
    pub formatted: Option<Formatted>,
}

impl NewsText {
    /// Makes this its content.
    ///
    /// # Errors
    /// [`DomainError::TooLong`].
    pub fn write(&mut self, text: Formatted) -> Result<(), DomainError> {
        self.content = Some(NewsContent::parse(text.plain())?);
        self.formatted = Some(text);
        Ok(())
    }
}

/// Formatting counts only while it says what the content says: who changes the content alone, as the API does, takes the
/// formatting away.
fn formatting<'a>(content: &NewsContent, formatted: Option<&'a Formatted>) -> Option<&'a Formatted> {
    formatted.filter(|text| text.plain().trim() == content.as_str())
}

impl News {
    /// Makes this its content.
    ///
    /// # Errors
    /// [`DomainError::TooLong`].
    pub fn write(&mut self, text: Formatted) -> Result<(), DomainError> {
        self.content = NewsContent::parse(text.plain())?;
        self.formatted = Some(text);
        Ok(())
    }

    /// The content as it is shown with its formatting, if it has some.
    pub fn formatted_in(&self, languages: Languages) -> Option<&Formatted> {
        match languages.pick(&self.translations, |text| text.content.is_some().then_some(text)) {
            Some(text) => formatting(text.content.as_ref()?, text.formatted.as_ref()),
            None => formatting(&self.content, self.formatted.as_ref()),
        }
    }

    /// The title as it is shown.
    pub fn title_in(&self, languages: Languages) -> &Title {
        languages.pick(&self.translations, |text| text.title.as_ref()).unwrap_or(&self.title)
    }

    /// The content as it is shown.
    pub fn content_in(&self, languages: Languages) -> &NewsContent {
        languages.pick(&self.translations, |text| text.content.as_ref()).unwrap_or(&self.content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Locale;

    const ENGLISH: Languages = Languages { reader: Locale::En, shop: Locale::Uk };

    fn formatted(html: &str) -> Formatted {
        Formatted::parse(html).unwrap()
    }

    fn news() -> News {
        let now = DateTime::UNIX_EPOCH;
        let mut news = News {
            id: NewsId::fresh(),
            title: Title::unknown(),
            content: NewsContent::parse("Plain").unwrap(),
            formatted: None,
            published_at: now,
            translations: Translations::default(),
            created_at: now,
            modified_at: now,
        };
        news.write(formatted("<b>Sale</b> &amp; more <i> </i>")).unwrap();
        news
    }

    #[test]
    fn formatting_is_shown_until_the_content_alone_is_changed() {
        let mut news = news();
        assert_eq!(news.content.as_str(), "Sale & more");
        assert_eq!(news.formatted_in(ENGLISH), news.formatted.as_ref());
        assert!(news.formatted.is_some());
        news.content = NewsContent::parse("No sale").unwrap();
        assert_eq!(news.formatted_in(ENGLISH), None);
    }

    #[test]
    fn a_translation_is_shown_as_it_is_formatted_itself() {
        let mut news = news();
        let plain = NewsText { content: NewsContent::parse("Plain").ok(), ..NewsText::default() };
        news.translations.en = Some(plain);
        assert_eq!(news.formatted_in(ENGLISH), None);
        let mut written = NewsText::default();
        written.write(formatted("<u>Sale</u>")).unwrap();
        news.translations.en = Some(written);
        assert_eq!(news.formatted_in(ENGLISH).map(Formatted::as_html), Some("<u>Sale</u>"));
        let long = formatted(&"x".repeat(NewsContent::MAX + 1));
        assert_eq!(news.write(long), Err(DomainError::TooLong { max: NewsContent::MAX }));
        assert_eq!(news.content.as_str(), "Sale & more", "it stays as it was");
    }
}
