//! A news item, as it is looked up in the chat and as it comes by itself.

use domain::News;
use telegram::Screen;

use crate::Words;

/// Title, day and text.
pub fn item(words: Words, news: &News) -> Screen {
    let (title, content) = (news.title_in(words.languages()), news.content_in(words.languages()));
    let phrase = words.message("news-item").text("title", title.as_str()).date("date", news.published_at);
    let phrase = match news.formatted_in(words.languages()) {
        Some(formatted) => phrase.html_text("content", formatted.as_html()),
        None => phrase.text("content", content.as_str()),
    };
    Screen::new(phrase.into_html())
}
