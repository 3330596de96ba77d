//! Reads what is published; what is to come stays unseen.

use store::StoreError;

use crate::{
    context::{Answer, Context},
    features::menu::with_menu,
};

/// How many are shown.
const SHOWN: i64 = 5;

/// The latest news.
pub(crate) async fn latest(context: &Context<'_>) -> Result<Answer, StoreError> {
    let news = context.store.news.latest(SHOWN).await?;
    if news.is_empty() {
        let text = context.words.say("news-none").into_html();
        return Ok(Answer::say([context.send(with_menu(context.words, text))]));
    }
    Ok(Answer::say(news.iter().rev().map(|item| context.send(screens::news::item(context.words, item)))))
}
