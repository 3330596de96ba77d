//! What people edit of a product: read from a form, shown in one, and brought together with what somebody else has made of the
//! product meanwhile. A form carries a short hash of each field as it was seen: what its sender did not change stays as it is
//! stored, and only what both changed is a conflict.

use domain::{
    Attribute, AttributeName, AttributeValue, CategoryId, Discount, DomainError, Locale, Money, Product,
    ProductDescription, ProductId, ProductText, Sku, Stock, Title, Translations, VariantArray,
};
use screens::Words;
use sha2::{Digest, Sha256};
use store::CategoryNode;

use super::{amount, cell::whole, currency, wrong_price};
use crate::{
    context::Context,
    error::OfficeError,
    form::{Form, in_words},
};

/// The editable part of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    sku: Option<Sku>,
    pub(super) title: Title,
    description: ProductDescription,
    category_id: CategoryId,
    price: Money,
    discount: Discount,
    stock: Stock,
    attributes: Vec<Attribute>,
    translations: Translations<ProductText>,
}

/// A field of the form. Texts have one for each language, `None` being that of the text that every product has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Category,
    Price,
    Discount,
    Stock,
    Sku,
    Title(Option<Locale>),
    Description(Option<Locale>),
    Attributes(Option<Locale>),
}

/// The languages of texts: that which every product has, then translations.
pub(super) fn languages() -> impl Iterator<Item = Option<Locale>> {
    [None].into_iter().chain(Locale::VARIANTS.iter().copied().map(Some))
}

impl Field {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let texts = languages()
            .flat_map(|language| [Self::Title(language), Self::Description(language), Self::Attributes(language)]);
        [Self::Category, Self::Price, Self::Discount, Self::Stock, Self::Sku].into_iter().chain(texts)
    }

    /// What it is called in the form.
    pub(super) fn name(self) -> String {
        let (name, language) = match self {
            Self::Category => ("category", None),
            Self::Price => ("price", None),
            Self::Discount => ("discount", None),
            Self::Stock => ("stock", None),
            Self::Sku => ("sku", None),
            Self::Title(language) => ("title", language),
            Self::Description(language) => ("description", language),
            Self::Attributes(language) => ("attributes", language),
        };
        language.map_or_else(|| name.to_owned(), |language| format!("{name}_{language}"))
    }
}

/// The names of the fields of a characteristic.
pub(super) fn row_names(language: Option<Locale>) -> (String, String) {
    let suffix = language.map(|language| format!("_{language}")).unwrap_or_default();
    (format!("attribute_name{suffix}"), format!("attribute_value{suffix}"))
}

impl From<&Product> for Draft {
    fn from(product: &Product) -> Self {
        Self {
            sku: product.sku.clone(),
            title: product.title.clone(),
            description: product.description.clone(),
            category_id: product.category_id,
            price: product.price,
            discount: product.discount,
            stock: product.stock,
            attributes: product.attributes.clone(),
            translations: product.translations.clone(),
        }
    }
}

impl Draft {
    /// Nothing yet.
    pub(super) fn blank(context: &Context) -> Self {
        Self {
            sku: None,
            title: Title::unknown(),
            description: ProductDescription::EMPTY,
            category_id: CategoryId::fresh(),
            price: Money::zero(currency(context)),
            discount: Discount::NONE,
            stock: Stock::NONE,
            attributes: vec![],
            translations: Translations::default(),
        }
    }

    /// A new product.
    pub(super) fn product(&self, context: &Context, id: ProductId) -> Product {
        let now = context.store().now();
        let mut product = Product {
            id,
            sku: None,
            title: self.title.clone(),
            description: ProductDescription::EMPTY,
            category_id: self.category_id,
            price: self.price,
            discount: Discount::NONE,
            stock: Stock::NONE,
            attributes: vec![],
            images: vec![],
            translations: Translations::default(),
            holds: vec![],
            created_at: now,
            modified_at: now,
        };
        self.put(&mut product);
        product
    }

    /// Makes a product so.
    pub(super) fn put(&self, product: &mut Product) {
        let Self { sku, title, description, category_id, price, discount, stock, attributes, translations } =
            self.clone();
        product.sku = sku;
        product.title = title;
        product.description = description;
        product.category_id = category_id;
        product.price = price;
        product.discount = discount;
        product.stock = stock;
        product.attributes = attributes;
        product.translations = translations;
    }

