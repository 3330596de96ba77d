//! A row: what it says of one product.

use bson::oid::ObjectId;
use domain::{
    Attribute, AttributeName, AttributeValue, Discount, ImageId, Locale, Money, Product, ProductDescription,
    ProductText, Sku, Stock, Title,
};
use strum::VariantArray;
use url::Url;

use crate::CategoryPath;

/// What a row says of the product with this SKU; `None`: nothing, it stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductRow {
    /// Its number.
    pub row: u32,
    /// Whose row it is.
    pub sku: Sku,
    /// In the shop's own words, and in each language.
    pub texts: TextCells,
    /// By [`Locale::VARIANTS`].
    pub translations: [TextCells; Locale::VARIANTS.len()],
    /// Where it lies.
    pub category: Option<CategoryPath>,
    /// Before the discount.
    pub price: Option<Money>,
    pub discount: Option<Discount>,
    pub stock: Option<Stock>,
    /// All of its photos.
    pub photos: Option<Vec<PhotoRef>>,
}

/// What a row says in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextCells {
    /// `Some(None)`: none. Of a product itself it is always there.
    pub title: Option<Option<Title>>,
    /// Likewise.
    pub description: Option<Option<ProductDescription>>,
    pub attributes: AttributeCells,
}

/// What a row says of a product's attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum AttributeCells {
    /// Nothing.
    #[default]
    Absent,
    /// The values of those that have columns; attributes without a column stay as they are.
    Columns(Vec<(AttributeName, Option<AttributeValue>)>),
    /// All there are.
    All(Vec<Attribute>),
}

/// A photo, as a file names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PhotoRef {
    /// One that the shop has.
    Stored(ImageId),
    /// One to be fetched.
    Remote(Url),
}

impl PhotoRef {
    /// The longest address.
    pub const MAX_LENGTH: usize = 2_048;

    /// Parses an address; one of the shop's own photos may lack the host.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(text: &str, public_url: Option<&Url>) -> Result<Self, String> {
        if let Some(image) = own(text, public_url) {
            return Ok(Self::Stored(image));
        }
        let url = Url::parse(text).map_err(|_| format!("{} is not an address", shortened(text)))?;
        if text.len() > Self::MAX_LENGTH {
            return Err(format!("{} is longer than {} characters", shortened(text), Self::MAX_LENGTH));
        }
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(format!("{} is not an http or https address", shortened(text)));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(format!("{} holds a password", url.host_str().unwrap_or_default()));
        }
        Ok(Self::Remote(url))
    }

    /// The path of a photo that the shop has.
    pub fn path(product: domain::ProductId, image: ImageId) -> String {
        format!("/v1/products/{product}/images/{image}")
    }
}

fn own(text: &str, public_url: Option<&Url>) -> Option<ImageId> {
    let base = public_url.map(|url| url.as_str().trim_end_matches('/'));
    let path = base.and_then(|base| text.strip_prefix(base)).unwrap_or(text);
    let (product, image) = path.strip_prefix("/v1/products/")?.split_once("/images/")?;
    ObjectId::parse_str(product).ok()?;
    image.parse().ok()
}

fn shortened(text: &str) -> String {
    text.chars().take(80).collect()
}

impl ProductRow {
    /// A row that says nothing yet.
    pub fn new(row: u32, sku: Sku) -> Self {
        Self {
            row,
            sku,
            texts: TextCells::default(),
            translations: Default::default(),
            category: None,
            price: None,
            discount: None,
            stock: None,
            photos: None,
        }
    }

    /// What it says in a language, or in the shop's own words.
    pub(crate) fn texts_in(&mut self, locale: Option<Locale>) -> &mut TextCells {
        match locale {
            None => &mut self.texts,
            Some(locale) => &mut self.translations[position(locale)],
        }
    }

    /// Writes what it says into the product, but for its category and its photos.
    pub fn apply(&self, product: &mut Product) {
        if let Some(Some(title)) = &self.texts.title {
            product.title = title.clone();
        }
        if let Some(description) = &self.texts.description {
            product.description = description.clone().unwrap_or(ProductDescription::EMPTY);
        }
        self.texts.attributes.apply(&mut product.attributes);
        product.price = self.price.unwrap_or(product.price);
        product.discount = self.discount.unwrap_or(product.discount);
        product.stock = self.stock.unwrap_or(product.stock);
        for (locale, cells) in Locale::VARIANTS.iter().zip(&self.translations) {
            cells.translate(product.translations.slot(*locale));
        }
    }
}

fn position(locale: Locale) -> usize {
    Locale::VARIANTS.iter().position(|other| *other == locale).unwrap_or_default()
}

impl TextCells {
    fn translate(&self, slot: &mut Option<ProductText>) {
        if *self == Self::default() {
            return;
        }
        let mut text = slot.clone().unwrap_or_default();
        if let Some(title) = &self.title {
            text.title.clone_from(title);
        }
        if let Some(description) = &self.description {
            // An export shows no difference between an empty translation and none
            let kept = text.description.take().filter(|text| text.as_str().is_empty());
            text.description = description.clone().or(kept);
        }
        let mut attributes = text.attributes.clone().unwrap_or_default();
        self.attributes.apply(&mut attributes);
        if !attributes.is_empty() || text.attributes.as_ref().is_some_and(|before| !before.is_empty()) {
            text.attributes = (!attributes.is_empty()).then_some(attributes);
        }
        let is_new = slot.is_none();
        *slot = (!is_new || text != ProductText::default()).then_some(text);
    }
}

impl AttributeCells {
    /// Attributes that stay keep their order, new ones come behind them.
    fn apply(&self, attributes: &mut Vec<Attribute>) {
        let columns = match self {
            Self::Absent => return,
            Self::All(all) => {
                attributes.clone_from(all);
                return;
            }
            Self::Columns(columns) => columns,
        };
        let filled = columns.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let mut values: Vec<_> = filled.collect();
        let mut after = Vec::with_capacity(attributes.len());
        for attribute in attributes.drain(..) {
            if !columns.iter().any(|(name, _)| *name == attribute.name) {
                after.push(attribute);
            } else if let Some(next) = values.iter().position(|(name, _)| **name == attribute.name) {
                let (name, value) = values.remove(next);
                after.push(Attribute { name: name.clone(), value: value.clone() });
            }
        }
        after.extend(values.into_iter().map(|(name, value)| Attribute { name: name.clone(), value: value.clone() }));
        *attributes = after;
    }
}
