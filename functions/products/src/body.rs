//! What comes in.

use chrono::{DateTime, Utc};
use domain::{
    Attribute, CategoryId, Currency, Discount, Money, Product, ProductDescription, ProductId, ProductText, Stock,
};
use rest::{
    AttributeNameField, AttributeValueField, DiscountField, Id, IdField, Many, NonNullPatch, Object, Patch, Price,
    PricePatch, ProductDescriptionField, SkuField, StockField, TitleField, TranslationsPatch,
};
use serde::Deserialize;
use store::{ProductQuery, ProductSort};
use utoipa::{IntoParams, ToSchema};

/// A new product.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "Kettle", "category_id": "6553f1b2a7c9d40012ab34cd", "price": { "amount": 99_900, "currency": "UAH" },
    "discount_percent": 10, "stock": 5, "attributes": [{ "name": "Power", "value": "2200 W" }],
}))]
pub(crate) struct ProductIn {
    /// What customers read first.
    title: TitleField,
    /// Empty unless given.
    #[serde(default)]
    #[schema(required = false, value_type = ProductDescriptionField)]
    description: NonNullPatch<ProductDescriptionField>,
    /// Where customers find it.
    #[schema(value_type = Id)]
    category_id: IdField<CategoryId>,
    /// Of one unit, before the discount.
    #[schema(value_type = Price)]
    price: Object<Price>,
    /// Per cent off; none unless given.
    #[serde(default)]
    #[schema(required = false, value_type = DiscountField)]
    discount_percent: NonNullPatch<DiscountField>,
    /// How many there are; none unless given.
    #[serde(default)]
    #[schema(required = false, value_type = StockField)]
    stock: NonNullPatch<StockField>,
    /// In the order they are shown.
    #[serde(default)]
    #[schema(max_items = 32, value_type = Vec<AttributeIn>)]
    attributes: Attributes,
    /// What the shop's own systems call it; no two products have the same. None unless given.
    #[serde(default)]
    #[schema(required = false, value_type = Option<SkuField>)]
    sku: Patch<SkuField>,
    /// In other languages than that of `title`; shown to customers who read one of them.
    #[serde(default)]
    #[schema(required = false, value_type = TranslationsPatch<ProductTextPatch>)]
    translations: NonNullPatch<Object<TranslationsPatch<ProductTextPatch>>>,
}

/// What a text is in one language. What is left out, or `null`, is shown in another one.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProductTextIn)]
pub(crate) struct ProductTextPatch {
    #[serde(default)]
    #[schema(required = false, value_type = Option<TitleField>)]
    title: Patch<TitleField>,
    #[serde(default)]
    #[schema(required = false, value_type = Option<ProductDescriptionField>)]
    description: Patch<ProductDescriptionField>,
    /// All of them, in the order they are shown.
    #[serde(default)]
    #[schema(required = false, max_items = 32, value_type = Option<Vec<AttributeIn>>)]
    attributes: Patch<Attributes>,
}

impl ProductTextPatch {
    fn apply(&self, text: &mut ProductText) {
        self.title.apply(&mut text.title, None, |title| Some(title.0));
        self.description.apply(&mut text.description, None, |description| Some(description.0));
        self.attributes.apply(&mut text.attributes, None, |all| Some(attributes(all)));
    }
}

/// No more than a product has.
type Attributes = Many<Object<AttributeIn>, { Product::MAX_ATTRIBUTES }>;

/// A characteristic.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttributeIn {
    name: AttributeNameField,
    value: AttributeValueField,
}

/// What is to change: a JSON merge patch (RFC 7396).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "price": { "amount": 89_900 }, "description": null }))]
pub(crate) struct ProductPatch {
    #[serde(default)]
    #[schema(required = false, value_type = TitleField)]
    title: NonNullPatch<TitleField>,
    /// `null` empties it.
    #[serde(default)]
    #[schema(required = false, value_type = Option<ProductDescriptionField>)]
    description: Patch<ProductDescriptionField>,
    #[serde(default)]
    #[schema(required = false, value_type = Id)]
    category_id: NonNullPatch<IdField<CategoryId>>,
    #[serde(default)]
    #[schema(required = false, value_type = PricePatch)]
    price: NonNullPatch<Object<PricePatch>>,
    /// `null` takes the discount away.
    #[serde(default)]
    #[schema(required = false, value_type = Option<DiscountField>)]
    discount_percent: Patch<DiscountField>,
    /// `null` means none.
    #[serde(default)]
    #[schema(required = false, value_type = Option<StockField>)]
    stock: Patch<StockField>,
    /// All of them; `null` takes them away.
    #[serde(default)]
    #[schema(required = false, max_items = 32, value_type = Option<Vec<AttributeIn>>)]
    attributes: Patch<Attributes>,
    /// `null` takes it away.
    #[serde(default)]
    #[schema(required = false, value_type = Option<SkuField>)]
    sku: Patch<SkuField>,
    /// Merged into those there are; `null` takes them all away.
    #[serde(default)]
    #[schema(required = false, value_type = Option<TranslationsPatch<ProductTextPatch>>)]
    translations: Patch<Object<TranslationsPatch<ProductTextPatch>>>,
}

