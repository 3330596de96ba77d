//! How a product is shown.

use domain::{Attribute, Image, Product, ProductId};
use rest::{Id, MoneyView, TimeField};
use serde::Serialize;
use utoipa::ToSchema;

/// A product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Product)]
pub(crate) struct ProductView {
    id: Id,
    title: String,
    description: String,
    /// Where customers find it.
    category_id: Id,
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
    created_at: TimeField,
    modified_at: TimeField,
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
            id: product.id.into(),
            final_price: product.final_price().into(),
            title: product.title.into(),
            description: product.description.into(),
            category_id: product.category_id.into(),
            price: product.price.into(),
            discount_percent: product.discount.into(),
            stock: product.stock.into(),
            attributes: product.attributes.into_iter().map(AttributeView::from).collect(),
            image: product.image.map(|image| ImageView::new(product.id, image)),
            created_at: TimeField(product.created_at),
            modified_at: TimeField(product.modified_at),
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
