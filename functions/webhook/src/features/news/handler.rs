//! Reads what is published; what is to come stays unseen.

use domain::News;
use store::{Store, StoreError};

use crate::{
    context::{Answer, Context},
    features::menu::with_menu,
};

/// How many are shown.
const SHOWN: i64 = 5;

pub(crate) async fn latest(store: &Store) -> Result<Vec<News>, StoreError> {
    store.news.latest(SHOWN).await
}

/// Shows the latest news.
pub(crate) fn answer(context: &Context<'_>, news: &[News]) -> Answer {
    if news.is_empty() {
        let text = context.words.say("news-none").into_html();
        return Answer::say([context.send(with_menu(context.words, text))]);
    }
    Answer::say(news.iter().rev().map(|item| context.send(screens::news::item(context.words, item))))
}
