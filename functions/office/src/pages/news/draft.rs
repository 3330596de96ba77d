//! What was typed, as a news item: its base texts are those of the shop's own language, others are translations.

use chrono::{DateTime, Utc};
use domain::{Formatted, Locale, News, NewsContent, NewsId, NewsText, Title, Translations, VariantArray};

use crate::{
    context::Context,
    form::{Form, in_words},
    formatted, when,
};

/// A news item that was typed.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    title: Title,
    content: NewsContent,
    formatted: Option<Formatted>,
    translations: Translations<NewsText>,
    /// When it is to be published, if that was said.
    at: Option<DateTime<Utc>>,
}

/// The fields of a translation.
pub(super) const fn fields(locale: Locale) -> [&'static str; 2] {
    match locale {
        Locale::Uk => ["title_uk", "content_uk"],
        Locale::Ru => ["title_ru", "content_ru"],
        Locale::En => ["title_en", "content_en"],
    }
}

/// What the fields show of an item.
pub(super) fn values<'a>(context: &Context, news: &News) -> Vec<(&'a str, String)> {
    let mut values = vec![
        ("title", news.title.to_string()),
        ("content", formatted::typed(news.content.as_str(), news.formatted.as_ref())),
        ("at", when::shown(news.published_at, context.office.shop.time_zone)),
    ];
    for (locale, text) in news.translations.iter() {
        let [title, body] = fields(locale);
        values.extend(text.title.as_ref().map(|text| (title, text.to_string())));
        let typed = |plain: &NewsContent| formatted::typed(plain.as_str(), text.formatted.as_ref());
        values.extend(text.content.as_ref().map(|plain| (body, typed(plain))));
    }
    values
}

/// What was typed; `None` when something is wrong, which is noted.
pub(super) fn read(context: &Context, form: &mut Form) -> Option<Draft> {
    let title = form.parse("title", Title::parse);
    let body = body(context, form, "content");
    let at = when::read(context, form, "at");
    let mut translations = Translations::default();
    for locale in Locale::VARIANTS {
        *translations.slot(*locale) = translation(context, form, *locale);
    }
    let ((body, formatted), false) = (body?, form.is_wrong()) else { return None };
    Some(Draft { title: title?, content: body, formatted, translations, at: at.ok()? })
}

fn translation(context: &Context, form: &mut Form, locale: Locale) -> Option<NewsText> {
    let [title, name] = fields(locale);
    let title = form.parse_optional(title, Title::parse).flatten();
    let written = if form.text(name).is_empty() { None } else { body(context, form, name) };
    let (body, formatted) = written.map_or((None, None), |(body, formatted)| (Some(body), formatted));
    (title.is_some() || body.is_some()).then_some(NewsText { title, content: body, formatted })
}

/// What is read of a text, and its formatting if it has some.
fn body(context: &Context, form: &mut Form, name: &str) -> Option<(NewsContent, Option<Formatted>)> {
    let text = formatted::read(context, form, name)?;
    match NewsContent::parse(text.plain()) {
        Ok(body) => Some((body, Some(text).filter(|text| text.as_html().contains('<')))),
        Err(error) => {
            form.refuse(name, in_words(context.words, error));
            None
        }
    }
}

impl Draft {
    /// As an item that is new.
    pub(super) fn into_news(self, id: NewsId, now: DateTime<Utc>) -> News {
        News {
            id,
            title: self.title,
            content: self.content,
            formatted: self.formatted,
            published_at: self.at.unwrap_or(now),
            translations: self.translations,
            created_at: now,
            modified_at: now,
        }
    }

    /// An item as it becomes by what was typed. A moment that still is what the form showed stays as it was, to the second.
    pub(super) fn apply(&self, context: &Context, news: &mut News) {
        let draft = self.clone();
        let shown = |at| when::shown(at, context.office.shop.time_zone);
        let at = draft.at.unwrap_or_else(|| context.store().now());
        if shown(at) != shown(news.published_at) {
            news.published_at = at;
        }
        news.title = draft.title;
        news.content = draft.content;
        news.formatted = draft.formatted;
        news.translations = draft.translations;
    }
}
