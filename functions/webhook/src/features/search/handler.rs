//! Searches once the claim says that a text answers no question; the next pages are read beside the claim.

use domain::{Product, search::Wanted};
use store::{FoundCards, SearchPosition, Store, StoreError};

use super::view;
use crate::{
    action::{Action, SearchCodes},
    context::{Context, Reply},
    features::{catalog, menu::say},
};

/// What is to be shown of a search.
#[derive(Debug)]
pub(crate) enum Request {
    /// The first products that a proposed word finds, or the next ones, below the card whose button asked for them.
    More { last: Option<Product>, found: FoundCards },
}

pub(crate) async fn more(
    store: &Store,
    bot_id: i64,
    codes: SearchCodes,
    after: Option<SearchPosition>,
) -> Result<Request, StoreError> {
    let last = async {
        match after {
            Some(after) => store.products.find(after.product_id).await,
            None => Ok(None),
        }
    };
    let found = store.products.search_more(Wanted::decode(codes.as_str()), after, catalog::PAGE, bot_id);
    let (found, last) = tokio::try_join!(found, last)?;
    Ok(Request::More { last, found })
}

/// Answers a text with what it finds: the best products, or words and categories that it may have meant.
pub(crate) async fn take_text(context: &Context<'_>, bot_id: i64, text: &str) -> Result<Reply, StoreError> {
    let store = context.store;
    let found = store.products.search_cards(text, SearchCodes::CAPACITY, catalog::PAGE, bot_id).await?;
    if found.wanted.is_empty() {
        return Ok(Reply::of([say(context, "hint")]));
    }
    if found.cards.is_empty() {
        let categories = store.categories.first_children(None, view::MOST_CATEGORIES);
        let (words, categories) = tokio::try_join!(store.products.proposals(text), categories)?;
        return Ok(Reply::of([context.send(view::nothing(context.words, text, &words, &categories))]));
    }
    let corrected = found.corrected.as_deref().map(|words| context.send(view::corrected(context.words, words)));
    let next = next(&found);
    let cards = catalog::cards(context, found.cards, next);
    Ok(Reply::of(corrected.into_iter().chain(cards)))
}

pub(crate) fn reply(context: &Context<'_>, request: Request) -> Reply {
    let Request::More { last, found } = request;
    let next = next(&found);
    catalog::next_cards(context, last.as_ref(), found.cards, next)
}

/// The button that leads on.
fn next(found: &FoundCards) -> Option<Action> {
    let codes = SearchCodes::of(&found.wanted)?;
    found.next.map(|after| Action::Search { codes, after: Some(after) })
}
