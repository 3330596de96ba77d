//! Reads categories and products; five cards at a time, one more than is shown being read to know whether to go on.

use domain::{Category, CategoryId, Product, ProductId};
use store::{Card, DealsFrom, Store, StoreError};
use telegram::Call;

use super::view;
use crate::{
    action::Action,
    context::{Context, Reply},
    features::menu::say,
};

/// Cards shown at a time.
pub(crate) const PAGE: usize = 5;
const PAGE_AND_ONE: i64 = 6;

/// What is to be shown.
#[derive(Debug)]
pub(crate) enum Request {
    /// The root categories, from behind one on.
    Roots { after: Option<CategoryId>, roots: Vec<Category> },
    /// A category with those above it, if it exists: its subcategories in the same message, its products as cards below.
    Category { line: Vec<Category>, below: Vec<Category>, cards: Vec<Card> },
    /// The next subcategories of a category, in the same message.
    MoreOfCategory { line: Vec<Category>, below: Vec<Category> },
    /// The next products of a category, below the card whose button asked for them.
    MoreProducts { category_id: CategoryId, last: Option<Product>, cards: Vec<Card> },
    /// The discounted products, biggest discount first, from behind one on.
    Deals { after: Option<DealsFrom>, last: Option<Product>, cards: Vec<Card> },
    /// One product, if it exists.
    Product(Option<Card>),
}

pub(crate) async fn roots(store: &Store, after: Option<CategoryId>) -> Result<Request, StoreError> {
    let roots = match after {
        None => store.categories.first_children(None, view::CATEGORIES_AND_ONE).await?,
        Some(after) => store.categories.children_after(None, after, view::CATEGORIES + 1).await?,
    };
    Ok(Request::Roots { after, roots })
}

pub(crate) async fn category(store: &Store, bot_id: i64, id: CategoryId) -> Result<Request, StoreError> {
    let products = store.products.in_category(id, None, PAGE_AND_ONE, bot_id);
    let below = store.categories.first_children(Some(id), view::CATEGORIES_AND_ONE);
    let (line, below, cards) = tokio::try_join!(store.categories.line(id), below, products)?;
    Ok(Request::Category { line, below, cards })
}

pub(crate) async fn more_of_category(store: &Store, id: CategoryId, after: CategoryId) -> Result<Request, StoreError> {
    let below = store.categories.children_after(Some(id), after, view::CATEGORIES + 1);
    let (line, below) = tokio::try_join!(store.categories.line(id), below)?;
    Ok(Request::MoreOfCategory { line, below })
}

pub(crate) async fn more_products(
    store: &Store,
    bot_id: i64,
    category_id: CategoryId,
    after: ProductId,
) -> Result<Request, StoreError> {
    let products = store.products.in_category(category_id, Some(after), PAGE_AND_ONE, bot_id);
    let (cards, last) = tokio::try_join!(products, store.products.find(after))?;
    Ok(Request::MoreProducts { category_id, last, cards })
}

pub(crate) async fn deals(store: &Store, bot_id: i64, after: Option<DealsFrom>) -> Result<Request, StoreError> {
    let last = async {
        match after {
            Some(from) => store.products.find(from.product_id).await,
            None => Ok(None),
        }
    };
    let (cards, last) = tokio::try_join!(store.products.deals(after, PAGE_AND_ONE, bot_id), last)?;
    Ok(Request::Deals { after, last, cards })
}

pub(crate) async fn product(store: &Store, bot_id: i64, id: ProductId) -> Result<Request, StoreError> {
    Ok(Request::Product(store.products.card(id, bot_id).await?))
}

