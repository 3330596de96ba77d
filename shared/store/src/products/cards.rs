//! Products as the chat shows them: with the photo, where this bot has still to send it.

use bson::{Bson, Document, doc, spec::BinarySubtype};
use domain::{CategoryId, Discount, Product, ProductId};
use futures_util::TryStreamExt;
use serde::Deserialize;

use super::{Products, stored};
use crate::{
    StoreError,
    index::{behind, hint},
    membership::IN_CATEGORY,
    photos,
};

pub(super) const DEALS: &str = "deals";

/// A product to be shown in the chat.
#[derive(Debug, Clone)]
pub struct Card {
    pub product: Product,
    /// Its photo, if this bot has not sent it yet: what it has sent, Telegram keeps.
    pub upload: Option<Vec<u8>>,
}

/// Where a walk along the deals goes on: behind this product with this discount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DealsFrom {
    /// The discount of the last card shown.
    pub discount: Discount,
    /// The last card shown.
    pub product_id: ProductId,
}

impl Products {
    /// The card of one product; `bot_id` is whose uploads count.
    pub async fn card(&self, id: ProductId, bot_id: i64) -> Result<Option<Card>, StoreError> {
        let by_id = Walk { index: "_id_", filter: doc! { "_id": id }, sort: doc! { "_id": 1 } };
        Ok(self.cards(by_id, 1, Some(bot_id)).await?.pop())
    }

    /// Cards of the products right in a category, in the order they were created, from behind `after` on.
    pub async fn in_category(
        &self,
        category_id: CategoryId,
        after: Option<ProductId>,
        limit: i64,
        bot_id: i64,
    ) -> Result<Vec<Card>, StoreError> {
        let filter = doc! { "category_id": category_id, "_id": behind(after) };
        let walk = Walk { index: IN_CATEGORY, filter, sort: doc! { "category_id": 1, "_id": 1 } };
        self.cards(walk, limit, Some(bot_id)).await
    }

    /// Cards of the discounted products, biggest discount first, from behind `after` on.
    pub async fn deals(&self, after: Option<DealsFrom>, limit: i64, bot_id: i64) -> Result<Vec<Card>, StoreError> {
        self.cards(deals_behind(after), limit, Some(bot_id)).await
    }

    /// The discounted products alone, in the same order, and where they go on, if there are more.
    pub async fn deals_alone(
        &self,
        after: Option<DealsFrom>,
        limit: usize,
    ) -> Result<(Vec<Product>, Option<DealsFrom>), StoreError> {
        let one_more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let cards = self.cards(deals_behind(after), one_more, None).await?;
        let mut products: Vec<Product> = cards.into_iter().map(|card| card.product).collect();
        let has_more = products.len() > limit;
        products.truncate(limit);
        let last = products.last().filter(|_| has_more);
        let next = last.map(|last| DealsFrom { discount: last.discount, product_id: last.id });
        Ok((products, next))
    }

    /// Products and, for the photos this bot has still to upload, their bytes: in one round trip. Without a bot, the products
    /// alone.
    pub(super) async fn cards(&self, walk: Walk, limit: i64, bot_id: Option<i64>) -> Result<Vec<Card>, StoreError> {
        // The first of `images`. Not the first of all `telegram.bot_id`: photos that no bot has sent have none
        let upload = doc! { "$let": {
            "vars": { "first": { "$first": "$images" } },
            "in": { "$cond": [
                { "$eq": ["$$first.telegram.bot_id", bot_id] }, Bson::Null, { "$ifNull": ["$$first.id", Bson::Null] },
            ] },
        } };
        let mut fields = stored::product_alone();
        fields.insert("holds", 1);
        let mut pipeline = vec![
            doc! { "$match": walk.filter },
            doc! { "$sort": walk.sort },
            doc! { "$limit": limit },
            doc! { "$project": fields },
            doc! { "$project": { "_id": 0, "product": "$$ROOT", "upload": upload } },
        ];
        if bot_id.is_some() {
            pipeline.push(doc! { "$lookup": {
                "from": photos::CHUNKS, "localField": "upload", "foreignField": "files_id", "as": "chunks",
            } });
        }
        let rows = self.collection.aggregate(pipeline).hint(hint(walk.index)).with_type::<Row>().await?;
        Ok(rows.map_ok(Row::into_card).try_collect().await?)
    }
}

/// The discounted products, biggest discount first, from behind one on.
fn deals_behind(after: Option<DealsFrom>) -> Walk {
    let filter = match after {
        None => doc! { "discount_percent": { "$gt": 0 } },
        Some(DealsFrom { discount, product_id }) => {
            let percent = i64::from(discount.get());
            // Two walks that begin behind that card, however many have the same discount
            doc! { "$or": [
                { "discount_percent": percent, "_id": { "$gt": product_id } },
                { "discount_percent": { "$gt": 0, "$lt": percent } },
            ] }
        }
    };
    Walk { index: DEALS, filter, sort: doc! { "discount_percent": -1, "_id": 1 } }
}

/// A walk along an index.
pub(super) struct Walk {
    pub(super) index: &'static str,
    pub(super) filter: Document,
    pub(super) sort: Document,
}

#[derive(Deserialize)]
struct Row {
    product: Product,
    #[serde(default)]
    chunks: Vec<Chunk>,
}

#[derive(Deserialize)]
struct Chunk {
    n: i32,
    data: bson::Binary,
}

impl Row {
    fn into_card(mut self) -> Card {
        self.chunks.sort_by_key(|chunk| chunk.n);
        debug_assert!(self.chunks.iter().all(|chunk| chunk.data.subtype == BinarySubtype::Generic));
        let bytes: Vec<u8> = self.chunks.into_iter().flat_map(|chunk| chunk.data.bytes).collect();
        Card { product: self.product, upload: (!bytes.is_empty()).then_some(bytes) }
    }
}
