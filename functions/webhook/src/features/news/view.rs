//! A news item.

use domain::News;
use telegram::Screen;

use crate::words::Words;

pub(super) fn item(words: Words, news: &News) -> Screen {
    let phrase = words.say("news-item").text("title", news.title.as_str()).date("date", news.published_at);
    Screen::new(phrase.text("content", news.content.as_str()).into_html())
}
