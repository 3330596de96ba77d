//! Reads what is published; what is to come stays unseen.

use domain::News;
use store::{Store, StoreError};

use crate::{
    context::{Context, Reply},
    features::menu::with_menu,
};

/// How many are shown.
const SHOWN: i64 = 5;

pub(crate) async fn latest(store: &Store) -> Result<Vec<News>, StoreError> {
    store.news.latest(SHOWN).await
}

/// Shows the latest news.
pub(crate) fn reply(context: &Context<'_>, news: &[News]) -> Reply {
    if news.is_empty() {
        let text = context.words.message("news-none").into_html();
        return Reply::of([context.send(with_menu(context.words, text))]);
    }
    Reply::of(news.iter().rev().map(|item| context.send(screens::news::item(context.words, item))))
}
