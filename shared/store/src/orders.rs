//! Orders, as customers look at them. They are placed in [`crate::placement`].

use bson::doc;
use domain::{Order, OrderId, OrderNumber, UserId};
use futures_util::TryStreamExt;
use mongodb::{Collection, Database, IndexModel};

use crate::{
    StoreError,
    migrate::{index, unique_index},
};

pub(crate) const COLLECTION: &str = "orders";

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![
        unique_index("number", doc! { "number": 1 }),
        index("of_user", doc! { "user_id": 1, "number": -1 }),
        // One update places one order, however often it is delivered
        unique_index("placed_by", doc! { "user_id": 1, "update_id": 1 }),
    ]
}

/// The collection `orders`.
#[derive(Clone, Debug)]
pub struct Orders {
    collection: Collection<Order>,
}

impl Orders {
    pub(crate) fn new(db: &Database) -> Self {
        Self { collection: db.collection(COLLECTION) }
    }

    /// A customer's orders, newest first, those before `before` if given.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn of_user(
        &self,
        user_id: UserId,
        before: Option<OrderNumber>,
        limit: i64,
    ) -> Result<Vec<Order>, StoreError> {
        let mut filter = doc! { "user_id": user_id };
        if let Some(before) = before {
            filter.insert("number", doc! { "$lt": before.0 });
        }
        Ok(self.collection.find(filter).sort(doc! { "number": -1 }).limit(limit).await?.try_collect().await?)
    }

    /// An order of this customer; `None` when it does not exist or is somebody else's.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn find_of_user(&self, id: OrderId, user_id: UserId) -> Result<Option<Order>, StoreError> {
        Ok(self.collection.find_one(doc! { "_id": id, "user_id": user_id }).await?)
    }
}
