//! A product's document: the product and, for finding it, what follows from it. Made here alone, so that what is derived
//! is never written apart from what it is derived from; [`super::stock`] does the same for changes in the database.
//!
//! | field | is | for |
//! | --- | --- | --- |
//! | `within` | the whole shop, and the line of categories down to the product's own | lists, of the shop and of a category |
//! | `available`, `discounted` | whether there are any, whether they cost less | the filters of lists |
//! | `title_key` | the title's place in the alphabet | the order by title |
//! | `words`, `title_words` | the words of all texts, and of the titles, in all languages | searches |

use bson::{Bson, Document, doc};
use domain::{
    CategoryId, Product, ProductDescription, Title,
    search::{self, Word},
};
use serde::Serialize;

use crate::{StoreError, membership::within};

/// The fields of [`Product`] that say what it is: not `holds`, which only customers must know of. What is for finding only
/// makes more than half of a document, and is left out of what is read in great numbers. Fields that are named cost the database nothing, those that are to be left out do.
const FIELDS: [&str; 13] = [
    "_id",
    "sku",
    "title",
    "description",
    "category_id",
    "price",
    "discount_percent",
    "stock",
    "attributes",
    "images",
    "translations",
    "created_at",
    "modified_at",
];

/// A projection to the product itself.
pub(crate) fn product_alone() -> Document {
    FIELDS.iter().map(|field| ((*field).to_owned(), Bson::Int32(1))).collect()
}

/// The words of a product, as they were written.
pub(crate) fn words_of(product: &Product) -> Vec<Word> {
    search::written_words(&text_of(product))
}

/// What is searched in: titles, descriptions and the values of characteristics in all languages, and the SKU.
fn text_of(product: &Product) -> String {
    let base = (Some(&product.title), Some(&product.description), Some(&product.attributes));
    let translated = product
        .translations
        .iter()
        .map(|(_, text)| (text.title.as_ref(), text.description.as_ref(), text.attributes.as_ref()));
    let mut text = product.sku.as_ref().map(ToString::to_string).unwrap_or_default();
    for (title, description, attributes) in [base].into_iter().chain(translated) {
        let title = title.map(Title::as_str).into_iter();
        let values = attributes.into_iter().flatten().map(|attribute| attribute.value.as_str());
        for part in title.chain(description.map(ProductDescription::as_str)).chain(values) {
            text.push('\n');
            text.push_str(part);
        }
    }
    text
}

fn titles_of(product: &Product) -> String {
    let translated = product.translations.iter().filter_map(|(_, text)| text.title.as_ref());
    [&product.title].into_iter().chain(translated).map(Title::as_str).collect::<Vec<_>>().join("\n")
}

/// A product as it is stored.
#[derive(Serialize)]
pub(crate) struct Stored<'a> {
    #[serde(flatten)]
    product: &'a Product,
    within: Vec<Bson>,
    available: bool,
    discounted: bool,
    pub(super) title_key: String,
    pub(super) words: Vec<String>,
    pub(super) title_words: Vec<String>,
}

impl<'a> Stored<'a> {
    /// A product in a category with this line.
    pub(crate) fn new(product: &'a Product, line: &[CategoryId]) -> Self {
        Self {
            product,
            within: within(line),
            available: !product.stock.is_out(),
            discounted: product.discount.get() > 0,
            title_key: search::sort_key(product.title.as_str()),
            words: search::words(&text_of(product)),
            title_words: search::words(&titles_of(product)),
        }
    }

    /// The document, without a stamp.
    pub(crate) fn document(&self) -> Result<Document, StoreError> {
        Ok(bson::serialize_to_document(self)?)
    }
}

#[cfg(test)]
mod tests {
    use domain::{Currency, Discount, Money, ProductId, ProductText, Sku, Stock, Translations};

    use super::*;

    #[test]
    fn a_product_is_read_with_all_its_fields() {
        let (id, now) = (bson::oid::ObjectId::new(), chrono::DateTime::UNIX_EPOCH);
        let product = Product {
            id: ProductId(id),
            sku: Sku::parse("A-1").ok(),
            title: Title::parse("Kettle").unwrap(),
            description: ProductDescription::EMPTY,
            category_id: CategoryId(id),
            price: Money::new(1, Currency::UAH).unwrap(),
            discount: Discount::NONE,
            stock: Stock::new(1).unwrap(),
            attributes: vec![],
            images: vec![],
            translations: Translations { en: Some(ProductText::default()), ..Translations::default() },
            holds: vec![],
            created_at: now,
            modified_at: now,
        };
        let written = bson::serialize_to_document(&product).unwrap();
        assert_eq!(written.keys().map(String::as_str).collect::<Vec<_>>(), FIELDS);
    }
}
