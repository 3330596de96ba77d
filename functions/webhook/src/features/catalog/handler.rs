//! Reads categories and products; five cards at a time, one more than is shown being read to know whether to go on.

use domain::{CategoryId, ProductId};
use store::{Card, DealsFrom, StoreError};
use telegram::{Call, Html};

use super::view;
use crate::{
    action::Action,
    context::{Answer, Context},
    features::menu::with_menu,
};

/// Cards shown at a time.
const PAGE: usize = 5;
const PAGE_AND_ONE: i64 = 6;

/// The root categories.
pub(crate) async fn categories(context: &Context<'_>) -> Result<Answer, StoreError> {
    let roots = context.store.categories.children_after(None, None, view::CATEGORIES_AND_ONE).await?;
    if roots.is_empty() {
        let text = Html::new(context.words.say("categories-none").html());
        return Ok(Answer::say([context.send(with_menu(context.words, text))]));
    }
    Ok(Answer::say([context.edit(view::roots(context.words, &roots, None))]))
}

/// The next root categories, in the same message.
pub(crate) async fn more_roots(context: &Context<'_>, after: CategoryId) -> Result<Answer, StoreError> {
    let roots = context.store.categories.children_after(None, Some(after), view::CATEGORIES_AND_ONE).await?;
    if roots.is_empty() {
        return Ok(Answer::say(context.toast(context.words.label("products-end"))));
    }
    Ok(Answer::say([context.edit(view::roots(context.words, &roots, Some(after)))]))
}

/// A category: its subcategories in the same message, its products as cards below.
pub(crate) async fn category(context: &Context<'_>, id: CategoryId) -> Result<Answer, StoreError> {
    let products = context.store.products.in_category(id, None, PAGE_AND_ONE, context.bot_id);
    let subcategories = context.store.categories.children_after(Some(id), None, view::CATEGORIES_AND_ONE);
    let (category, below, cards) = tokio::try_join!(context.store.categories.find(id), subcategories, products)?;
    let Some(category) = category else {
        return Ok(Answer::say(context.toast(context.words.label("category-gone"))));
    };
    let head = context.edit(view::category(context.words, &category, &below, !cards.is_empty()));
    let cards = show(context, cards, |last| Action::MoreProducts { category_id: id, after: last.product.id });
    Ok(Answer::say([head].into_iter().chain(cards)))
}

/// The next subcategories of a category, in the same message.
pub(crate) async fn more_subcategories(
    context: &Context<'_>,
    id: CategoryId,
    after: CategoryId,
) -> Result<Answer, StoreError> {
    let categories = &context.store.categories;
    let below = categories.children_after(Some(id), Some(after), view::CATEGORIES_AND_ONE);
    let (category, below) = tokio::try_join!(categories.find(id), below)?;
    Ok(match category {
        None => Answer::say(context.toast(context.words.label("category-gone"))),
        Some(_) if below.is_empty() => Answer::say(context.toast(context.words.label("products-end"))),
        Some(category) => Answer::say([context.edit(view::more_of_category(context.words, &category, &below))]),
    })
}

/// The next products of a category, below the card whose button asked for them.
pub(crate) async fn more_products(
    context: &Context<'_>,
    category_id: CategoryId,
    after: ProductId,
) -> Result<Answer, StoreError> {
    let products = context.store.products.in_category(category_id, Some(after), PAGE_AND_ONE, context.bot_id);
    let (cards, last) = tokio::try_join!(products, context.store.products.find(after))?;
    let used = context.message.map(|message| view::used_more(context.words, context.chat, message, last.as_ref()));
    if cards.is_empty() {
        let toast = context.toast(context.words.label("products-end"));
        return Ok(Answer::say(used.into_iter().chain(toast)));
    }
    let cards = show(context, cards, |last| Action::MoreProducts { category_id, after: last.product.id });
    Ok(Answer::say(used.into_iter().chain(cards)))
}

/// The discounted products, biggest discount first.
pub(crate) async fn deals(context: &Context<'_>, after: Option<DealsFrom>) -> Result<Answer, StoreError> {
    let store = &context.store.products;
    let last = async {
        match after {
            Some(from) => store.find(from.product_id).await,
            None => Ok(None),
        }
    };
    let (cards, last) = tokio::try_join!(store.deals(after, PAGE_AND_ONE, context.bot_id), last)?;
    let used = context.message.map(|message| view::used_more(context.words, context.chat, message, last.as_ref()));
    if cards.is_empty() && after.is_none() {
        let text = Html::new(context.words.say("deals-none").html());
        return Ok(Answer::say([context.send(with_menu(context.words, text))]));
    }
    if cards.is_empty() {
        let toast = context.toast(context.words.label("products-end"));
        return Ok(Answer::say(used.into_iter().chain(toast)));
    }
    let more =
        |last: &Card| Action::MoreDeals(DealsFrom { discount: last.product.discount, product_id: last.product.id });
    let cards = show(context, cards, more);
    Ok(Answer::say(used.into_iter().chain(cards)))
}

/// One product.
pub(crate) async fn product(context: &Context<'_>, id: ProductId) -> Result<Answer, StoreError> {
    let card = context.store.products.card(id, context.bot_id).await?;
    Ok(match (card, context.query.is_some()) {
        (Some(card), _) => Answer::say([view::card(context.words, context.chat, card, None)]),
        (None, true) => Answer::say(context.toast(context.words.label("product-gone"))),
        (None, false) => {
            let text = Html::new(context.words.say("product-gone").html());
            Answer::say([context.send(with_menu(context.words, text))])
        }
    })
}

/// At most a page of cards; the last one leads on, if there is more.
fn show(context: &Context<'_>, mut cards: Vec<Card>, more: impl Fn(&Card) -> Action) -> Vec<Call> {
    let leads_on = cards.len() > PAGE;
    cards.truncate(PAGE);
    let last = cards.len().saturating_sub(1);
    let calls = cards.into_iter().enumerate().map(|(index, card)| {
        let more = (leads_on && index == last).then(|| more(&card));
        view::card(context.words, context.chat, card, more)
    });
    calls.collect()
}
