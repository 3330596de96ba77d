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

use crate::StoreError;

/// What of the document is for finding only, and left out where products are read in great numbers.
pub(super) fn without_words() -> Document {
    doc! { "words": 0, "title_words": 0, "title_key": 0, "within": 0 }
}

/// The element of `within` that every product has: a list of the whole shop is a list of a place like any other.
pub(super) const SHOP: &str = "shop";

/// `within` of the products right in a category, whose line leads from the root down to the category itself.
pub(crate) fn within(line: &[CategoryId]) -> Vec<Bson> {
    [SHOP.into()].into_iter().chain(line.iter().map(|id| Bson::from(*id))).collect()
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
