//! Products: found one by one, or walked as cards by category or by discount, always along an index.

use bson::{Bson, Document, doc, oid::ObjectId, spec::BinarySubtype};
use domain::{CategoryId, Clock, Discount, Image, ImageId, NewProduct, Product, ProductId, TelegramFile};
use futures_util::TryStreamExt;
use mongodb::{Collection, Database, IndexModel, options::ReturnDocument};
use serde::Deserialize;

use crate::{StoreError, migrate::index, photos, stamp};

pub(crate) const COLLECTION: &str = "products";

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![
        index("in_category", doc! { "category_id": 1, "_id": 1 }),
        index("deals", doc! { "discount_percent": -1, "_id": 1 }),
    ]
}

/// The collection `products`.
#[derive(Clone, Debug)]
pub struct Products {
    collection: Collection<Product>,
    clock: Clock,
}

/// A product to be shown in the chat.
#[derive(Debug, Clone)]
pub struct Card {
    /// The product.
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
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: db.collection(COLLECTION), clock: clock.clone() }
    }

    /// A product, if it exists.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn find(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        Ok(self.collection.find_one(doc! { "_id": id }).await?)
    }

    /// Those of `ids` that exist, in any order.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn find_many(&self, ids: impl IntoIterator<Item = ProductId>) -> Result<Vec<Product>, StoreError> {
        let ids: Vec<Bson> = ids.into_iter().map(Bson::from).collect();
        if ids.is_empty() {
            return Ok(vec![]);
        }
        Ok(self.collection.find(doc! { "_id": { "$in": ids } }).await?.try_collect().await?)
    }

    /// The card of one product; `bot_id` is whose uploads count.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn card(&self, id: ProductId, bot_id: i64) -> Result<Option<Card>, StoreError> {
        Ok(self.cards(doc! { "_id": id }, doc! { "_id": 1 }, 1, bot_id).await?.pop())
    }

    /// Cards of the products right in a category, in the order they were created, from behind `after` on.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn in_category(
        &self,
        category_id: CategoryId,
        after: Option<ProductId>,
        limit: i64,
        bot_id: i64,
    ) -> Result<Vec<Card>, StoreError> {
        let mut filter = doc! { "category_id": category_id };
        if let Some(after) = after {
            filter.insert("_id", doc! { "$gt": after });
        }
        self.cards(filter, doc! { "category_id": 1, "_id": 1 }, limit, bot_id).await
    }

    /// Cards of the discounted products, biggest discount first, from behind `after` on.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn deals(&self, after: Option<DealsFrom>, limit: i64, bot_id: i64) -> Result<Vec<Card>, StoreError> {
        let filter = match after {
            None => doc! { "discount_percent": { "$gt": 0 } },
            Some(DealsFrom { discount, product_id }) => {
                let percent = i64::from(discount.get());
                doc! {
                    "discount_percent": { "$gt": 0, "$lte": percent },
                    "$or": [{ "discount_percent": { "$lt": percent } }, { "_id": { "$gt": product_id } }],
                }
            }
        };
        self.cards(filter, doc! { "discount_percent": -1, "_id": 1 }, limit, bot_id).await
    }

    /// Products and, for the photos this bot has still to upload, their bytes: in one round trip.
    async fn cards(&self, filter: Document, sort: Document, limit: i64, bot_id: i64) -> Result<Vec<Card>, StoreError> {
        let sent = doc! { "$eq": ["$image.telegram.bot_id", bot_id] };
        let pipeline = [
            doc! { "$match": filter },
            doc! { "$sort": sort },
            doc! { "$limit": limit },
            doc! { "$set": { "upload": { "$cond": [sent, Bson::Null, { "$ifNull": ["$image.id", Bson::Null] }] } } },
            doc! { "$lookup": {
                "from": photos::CHUNKS, "localField": "upload", "foreignField": "files_id", "as": "chunks",
            } },
        ];
        let rows = self.collection.aggregate(pipeline).with_type::<Row>().await?;
        Ok(rows.map_ok(Row::into_card).try_collect().await?)
    }

    /// Adds a product.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn create(&self, new: NewProduct) -> Result<Product, StoreError> {
        let now = self.clock.now();
        let product = Product {
            id: ProductId(ObjectId::new()),
            title: new.title,
            description: new.description,
            category_id: new.category_id,
            price: new.price,
            discount: new.discount,
            stock: new.stock,
            attributes: new.attributes,
            image: None,
            created_at: now,
            modified_at: now,
        };
        let document = stamp::created(&self.clock, &product)?;
        self.collection.clone_with_type::<Document>().insert_one(document).await?;
        Ok(product)
    }

    /// Gives a product another photo, or none, and says which it had before: that one is the caller's to delete.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such product; [`StoreError::Driver`].
    pub async fn set_image(&self, id: ProductId, image: Option<&Image>) -> Result<Option<ImageId>, StoreError> {
        let update = doc! { "$set": { "image": bson::serialize_to_bson(&image)? } };
        let before = self
            .collection
            .find_one_and_update(doc! { "_id": id }, stamp::modified(&self.clock, update))
            .return_document(ReturnDocument::Before)
            .await?
            .ok_or(StoreError::NotFound)?;
        Ok(before.image.map(|image| image.id))
    }

    /// Notes where Telegram keeps a product's photo (or that it does not), unless the product has another photo by now.
    /// Not a change that anybody outside could see, hence not stamped.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn set_telegram_file(
        &self,
        id: ProductId,
        image: ImageId,
        file: Option<&TelegramFile>,
    ) -> Result<(), StoreError> {
        let update = doc! { "$set": { "image.telegram": bson::serialize_to_bson(&file)? } };
        self.collection.update_one(doc! { "_id": id, "image.id": image }, update).await?;
        Ok(())
    }

    /// Whether there are none.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.collection.find_one(doc! {}).await?.is_none())
    }
}

#[derive(Deserialize)]
struct Row {
    #[serde(flatten)]
    product: Product,
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
