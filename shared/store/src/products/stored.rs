//! A product's document: the product and, for finding it, what follows from it. Made here alone, so that what is derived
//! is never written apart from what it is derived from; [`super::stock`] does the same for changes in the database.
//!
//! | field | is | for |
//! | --- | --- | --- |
//! | `within` | the whole shop, and the line of categories down to the product's own | lists, of the shop and of a category |
//! | `available`, `discounted` | whether there are any, whether they cost less | the filters of lists |
//! | `title_key` | the title's place in the alphabet | the order by title |
//! | `words`, `title_words` | the words of all texts, and of the title | searches |

use bson::{Bson, Document, doc};
use domain::{CategoryId, Product, search};
use serde::Serialize;

use crate::{StoreError, membership::within};

/// The fields of [`Product`] that say what it is: not `holds`, which only customers must know of. What is for finding only
/// makes more than half of a document, and is left out of what is read in great numbers. Fields that are named cost the database nothing, those that are to be left out do.
const FIELDS: [&str; 11] = [
    "_id",
    "title",
    "description",
    "category_id",
    "price",
    "discount_percent",
    "stock",
    "attributes",
    "image",
    "created_at",
    "modified_at",
];

/// A projection to the product itself.
pub(super) fn product_alone() -> Document {
    FIELDS.iter().map(|field| ((*field).to_owned(), Bson::Int32(1))).collect()
}

/// A product as it is stored.
#[derive(Serialize)]
pub(crate) struct Stored<'a> {
    #[serde(flatten)]
    product: &'a Product,
    within: Vec<Bson>,
    available: bool,
    discounted: bool,
    title_key: String,
    words: Vec<String>,
    title_words: Vec<String>,
}

impl<'a> Stored<'a> {
    /// A product in a category with this line.
    pub(crate) fn new(product: &'a Product, line: &[CategoryId]) -> Self {
        let title = product.title.as_str();
        let mut text = format!("{title} {}", product.description);
        for attribute in &product.attributes {
            text.extend([" ", attribute.value.as_str()]);
        }
        Self {
            product,
            within: within(line),
            available: !product.stock.is_out(),
            discounted: product.discount.get() > 0,
            title_key: search::sort_key(title),
            words: search::words(&text),
            title_words: search::words(title),
        }
    }

    /// The document, without a stamp.
    pub(crate) fn document(&self) -> Result<Document, StoreError> {
        Ok(bson::serialize_to_document(self)?)
    }
}

#[cfg(test)]
mod tests {
    use domain::{Currency, Discount, Money, ProductDescription, ProductId, Stock, Title};

    use super::*;

    #[test]
    fn a_product_is_read_with_all_its_fields() {
        let (id, now) = (bson::oid::ObjectId::new(), chrono::DateTime::UNIX_EPOCH);
        let product = Product {
            id: ProductId(id),
            title: Title::parse("Kettle").unwrap(),
            description: ProductDescription::EMPTY,
            category_id: CategoryId(id),
            price: Money::new(1, Currency::UAH).unwrap(),
            discount: Discount::NONE,
            stock: Stock::new(1).unwrap(),
            attributes: vec![],
            image: None,
            holds: vec![],
            created_at: now,
            modified_at: now,
        };
        let written = bson::serialize_to_document(&product).unwrap();
        assert_eq!(written.keys().map(String::as_str).collect::<Vec<_>>(), FIELDS);
    }
}
