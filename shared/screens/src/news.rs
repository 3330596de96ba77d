//! A news item, as it is looked up in the chat and as it comes by itself.

use domain::News;
use telegram::Screen;

use crate::Words;

/// Title, day and text.
pub fn item(words: Words, news: &News) -> Screen {
    let phrase = words.message("news-item").text("title", news.title.as_str()).date("date", news.published_at);
    Screen::new(phrase.text("content", news.content.as_str()).into_html())
}