/// Shows it.
pub(crate) fn reply(context: &Context<'_>, request: Request) -> Reply {
    match request {
        Request::Roots { after, roots } => show_roots(context, after, &roots),
        Request::Category { line, below, cards } => match line.split_last() {
            Some((category, above)) => show_category(context, category, above, &below, cards),
            None => gone(context),
        },
        Request::MoreOfCategory { line, below } => match line.split_last() {
            Some(_) if below.is_empty() => end(context),
            Some((category, above)) => {
                Reply::of([context.edit(view::more_of_category(context.words, category, above, &below))])
            }
            None => gone(context),
        },
        Request::MoreProducts { category_id, last, cards } => {
            let more = |last: &Card| Action::MoreProducts { category_id, after: last.product.id };
            show_more(context, last.as_ref(), cards, more)
        }
        Request::Deals { after: None, cards, .. } if cards.is_empty() => Reply::of([say(context, "deals-none")]),
        Request::Deals { last, cards, .. } => {
            let from = |last: &Card| DealsFrom { discount: last.product.discount, product_id: last.product.id };
            show_more(context, last.as_ref(), cards, |last| Action::MoreDeals(from(last)))
        }
        Request::Product(card) => show_product(context, card),
    }
}

fn gone(context: &Context<'_>) -> Reply {
    Reply::of(context.toast(context.words.label("category-gone")))
}

fn show_roots(context: &Context<'_>, after: Option<CategoryId>, roots: &[Category]) -> Reply {
    match (roots, after) {
        ([], None) => Reply::of([say(context, "categories-none")]),
        ([], Some(_)) => end(context),
        _ => Reply::of([context.edit(view::roots(context.words, roots, after))]),
    }
}

fn show_category(
    context: &Context<'_>,
    category: &Category,
    above: &[Category],
    below: &[Category],
    cards: Vec<Card>,
) -> Reply {
    let head = context.edit(view::category(context.words, category, above, below, !cards.is_empty()));
    let category_id = category.id;
    let cards = show(context, cards, |last| Action::MoreProducts { category_id, after: last.product.id });
    Reply::of([head].into_iter().chain(cards))
}

/// The next cards; the button that asked for them loses its meaning.
fn show_more(context: &Context<'_>, last: Option<&Product>, cards: Vec<Card>, more: impl Fn(&Card) -> Action) -> Reply {
    let (cards, more) = a_page(cards, more);
    next_cards(context, last, cards, more)
}

/// The same of cards that fit, with the action of a button that leads on.
pub(crate) fn next_cards(
    context: &Context<'_>,
    last: Option<&Product>,
    next: Vec<Card>,
    more: Option<Action>,
) -> Reply {
    let last = last.map(|product| (product, context.available(product)));
    let used = context.message.map(|message| view::used_more(context.words, context.chat, message, last));
    let rest = if next.is_empty() { end(context).calls } else { cards(context, next, more) };
    Reply::of(used.into_iter().chain(rest))
}

fn end(context: &Context<'_>) -> Reply {
    Reply::of(context.toast(context.words.label("products-end")))
}

fn show_product(context: &Context<'_>, card: Option<Card>) -> Reply {
    match (card, context.query.is_some()) {
        (Some(card), _) => Reply::of([card_of(context, card, None)]),
        (None, true) => Reply::of(context.toast(context.words.label("product-gone"))),
        (None, false) => Reply::of([say(context, "product-gone")]),
    }
}

/// At most a page of cards; the last one leads on, if there is more.
fn show(context: &Context<'_>, found: Vec<Card>, more: impl Fn(&Card) -> Action) -> Vec<Call> {
    let (page, more) = a_page(found, more);
    cards(context, page, more)
}

fn a_page(mut cards: Vec<Card>, more: impl Fn(&Card) -> Action) -> (Vec<Card>, Option<Action>) {
    let leads_on = cards.len() > PAGE;
    cards.truncate(PAGE);
    let more = cards.last().filter(|_| leads_on).map(more);
    (cards, more)
}

/// These cards; the last one leads on.
pub(crate) fn cards(context: &Context<'_>, cards: Vec<Card>, mut more: Option<Action>) -> Vec<Call> {
    let last = cards.len().saturating_sub(1);
    let card = |(index, card)| card_of(context, card, if index == last { more.take() } else { None });
    cards.into_iter().enumerate().map(card).collect()
}

fn card_of(context: &Context<'_>, card: Card, more: Option<Action>) -> Call {
    let available = context.available(&card.product);
    view::card(context.words, context.chat, card, available, more)
}
