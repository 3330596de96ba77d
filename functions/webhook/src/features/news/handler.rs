//! Reads what is published; what is to come stays unseen.

use domain::News;
use store::{Store, StoreError};

use crate::{
    context::{Context, Reply},
    features::menu::say,
};

/// How many are shown.
const SHOWN: i64 = 5;

pub(crate) async fn latest(store: &Store) -> Result<Vec<News>, StoreError> {
    store.news.latest(SHOWN).await
}

/// Shows the latest news.
pub(crate) fn reply(context: &Context<'_>, news: &[News]) -> Reply {
    if news.is_empty() {
        return Reply::of([say(context, "news-none")]);
    }
    Reply::of(news.iter().rev().map(|item| context.send(screens::news::item(context.words, item))))
}