    /// What a form says; of what is wrong, which is noted in the form, it stays as it was.
    pub(super) fn read(mut self, context: &Context, form: &mut Form, tree: &[CategoryNode]) -> Self {
        let words = context.words;
        self.sku = form.parse_optional("sku", Sku::parse).unwrap_or(self.sku);
        self.title = form.parse("title", Title::parse).unwrap_or(self.title);
        self.description = form.parse("description", ProductDescription::parse).unwrap_or(self.description);
        self.attributes = attributes(words, form, None).unwrap_or(self.attributes);
        let category = form.text("category").parse().ok();
        match category.filter(|id| tree.iter().any(|node| node.category.id == *id)) {
            Some(id) => self.category_id = id,
            None => form.refuse("category", words.label("office-product-choose-category")),
        }
        match Money::parse(form.text("price"), currency(context)) {
            Ok(price) => self.price = price,
            Err(error) => form.refuse("price", wrong_price(words, error)),
        }
        match number(words, form, "discount") {
            Ok(discount) => self.discount = discount,
            Err(why) => form.refuse("discount", why),
        }
        match number(words, form, "stock") {
            Ok(stock) => self.stock = stock,
            Err(why) => form.refuse("stock", why),
        }
        for locale in Locale::VARIANTS {
            let before = self.translations.get(*locale).cloned().unwrap_or_default();
            let text = translation(words, form, *locale, before);
            *self.translations.slot(*locale) = (text != ProductText::default()).then_some(text);
        }
        self
    }

    /// What the form shows.
    pub(super) fn values(&self, words: Words) -> Vec<(String, String)> {
        let mut values = vec![("seen".to_owned(), Seen::of(self).to_string())];
        for field in Field::all() {
            match field {
                Field::Attributes(language) => {
                    let (name, value) = row_names(language);
                    for attribute in self.attributes_in(language) {
                        values.push((name.clone(), attribute.name.as_str().to_owned()));
                        values.push((value.clone(), attribute.value.as_str().to_owned()));
                    }
                }
                Field::Price => values.push((field.name(), amount(words, self.price))),
                _ => values.push((field.name(), self.raw(field))),
            }
        }
        values
    }

    /// Whether there is a text in this language.
    pub(super) fn is_translated(&self, locale: Locale) -> bool {
        self.translations.get(locale).is_some()
    }

    fn text_in(&self, language: Option<Locale>) -> Option<&ProductText> {
        language.and_then(|locale| self.translations.get(locale))
    }

    fn attributes_in(&self, language: Option<Locale>) -> &[Attribute] {
        match language {
            None => &self.attributes,
            language => self.text_in(language).and_then(|text| text.attributes.as_deref()).unwrap_or_default(),
        }
    }

    /// A field as a text.
    pub(super) fn raw(&self, field: Field) -> String {
        let some = |text: Option<&str>| text.unwrap_or_default().to_owned();
        match field {
            Field::Category => self.category_id.to_string(),
            Field::Price => self.price.amount().to_string(),
            Field::Discount => self.discount.get().to_string(),
            Field::Stock => self.stock.get().to_string(),
            Field::Sku => some(self.sku.as_ref().map(Sku::as_str)),
            Field::Title(None) => self.title.as_str().to_owned(),
            Field::Title(language) => {
                some(self.text_in(language).and_then(|text| text.title.as_ref()).map(Title::as_str))
            }
            Field::Description(None) => self.description.as_str().to_owned(),
            Field::Description(language) => {
                let text = self.text_in(language).and_then(|text| text.description.as_ref());
                some(text.map(ProductDescription::as_str))
            }
            Field::Attributes(language) => {
                let line = |one: &Attribute| format!("{}: {}", one.name.as_str(), one.value.as_str());
                self.attributes_in(language).iter().map(line).collect::<Vec<_>>().join("\n")
            }
        }
    }

    /// A field as people read it.
    pub(super) fn shown(&self, words: Words, tree: &[CategoryNode], field: Field) -> String {
        match field {
            Field::Price => locales::money(words.locale, self.price),
            Field::Category => {
                let node = tree.iter().find(|node| node.category.id == self.category_id);
                node.map(|node| node.category.title_in(words.languages()).as_str().to_owned()).unwrap_or_default()
            }
            _ => self.raw(field),
        }
    }