impl ProductIn {
    /// The product to be, priced in the shop's currency.
    pub(crate) fn parse(self, shop: Currency, now: DateTime<Utc>) -> Product {
        let translations = self.translations.translations(ProductTextPatch::apply);
        Product {
            id: ProductId::fresh(),
            sku: if let Patch::Set(sku) = self.sku { Some(sku.0) } else { None },
            title: self.title.0,
            description: self.description.into_value(|text| text.0).unwrap_or(ProductDescription::EMPTY),
            category_id: self.category_id.0,
            price: Money::price(self.price.0.amount.0, shop),
            discount: self.discount_percent.into_value(|percent| percent.0).unwrap_or(Discount::NONE),
            stock: self.stock.into_value(|stock| stock.0).unwrap_or(Stock::NONE),
            attributes: attributes(self.attributes),
            images: vec![],
            translations,
            holds: vec![],
            created_at: now,
            modified_at: now,
        }
    }
}

impl ProductPatch {
    pub(crate) fn apply(&self, product: &mut Product, shop: Currency) {
        self.title.apply(&mut product.title, |title| title.0);
        self.description.apply(&mut product.description, ProductDescription::EMPTY, |text| text.0);
        self.category_id.apply(&mut product.category_id, |id| id.0);
        if let NonNullPatch::Set(Object(price)) = self.price {
            // A currency that is told is the shop's, as the price's is: there is nothing to change about it
            price.amount.apply(&mut product.price, |amount| Money::price(amount.0, shop));
        }
        self.discount_percent.apply(&mut product.discount, Discount::NONE, |percent| percent.0);
        self.stock.apply(&mut product.stock, Stock::NONE, |stock| stock.0);
        self.attributes.apply(&mut product.attributes, vec![], attributes);
        self.sku.apply(&mut product.sku, None, |sku| Some(sku.0));
        self.translations.merge(&mut product.translations, ProductTextPatch::apply);
    }
}

fn attributes(Many(attributes): Attributes) -> Vec<Attribute> {
    attributes.into_iter().map(|Object(one)| Attribute { name: one.name.0, value: one.value.0 }).collect()
}

/// Which products, in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProductListQuery {
    /// In this category and all below it.
    #[param(value_type = Option<Id>)]
    category: Option<IdField<CategoryId>>,
    /// Each word begins a word of the title, the description or a characteristic, in any language; words are compared by their
    /// sound, so that case, apostrophes and the alphabet do not count. What finds nothing is looked for with a typo corrected,
    /// or as typed in another keyboard layout. Words of one or two letters, if there are no longer ones, are looked for in titles
    /// only. Of what is found often, the first 500 products are looked at.
    #[param(value_type = Option<String>, min_length = 1, max_length = 256)]
    q: Option<SearchText>,
    /// With a discount, or without.
    discounted: Option<bool>,
    /// In stock, or out of stock.
    available: Option<bool>,
    /// Prices are those before discounts. Unless given: as they were created; of a search, the best first.
    #[serde(default)]
    #[param(inline, required = false)]
    sort: Option<Sort>,
}

/// An order of products.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub(crate) enum Sort {
    #[serde(rename = "title")]
    Title,
    #[serde(rename = "price")]
    Price,
    #[serde(rename = "-price")]
    PriceDescending,
    #[serde(rename = "-created_at")]
    Newest,
}

/// What is searched for: 1 to 256 characters.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct SearchText(String);

impl TryFrom<String> for SearchText {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        if (1..=256).contains(&text.chars().count()) { Ok(Self(text)) } else { Err("q: not 1 to 256 characters") }
    }
}

impl ProductListQuery {
    pub(crate) fn query(&self) -> ProductQuery {
        ProductQuery {
            category: self.category.as_ref().map(|id| id.0),
            text: self.q.as_ref().map(|text| text.0.clone()),
            discounted: self.discounted,
            available: self.available,
            low_stock: false,
            sort: self.sort.map_or(ProductSort::Id, |sort| match sort {
                Sort::Title => ProductSort::Title,
                Sort::Price => ProductSort::Price,
                Sort::PriceDescending => ProductSort::PriceDescending,
                Sort::Newest => ProductSort::Newest,
            }),
        }
    }
}
