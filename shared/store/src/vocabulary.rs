//! The words that stand in products, and the keys under which a word with a typo finds them (see [`domain::search`]).
//!
//! Words are only added, outside of the transactions that write products: no product ever waits for another because of a word
//! that both have. A word that no product has any more finds nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bson::{Document, doc};
use domain::search::{self, Word};
use futures_util::future::try_join_all;
use mongodb::{
    Database, IndexModel,
    error::{ErrorKind, InsertManyError},
};
use serde::Deserialize;

use crate::{
    StoreError,
    documents::{Documents, all},
    index::{hint, index},
};

pub(crate) const COLLECTION: &str = "words";
const KEYS: &str = "keys";
/// So many words that share a key with a typo are looked at.
const MOST_NEAR: i64 = 200;
/// So many words are asked for, or added, at a time.
const BATCH: usize = 1_000;

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![index(KEYS, doc! { "keys": 1 })]
}

/// A word of the vocabulary.
#[derive(Deserialize)]
struct KnownWord {
    #[serde(rename = "_id")]
    code: String,
    /// As it was written first.
    written: String,
}

/// What a word of a query may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A known word begins so.
    Known,
    /// Known words one of whose beginnings it may be with a typo, the nearest first, with the number of edits.
    Near(Vec<(usize, Word)>),
}

/// The collection `words`.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    collection: Documents,
}

impl Vocabulary {
    pub(crate) fn new(db: &Database) -> Self {
        Self { collection: Documents::of(db, COLLECTION) }
    }

    /// Adds those of these words that are new.
    pub(crate) async fn learn(&self, words: impl IntoIterator<Item = Word>) -> Result<(), StoreError> {
        let mut written = BTreeMap::new();
        for word in words {
            // A shop's own language comes first
            written.entry(word.code).or_insert(word.written);
        }
        let words: Vec<_> = written.into_iter().collect();
        for batch in words.chunks(BATCH) {
            let codes: Vec<&str> = batch.iter().map(|(code, _)| code.as_str()).collect();
            let known =
                all(self.collection.find(doc! { "_id": { "$in": codes } }).projection(doc! { "_id": 1 })).await?;
            let known: BTreeSet<&str> = known.iter().filter_map(|word| word.get_str("_id").ok()).collect();
            let new: Vec<Document> = batch
                .iter()
                .filter(|(code, _)| !known.contains(code.as_str()))
                .map(|(code, written)| doc! { "_id": code, "written": written, "keys": search::keys_of_word(code) })
                .collect();
            if new.is_empty() {
                continue;
            }
            match self.collection.insert_many(new).ordered(false).await {
                Err(error) if were_there(&error) => {}
                result => drop(result?),
            }
        }
        Ok(())
    }

    /// What each of these words may mean: in two round trips, whatever their number.
    pub(crate) async fn meanings(&self, words: &[Word]) -> Result<HashMap<Word, Meaning>, StoreError> {
        let words: BTreeSet<&Word> = words.iter().collect();
        let known = try_join_all(words.iter().map(|word| self.any_begins(word.beginnings())));
        let (known, unknown): (Vec<_>, Vec<_>) = words.iter().zip(known.await?).partition(|(_, is_known)| *is_known);
        let near = try_join_all(unknown.iter().map(|(word, _)| self.near(word))).await?;
        let near = unknown.iter().zip(near).map(|((word, _), near)| ((**word).clone(), Meaning::Near(near)));
        Ok(known.iter().map(|(word, _)| ((**word).clone(), Meaning::Known)).chain(near).collect())
    }

    async fn near(&self, typed: &Word) -> Result<Vec<(usize, Word)>, StoreError> {
        let keys = search::keys_of_typo(&typed.written, &typed.code);
        if keys.is_empty() {
            return Ok(vec![]);
        }
        let words = self.collection.typed::<KnownWord>();
        let found = words.find(doc! { "keys": { "$in": keys } }).projection(doc! { "written": 1 });
        let found = all(found.hint(hint(KEYS)).limit(MOST_NEAR)).await?;
        let with_edits =
            |word: KnownWord| (search::edits(&typed.code, &word.code), Word { code: word.code, written: word.written });
        let mut near: Vec<_> = found.into_iter().map(with_edits).collect();
        near.sort_by_cached_key(|(edits, word)| {
            (*edits, word.code.len().abs_diff(typed.code.len()), word.code.clone())
        });
        Ok(near)
    }

    /// Whether a word begins with one of these codes.
    async fn any_begins(&self, codes: Vec<String>) -> Result<bool, StoreError> {
        let range = |code: &String| doc! { "_id": { "$gte": code, "$lt": format!("{code}\u{10ffff}") } };
        let ranges = doc! { "$or": codes.iter().map(range).collect::<Vec<_>>() };
        Ok(self.collection.find_one(ranges).projection(doc! { "_id": 1 }).await?.is_some())
    }
}

/// Nothing failed but the words that somebody else added meanwhile.
fn were_there(error: &mongodb::error::Error) -> bool {
    match &*error.kind {
        ErrorKind::InsertMany(InsertManyError { write_errors: Some(errors), write_concern_error: None, .. }) => {
            errors.iter().all(|error| error.code == 11_000)
        }
        _ => false,
    }
}
