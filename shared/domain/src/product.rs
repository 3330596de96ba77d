//! What the shop sells.

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::{
    AttributeName, AttributeValue, CategoryId, Discount, ImageId, Money, ProductDescription, ProductId, Stock, Title,
};

#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    #[serde(rename = "_id")]
    pub id: ProductId,
    pub title: Title,
    pub description: ProductDescription,
    /// Where customers find it.
    pub category_id: CategoryId,
    /// Price of one unit before the discount.
    pub price: Money,
    /// Per cent off.
    #[serde(rename = "discount_percent")]
    pub discount: Discount,
    /// How many there are.
    pub stock: Stock,
    /// Characteristics, in the order they are shown; at most [`Product::MAX_ATTRIBUTES`].
    pub attributes: Vec<Attribute>,
    pub image: Option<Image>,
    /// When it was created.
    #[serde_as(as = "FromChrono04DateTime")]
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    #[serde_as(as = "FromChrono04DateTime")]
    pub modified_at: DateTime<Utc>,
}

impl Product {
    /// The most characteristics.
    pub const MAX_ATTRIBUTES: usize = 32;

    /// What one unit costs now.
    pub fn final_price(&self) -> Money {
        self.discount.apply(self.price)
    }
}

/// A characteristic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Such as "Power".
    pub name: AttributeName,
    /// Such as "2200 W".
    pub value: AttributeValue,
}

/// A photo in GridFS. Replaced as a whole, so that what is known of the old photo goes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Its file in GridFS.
    pub id: ImageId,
    /// Media type, such as `image/jpeg`.
    pub content_type: String,
    /// Bytes.
    pub size: i64,
    /// Where Telegram keeps its copy, once it was sent.
    pub telegram: Option<TelegramFile>,
}

/// A copy at Telegram, usable only by the bot that uploaded it (Bot API, "Sending files").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TelegramFile {
    /// The bot's user id: the digits before the colon of its token.
    pub bot_id: i64,
    /// The Bot API's `file_id`.
    pub file_id: String,
}
