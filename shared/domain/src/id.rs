//! Typed ids: a category's id cannot be given where a product's is wanted.
//!
//! Stored as BSON `ObjectId`, written for people and programs as 24 hexadecimal digits.
//! A user's id is the Telegram id, an integer.

use std::str::FromStr;

use bson::oid::ObjectId;
use derive_more::{Display, Into};
use serde::{Deserialize, Serialize};

use crate::{DomainError, Ranged};

macro_rules! object_id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, Into, Serialize, Deserialize,
        )]
        #[into(bson::Bson)]
        #[serde(transparent)]
        pub struct $name(pub ObjectId);

        impl $name {
            /// An id like no other.
            pub fn fresh() -> Self {
                Self(ObjectId::new())
            }
        }

        impl FromStr for $name {
            type Err = DomainError;

            fn from_str(s: &str) -> Result<Self, DomainError> {
                ObjectId::parse_str(s).map(Self).map_err(|_| DomainError::NotAnId)
            }
        }
    )+};
}

object_id! {
    /// A product.
    ProductId,
    /// A category.
    CategoryId,
    /// A news item.
    NewsId,
    /// An order; people use its [`crate::OrderNumber`].
    OrderId,
    /// A photo in GridFS; a new photo of the same product has a new id.
    ImageId,
    /// A broadcast.
    BroadcastId,
    /// A change of many products.
    BulkId,
    /// An import of a file.
    ImportId,
    /// A message between a customer and the shop.
    MessageId,
    /// A browser that is signed in to the back office.
    SessionId,
    /// An entry of the audit log.
    AuditId,
}

/// A customer, by the id Telegram gave them (Bot API, `User.id`: at most 52 significant bits).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, Into, Serialize, Deserialize)]
#[into(bson::Bson)]
#[serde(transparent)]
pub struct UserId(pub i64);

impl Ranged for UserId {
    const NAME: &'static str = "TelegramId";
    const MIN: i64 = 1;
    const MAX: i64 = (1 << 52) - 1;
}

impl TryFrom<i64> for UserId {
    type Error = DomainError;

    fn try_from(id: i64) -> Result<Self, DomainError> {
        let out_of_range = DomainError::OutOfRange { min: Self::MIN, max: Self::MAX };
        (Self::MIN..=Self::MAX).contains(&id).then_some(Self(id)).ok_or(out_of_range)
    }
}

impl FromStr for UserId {
    type Err = DomainError;

    /// The id as it is written, and in no other way.
    fn from_str(s: &str) -> Result<Self, DomainError> {
        let id = s.parse().ok().filter(|id: &i64| id.to_string() == s);
        id.ok_or(DomainError::NotAnId).and_then(Self::try_from)
    }
}
