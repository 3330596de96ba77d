//! Searches: products in which each word that is searched for begins a word.
//!
//! A word's beginning may stand in every product of the shop, and no index can sort what it finds there. So a search looks
//! at no more than [`MOST_CANDIDATES`] products: those that come first in the index of words. What is searched for most
//! exactly comes first there (a word itself stands before longer ones that begin with it), then what was stored first.
//! These are compared with the other words and with the filters, and sorted. Every page looks at the same products, so
//! that pages fit together.
//!
//! With several words, the longest [`MOST_WALKS`] of them share that number: everything is found that fulfils the search
//! as long as one of them is rare enough. Words of one or two letters find too much to be of use; where there are no
//! others, only titles are searched.

use bson::{Document, doc};
use domain::{Product, search};
use futures_util::TryStreamExt;
use mongodb::IndexModel;

use super::{Products, list::ProductQuery, stored};
use crate::{PageRequest, StoreError, index::index, names::PRODUCTS};

/// So many products a search looks at.
const MOST_CANDIDATES: i64 = 2_000;
/// So many words of a search are looked for in an index.
const MOST_WALKS: usize = 3;
/// Shorter words alone are looked for in titles.
const SHORTEST_IN_TEXTS: usize = 3;

pub(super) fn indexes() -> [IndexModel; 2] {
    [index("words", doc! { "words": 1 }), index("title_words", doc! { "title_words": 1 })]
}

impl Products {
    /// The products that are found, in the query's order.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when the page begins at a position of another order; [`StoreError::Driver`].
    pub(super) async fn search(
        &self,
        text: &str,
        query: &ProductQuery,
        request: &PageRequest,
    ) -> Result<Vec<Product>, StoreError> {
        let mut words = search::words(text);
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        let Some(longest) = words.first() else { return Ok(vec![]) };
        let is_long = |word: &String| word.chars().count() >= SHORTEST_IN_TEXTS;
        let field = if is_long(longest) { "words" } else { "title_words" };
        let walked = words.iter().filter(|word| is_long(word) == is_long(longest)).take(MOST_WALKS);
        let mut conditions = query.conditions();
        conditions.extend(words.iter().map(|word| begins_a_word(field, word)));
        let filter = query.sort.keyset().filter(request, &conditions)?;
        let mut pipeline = candidates(field, walked.map(String::as_str).collect(), &filter);
        pipeline.push(doc! { "$sort": query.sort.keyset().sort() });
        pipeline.push(doc! { "$limit": request.read_limit() });
        pipeline.push(doc! { "$project": stored::product_alone() });
        let found = self.collection.aggregate(pipeline).with_type::<Product>().await?;
        Ok(found.try_collect().await?)
    }
}

/// The candidates of each of these words that fulfil the filter, each product once.
fn candidates(field: &str, words: Vec<&str>, filter: &Document) -> Vec<Document> {
    let each = MOST_CANDIDATES / i64::try_from(words.len()).unwrap_or(1).max(1);
    let several = words.len() > 1;
    let walk =
        |word| vec![doc! { "$match": begins_a_word(field, word) }, doc! { "$limit": each }, doc! { "$match": filter }];
    let mut walks = words.into_iter().map(walk);
    let mut pipeline = walks.next().unwrap_or_default();
    if several {
        pipeline.extend(walks.map(|walk| doc! { "$unionWith": { "coll": PRODUCTS, "pipeline": walk } }));
        pipeline.push(doc! { "$group": { "_id": "$_id", "product": { "$first": "$$ROOT" } } });
        pipeline.push(doc! { "$replaceWith": "$product" });
    }
    pipeline
}

/// A range instead of a regular expression: nothing in a word can be taken for an operator.
fn begins_a_word(field: &str, word: &str) -> Document {
    let end = format!("{word}\u{10ffff}");
    doc! { field: { "$elemMatch": { "$gte": word, "$lt": end } } }
}
