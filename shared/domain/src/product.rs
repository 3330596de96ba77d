//! What the shop sells.

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::{
    AttributeName, AttributeValue, CategoryId, Discount, ImageId, Languages, Money, ProductDescription, ProductId,
    Quantity, Sku, Stock, Title, Titles, Translations, UserId,
};

#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    #[serde(rename = "_id")]
    pub id: ProductId,
    /// What the shop's own systems call it; no two products have the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    pub title: Title,
    pub description: ProductDescription,
    /// Where customers find it.
    pub category_id: CategoryId,
    /// Price of one unit before the discount.
    pub price: Money,
    /// Per cent off.
    #[serde(rename = "discount_percent")]
    pub discount: Discount,
    /// How many there are. Customers are told how many they can have: [`Product::available_to`].
    pub stock: Stock,
    /// Characteristics, in the order they are shown; at most [`Product::MAX_ATTRIBUTES`].
    pub attributes: Vec<Attribute>,
    /// Photos, in the order they are shown, each once; at most [`Product::MAX_IMAGES`].
    #[serde(default)]
    pub images: Vec<Image>,
    /// Title, description and characteristics in other languages.
    #[serde(default, skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations<ProductText>,
    /// What customers hold of it; of a customer there is one at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<Hold>,
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
    /// The most photos.
    pub const MAX_IMAGES: usize = 10;

    /// The photo that is shown first.
    pub fn image(&self) -> Option<&Image> {
        self.images.first()
    }

    /// The title in every language there is.
    pub fn titles(&self) -> Titles {
        Titles { base: self.title.clone(), translations: self.translations.parts(|text| text.title.clone()) }
    }

    /// The title as it is shown.
    pub fn title_in(&self, languages: Languages) -> &Title {
        languages.pick(&self.translations, |text| text.title.as_ref()).unwrap_or(&self.title)
    }

    /// The description as it is shown.
    pub fn description_in(&self, languages: Languages) -> &ProductDescription {
        languages.pick(&self.translations, |text| text.description.as_ref()).unwrap_or(&self.description)
    }

    /// The characteristics as they are shown.
    pub fn attributes_in(&self, languages: Languages) -> &[Attribute] {
        languages.pick(&self.translations, |text| text.attributes.as_deref()).unwrap_or(&self.attributes)
    }

    /// What one unit costs now.
    pub fn final_price(&self) -> Money {
        self.discount.apply(self.price)
    }

    /// How many a customer can have now: those that nobody else holds.
    pub fn available_to(&self, user_id: UserId, now: DateTime<Utc>) -> Stock {
        let others = self.holds.iter().filter(|hold| hold.user_id != user_id && hold.until > now);
        others.fold(self.stock, |left, hold| left.without(hold.quantity))
    }
}

/// Pieces that are kept for a customer who has been asked to confirm an order.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub user_id: UserId,
    pub quantity: Quantity,
    /// From then on it means nothing.
    #[serde_as(as = "FromChrono04DateTime")]
    pub until: DateTime<Utc>,
}

/// A product's texts in one language; what is not there is shown in another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductText {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<ProductDescription>,
    /// All of them; at most [`Product::MAX_ATTRIBUTES`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Vec<Attribute>>,
}

/// A characteristic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Such as "Power".
    pub name: AttributeName,
    /// Such as "2200 W".
    pub value: AttributeValue,
}

/// A photo in GridFS, where each content is stored once: products with the same photo have the same file.
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
