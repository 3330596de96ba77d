//! Reads what is offered. The query comes again with every page, so the offset says only where the last one ended.

use domain::{Discount, DomainError, Product, ProductId, User};
use store::{DealsFrom, SearchPosition, Store, StoreError};
use telegram::{BotLink, Call, InlineAnswer, StartButton};

use super::view;
use crate::{Shop, context::words_for, failure::Failure, incoming::InlineQuery};

/// Results at a time.
const PAGE: usize = 20;
/// Seconds for which Telegram gives an answer again.
const CACHE_TIME: u32 = 60;
/// What follows `/start` for those whom nothing was offered: like anything that is no product, it greets.
const FROM_INLINE: &str = "inline";

/// Products, and the offset behind them, if there are more.
type Offers = (Vec<Product>, Option<String>);

/// Answers an inline query.
pub(crate) async fn answer(shop: &Shop, query: InlineQuery) -> Result<Call, Failure> {
    let offers = async { offers(&shop.store, query.text.trim(), &query.offset).await.map_err(Failure::from) };
    let user = async { shop.store.users.find(query.sender.id).await.map_err(Failure::from) };
    let link = async { shop.api.link().await.map_err(Failure::from) };
    let ((products, next_offset), user, link) = tokio::try_join!(offers, user, link)?;
    let answer = answer_of(shop, &query, user.as_ref(), link, products, next_offset);
    Ok(Call::AnswerInline { query: query.id, answer })
}

fn answer_of(
    shop: &Shop,
    query: &InlineQuery,
    user: Option<&User>,
    link: &BotLink,
    products: Vec<Product>,
    next_offset: Option<String>,
) -> InlineAnswer {
    let default = shop.settings.default_locale;
    let words = user.map_or_else(|| words_for(shop, &query.sender), |user| shop.words(user.locale_or(default)));
    let now = shop.store.now();
    let is_nothing = products.is_empty() && query.offset.is_empty();
    let results = products.into_iter().map(|product| {
        let available = product.available_to(query.sender.id, now);
        view::result(words, link, shop.api.bot_id(), &product, available)
    });
    InlineAnswer {
        results: results.collect(),
        cache_time: CACHE_TIME,
        // Telegram gives an answer that is not personal to everybody who types the same, whatever their language: this one is
        // in the language of the one who asked, and has of each product what is there for them
        is_personal: true,
        next_offset,
        button: is_nothing
            .then(|| StartButton { label: words.label("inline-none"), parameter: FROM_INLINE.to_owned() }),
    }
}

/// What the words find; without words, the deals.
async fn offers(store: &Store, text: &str, offset: &str) -> Result<Offers, StoreError> {
    let after = if offset.is_empty() { None } else { Offset::decode(offset) };
    match text {
        _ if !offset.is_empty() && after.is_none() => Ok(Offers::default()),
        "" => deals(store, after).await,
        text => search(store, text, after).await,
    }
}

async fn deals(store: &Store, after: Option<Offset>) -> Result<Offers, StoreError> {
    let from = |Offset { order, product_id }| Ok(DealsFrom { discount: Discount::new(order)?, product_id });
    let after: Result<Option<DealsFrom>, DomainError> = after.map(from).transpose();
    let Ok(after) = after else { return Ok(Offers::default()) };
    let (products, next) = store.products.deals_alone(after, PAGE).await?;
    let next = next.map(|next| Offset { order: next.discount.get().into(), product_id: next.product_id }.encode());
    Ok((products, next))
}

async fn search(store: &Store, text: &str, after: Option<Offset>) -> Result<Offers, StoreError> {
    let after = after.map(|Offset { order, product_id }| SearchPosition { rank: order, product_id });
    let (products, next) = store.products.search_alone(text, after, PAGE).await?;
    let next = next.map(|next| Offset { order: next.rank, product_id: next.product_id }.encode());
    Ok((products, next))
}

/// Where a page ended: the last product, and what it is ordered by, its discount or its rank in the search.
struct Offset {
    order: i64,
    product_id: ProductId,
}

impl Offset {
    /// At most 64 bytes.
    fn encode(&self) -> String {
        format!("{}:{}", self.order, self.product_id)
    }

    fn decode(offset: &str) -> Option<Self> {
        let (order, product_id) = offset.split_once(':')?;
        Some(Self { order: order.parse().ok()?, product_id: product_id.parse().ok()? })
    }
}
