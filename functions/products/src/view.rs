//! How a product is shown.

use domain::{Attribute, Image, Product, ProductId, ProductText};
use rest::{Id, MoneyView, TimeField, TranslationsView};
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
    /// What the shop's own systems call it.
    #[schema(required = true)]
    sku: Option<String>,
    /// The first photo.
    #[schema(required = true)]
    image: Option<FirstImageView>,
    /// All photos, in the order they are shown.
    #[schema(max_items = 10)]
    images: Vec<ImageView>,
    /// Texts in other languages, as far as there are any.
    translations: TranslationsView<ProductTextView>,
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

/// Texts in one language, as far as there are any.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductText)]
pub(crate) struct ProductTextView {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 32)]
    attributes: Option<Vec<AttributeView>>,
}

/// The first photo.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FirstImage)]
pub(crate) struct FirstImageView {
    /// Where it is, relative to this API.
    #[schema(example = "/v1/products/6553f1b2a7c9d40012ab34cd/image")]
    url: String,
    #[schema(example = "image/jpeg")]
    content_type: String,
    /// Bytes.
    #[schema(minimum = 1)]
    size: i64,
}

/// A photo.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Image)]
pub(crate) struct ImageView {
    id: Id,
    /// Where it is, relative to this API.
    #[schema(example = "/v1/products/6553f1b2a7c9d40012ab34cd/images/6553f1b2a7c9d40012ab34ce")]
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
            sku: product.sku.map(String::from),
            image: product.images.first().map(|image| FirstImageView::new(product.id, image)),
            images: product.images.iter().map(|image| ImageView::new(product.id, image)).collect(),
            translations: product.translations.into(),
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

impl From<ProductText> for ProductTextView {
    fn from(text: ProductText) -> Self {
        Self {
            title: text.title.map(String::from),
            description: text.description.map(String::from),
            attributes: text.attributes.map(|all| all.into_iter().map(AttributeView::from).collect()),
        }
    }
}

impl FirstImageView {
    pub(crate) fn new(of: ProductId, image: &Image) -> Self {
        let content_type = image.content_type.clone();
        Self { url: format!("/v1/products/{of}/image"), content_type, size: image.size }
    }
}

impl ImageView {
    pub(crate) fn new(of: ProductId, image: &Image) -> Self {
        let (id, content_type) = (image.id.into(), image.content_type.clone());
        Self { id, url: format!("/v1/products/{of}/images/{}", image.id), content_type, size: image.size }
    }
}
