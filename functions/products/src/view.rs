//! How a product is shown.

use chrono::{DateTime, Utc};
use domain::{Attribute, Image, Product, ProductId};
use rest::{Id, MoneyView, TimeField};
use serde::Serialize;
use utoipa::ToSchema;

/// A product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Product)]
pub(crate) struct ProductView {
    #[schema(value_type = Id)]
    id: String,
    title: String,
    description: String,
    /// Where customers find it.
    #[schema(value_type = Id)]
    category_id: String,
    /// Of one unit, before the discount.
    price: MoneyView,
    #[schema(minimum = 0, maximum = 100)]
    discount_percent: i64,
    /// Of one unit, after the discount, rounded half up to a minor unit.
    final_price: MoneyView,
    /// How many there are.
    #[schema(minimum = 0)]
    stock: i64,
    /// In the order they are shown.
    #[schema(max_items = 32)]
    attributes: Vec<AttributeView>,
    /// The photo.
    #[schema(required = true)]
    image: Option<ImageView>,
    #[schema(value_type = TimeField)]
    created_at: DateTime<Utc>,
    #[schema(value_type = TimeField)]
    modified_at: DateTime<Utc>,
}

/// A characteristic.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Attribute)]
pub(crate) struct AttributeView {
    #[schema(example = "Power")]
    name: String,
    #[schema(example = "2200 W")]
    value: String,
}

/// A photo.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Image)]
pub(crate) struct ImageView {
    /// Where it is, relative to this API.
    #[schema(example = "/v1/products/6553f1b2a7c9d40012ab34cd/image")]
    url: String,
    #[schema(example = "image/jpeg")]
    content_type: String,
    /// Bytes.
    #[schema(minimum = 1)]
    size: i64,
}

impl From<Product> for ProductView {
    fn from(product: Product) -> Self {
        Self {
            id: product.id.to_string(),
            final_price: product.final_price().into(),
            title: product.title.into(),
            description: product.description.into(),
            category_id: product.category_id.to_string(),
            price: product.price.into(),
            discount_percent: product.discount.into(),
            stock: product.stock.into(),
            attributes: product.attributes.into_iter().map(AttributeView::from).collect(),
            image: product.image.map(|image| ImageView::new(product.id, image)),
            created_at: product.created_at,
            modified_at: product.modified_at,
        }
    }
}

impl From<Attribute> for AttributeView {
    fn from(attribute: Attribute) -> Self {
        Self { name: attribute.name.into(), value: attribute.value.into() }
    }
}

impl ImageView {
    pub(crate) fn new(of: ProductId, image: Image) -> Self {
        Self { url: format!("/v1/products/{of}/image"), content_type: image.content_type, size: image.size }
    }
}