    fn take(&mut self, field: Field, from: &Self) {
        let text =
            |to: &mut Translations<ProductText>, locale: Locale, set: &dyn Fn(&mut ProductText, &ProductText)| {
                let theirs = from.translations.get(locale).cloned().unwrap_or_default();
                let mut text = to.get(locale).cloned().unwrap_or_default();
                set(&mut text, &theirs);
                *to.slot(locale) = (text != ProductText::default()).then_some(text);
            };
        match field {
            Field::Category => self.category_id = from.category_id,
            Field::Price => self.price = from.price,
            Field::Discount => self.discount = from.discount,
            Field::Stock => self.stock = from.stock,
            Field::Sku => self.sku.clone_from(&from.sku),
            Field::Title(None) => self.title.clone_from(&from.title),
            Field::Description(None) => self.description.clone_from(&from.description),
            Field::Attributes(None) => self.attributes.clone_from(&from.attributes),
            Field::Title(Some(locale)) => {
                text(&mut self.translations, locale, &|to, from| to.title.clone_from(&from.title));
            }
            Field::Description(Some(locale)) => {
                text(&mut self.translations, locale, &|to, from| to.description.clone_from(&from.description));
            }
            Field::Attributes(Some(locale)) => {
                text(&mut self.translations, locale, &|to, from| to.attributes.clone_from(&from.attributes));
            }
        }
    }
}

fn number<T: domain::Ranged>(words: Words, form: &Form, name: &str) -> Result<T, String> {
    let typed = form.text(name).trim_end_matches('%');
    whole(words, if typed.is_empty() { "0" } else { typed })
}

fn translation(words: Words, form: &mut Form, locale: Locale, before: ProductText) -> ProductText {
    let title = form.parse_optional(&Field::Title(Some(locale)).name(), Title::parse);
    let description = form.parse_optional(&Field::Description(Some(locale)).name(), ProductDescription::parse);
    let attributes = attributes(words, form, Some(locale)).map(|all| (!all.is_empty()).then_some(all));
    ProductText {
        title: title.unwrap_or(before.title),
        description: description.unwrap_or(before.description),
        attributes: attributes.unwrap_or(before.attributes),
    }
}

/// The rows that are filled in, at least in part.
pub(super) fn rows(form: &Form, language: Option<Locale>) -> Vec<(&str, &str)> {
    let suffix = language.map(|language| format!("_{language}")).unwrap_or_default();
    let values = |name: &str| form.all(&format!("{name}{suffix}")).collect::<Vec<_>>();
    let (names, values) = (values("attribute_name"), values("attribute_value"));
    let rows = names.into_iter().zip(values.into_iter().chain(std::iter::repeat("")));
    rows.filter(|(name, value)| !(name.is_empty() && value.is_empty())).collect()
}

/// The rows that are filled in; `None` when one of them is wrong, which is noted.
fn attributes(words: Words, form: &mut Form, language: Option<Locale>) -> Option<Vec<Attribute>> {
    let max = Product::MAX_ATTRIBUTES;
    let few_enough = |all: Vec<Attribute>| if all.len() > max { Err(DomainError::TooMany { max }) } else { Ok(all) };
    let parse = |(name, value)| -> Result<Attribute, DomainError> {
        Ok(Attribute { name: AttributeName::parse(name)?, value: AttributeValue::parse(value)? })
    };
    let read: Result<Vec<Attribute>, DomainError> = rows(form, language).into_iter().map(parse).collect();
    match read.and_then(few_enough) {
        Ok(all) => Some(all),
        Err(error) => {
            let why = match error {
                DomainError::TooShort { .. } => words.label("office-product-half-row"),
                error => in_words(words, error),
            };
            form.refuse(&Field::Attributes(language).name(), why);
            None
        }
    }
}

/// What a form's sender saw: a hash of each field.
#[derive(Debug, Clone, PartialEq, Eq, derive_more::Display)]
#[display("{}", _0.join("-"))]
pub(super) struct Seen(Vec<String>);

impl Seen {
    pub(super) fn of(draft: &Draft) -> Self {
        let hash = |field| hex::encode(&Sha256::digest(draft.raw(field))[..6]);
        Self(Field::all().map(hash).collect())
    }

    /// As a form carries it.
    pub(super) fn parse(text: &str) -> Result<Self, OfficeError> {
        let hashes: Vec<String> = text.split('-').map(str::to_owned).collect();
        let is_whole = hashes.len() == Field::all().count();
        if is_whole { Ok(Self(hashes)) } else { Err(OfficeError::Malformed("not what was seen of a product")) }
    }

    /// What was changed by `mine` and `theirs`, together; and the fields that both changed, which are as in `mine`.
    pub(super) fn together(&self, mine: &Draft, theirs: &Draft) -> (Draft, Vec<Field>) {
        let (mine_now, theirs_now) = (Self::of(mine), Self::of(theirs));
        let (mut draft, mut both) = (theirs.clone(), Vec::new());
        let hashes = self.0.iter().zip(mine_now.0.iter().zip(&theirs_now.0));
        for (field, (seen, (mine_is, theirs_is))) in Field::all().zip(hashes) {
            if mine_is == seen || mine_is == theirs_is {
                continue;
            }
            draft.take(field, mine);
            if theirs_is != seen {
                both.push(field);
            }
        }
        (draft, both)
    }
}
