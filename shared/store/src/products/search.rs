//! Searches: products in which each word that is searched for begins a word, compared by their sound (see
//! [`domain::search`]).
//!
//! A word's beginning may stand in every product of the shop, and no index can sort what it finds there. So a search looks
//! at no more than [`MOST_CANDIDATES`] products for their titles, and as many for their texts: those that come first in the
//! indexes. What is searched for most exactly comes first there (a word itself stands before longer ones that begin with it),
//! then what is available. Of these only what decides their order is read; then, of a page, the products themselves. Every
//! page looks at the same products, so that pages fit together.
//!
//! With several words, the longest [`MOST_WALKS`] of them share that number: everything is found that fulfils the search
//! as long as one of them is rare enough. Words of one or two letters find too much to be of use; where there are no
//! others, only titles are searched.
//!
//! What the words as typed do not find is looked for by the other readings of the query, and each word that begins no known
//! word is replaced by the known words it may be a typo of (`vocabulary`).

use std::collections::HashMap;

use bson::{Document, doc};
use domain::{
    Product, ProductId,
    search::{self, Wanted, Word},
};
use futures_util::{TryStreamExt, future::try_join_all};
use mongodb::IndexModel;
use serde::Deserialize;

use super::{
    Card, Products,
    cards::Walk,
    list::{ProductQuery, ProductSort},
    stored,
};
use crate::{
    Page, PageRequest, Position, StoreError,
    documents::all,
    index::{hint, index},
    names::PRODUCTS,
    vocabulary::Meaning,
};

/// So many products a search looks at for their titles, and as many for their texts.
const MOST_CANDIDATES: i64 = 500;
/// So many words of a search are looked for in an index.
const MOST_WALKS: usize = 3;
/// Shorter words alone are looked for in titles.
const SHORTEST_IN_TEXTS: usize = 3;
/// A word with a typo stands for so many others at most.
const MOST_CORRECTIONS: usize = 3;
/// So many words are proposed where nothing is found.
const MOST_PROPOSALS: usize = 4;

const WORDS: &str = "words";
const TITLE_WORDS: &str = "title_words";

pub(super) fn indexes() -> [IndexModel; 2] {
    // Among products with the same word, those that are available come first
    [WORDS, TITLE_WORDS].map(|field| index(&format!("{field}_available"), doc! { field: 1, "available": -1 }))
}

/// Where a page of a search ended: behind the product with this rank and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchPosition {
    pub rank: i64,
    pub product_id: ProductId,
}

/// What a search found.
#[derive(Debug)]
pub struct FoundCards {
    /// What was looked for: goes on with [`Products::search_more`].
    pub wanted: Wanted,
    /// The words that were looked for in place of those that were typed, if others were.
    pub corrected: Option<String>,
    /// At most as many as were asked for, the best first.
    pub cards: Vec<Card>,
    /// Behind the last card, if there is more.
    pub next: Option<SearchPosition>,
}

/// A query and what it finds, the best first.
struct Understood {
    wanted: Wanted,
    corrected: Option<String>,
    ranked: Vec<(i64, ProductId)>,
}

/// A reading of a query in known words.
struct Corrected {
    wanted: Wanted,
    /// How many words are not as they were typed.
    typos: usize,
    written: String,
}

impl Corrected {
    /// In place of each word that is not known, those it may be a typo of; `None`: one is neither.
    fn of(reading: &[Word], meanings: &HashMap<Word, Meaning>) -> Option<Self> {
        let known = |word: &Word| match &meanings[word] {
            Meaning::Known => Some((0, word.beginnings(), word.written.clone())),
            Meaning::Near(near) => {
                let near = near.iter().filter(|(edits, _)| *edits <= 1).take(MOST_CORRECTIONS);
                let codes: Vec<String> = near.clone().map(|(_, known)| known.code.clone()).collect();
                near.map(|(_, known)| known.written.clone()).next().map(|nearest| (1, codes, nearest))
            }
        };
        let words = reading.iter().map(known).collect::<Option<Vec<_>>>()?;
        Some(Self {
            typos: words.iter().map(|(typos, ..)| typos).sum(),
            written: words.iter().map(|(.., written)| written.as_str()).collect::<Vec<_>>().join(" "),
            wanted: Wanted::any_of(words.into_iter().map(|(_, codes, _)| codes)),
        })
    }
}

/// A product that fulfils a search, with what decides its place.
#[derive(Debug, Deserialize)]
struct Candidate {
    #[serde(rename = "_id")]
    id: ProductId,
    title_words: Vec<String>,
    available: bool,
}

impl Products {
    /// Cards of the products that a customer's words find, the best first. What is looked for is cut so that
    /// [`Wanted::encode`] needs no more than `most_bytes`.
    pub async fn search_cards(
        &self,
        text: &str,
        most_bytes: usize,
        limit: usize,
        bot_id: i64,
    ) -> Result<FoundCards, StoreError> {
        let Understood { wanted, corrected, ranked } = self.understand(text, &[], Some(most_bytes)).await?;
        let (cards, next) = self.page_of_cards(ranked, None, limit, Some(bot_id)).await?;
        Ok(FoundCards { wanted, corrected, cards, next })
    }

    /// The next cards of a search.
    pub async fn search_more(
        &self,
        wanted: Wanted,
        after: Option<SearchPosition>,
        limit: usize,
        bot_id: i64,
    ) -> Result<FoundCards, StoreError> {
        let ranked = self.ranked(&wanted, &[]).await?;
        let (cards, next) = self.page_of_cards(ranked, after, limit, Some(bot_id)).await?;
        Ok(FoundCards { wanted, corrected: None, cards, next })
    }

    /// The products alone that a query finds, from behind one on, and where they go on, if there are more.
    pub async fn search_alone(
        &self,
        text: &str,
        after: Option<SearchPosition>,
        limit: usize,
    ) -> Result<(Vec<Product>, Option<SearchPosition>), StoreError> {
        let Understood { ranked, .. } = self.understand(text, &[], None).await?;
        let (cards, next) = self.page_of_cards(ranked, after, limit, None).await?;
        Ok((cards.into_iter().map(|card| card.product).collect(), next))
    }

    /// Words that a search which found nothing may have meant, each of which finds something.
    pub async fn proposals(&self, text: &str) -> Result<Vec<Word>, StoreError> {
        let readings = search::readings(text);
        let several = readings.first().is_some_and(|words| words.len() > 1);
        let long = |word: &Word| word.written.chars().count() >= SHORTEST_IN_TEXTS;
        let words: Vec<Word> = readings.into_iter().flatten().filter(long).collect();
        let meanings = self.vocabulary.meanings(&words).await?;
        let meant = |word: &Word| match &meanings[word] {
            // On its own it finds nothing, or it would have
            Meaning::Known if !several => vec![],
            Meaning::Known => vec![word.clone()],
            Meaning::Near(near) => near.iter().map(|(_, word)| word.clone()).collect(),
        };
        let mut proposed: Vec<Word> = vec![];
        for word in words.iter().flat_map(meant) {
            if proposed.iter().all(|known| known.code != word.code) {
                proposed.push(word);
            }
        }
        // Words are never taken out of the vocabulary: a product may have had this one
        proposed.truncate(MOST_PROPOSALS * 3);
        let finds = async |word: Word| {
            let one = self.collection.find_one(begins_a_word(WORDS, &word.code)).projection(doc! { "_id": 1 });
            Ok::<_, StoreError>(one.await?.map(|_| word))
        };
        let proposed = try_join_all(proposed.into_iter().map(finds)).await?;
        Ok(proposed.into_iter().flatten().take(MOST_PROPOSALS).collect())
    }

    /// A page of the products that are found. Unless another order is asked for, the best come first.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when the page begins at a position of another order; [`StoreError::Driver`].
    pub(super) async fn search(
        &self,
        text: &str,
        query: &ProductQuery,
        request: &PageRequest,
    ) -> Result<Page<Product>, StoreError> {
        let Understood { ranked, .. } = self.understand(text, &query.conditions(), None).await?;
        if query.sort != ProductSort::Id {
            let items = self.sorted(ranked, query.sort, request).await?;
            return Ok(Page::of(items, request, |product| query.sort.position(product)));
        }
        let after = request.after.as_ref().map(Position::ranked).transpose()?;
        let after = after.map(|(rank, id)| SearchPosition { rank, product_id: ProductId(id) });
        let (cards, next) = self.page_of_cards(ranked, after, request.limit, None).await?;
        let next = next.map(|last| Position::of(Some(last.rank.into()), last.product_id.0));
        Ok(Page { items: cards.into_iter().map(|card| card.product).collect(), next })
    }

    /// The ids of all that are found.
    pub(super) async fn found_ids(&self, text: &str, query: &ProductQuery) -> Result<Vec<ProductId>, StoreError> {
        let Understood { ranked, .. } = self.understand(text, &query.conditions(), None).await?;
        Ok(ranked.into_iter().map(|(_, id)| id).collect())
    }

    async fn sorted(
        &self,
        ranked: Vec<(i64, ProductId)>,
        sort: ProductSort,
        request: &PageRequest,
    ) -> Result<Vec<Product>, StoreError> {
        let keyset = sort.keyset();
        let filter = keyset.filter(request, &[with_ids(ranked.into_iter().map(|(_, id)| id))])?;
        let products = self.collection.typed();
        let found = products.find(filter).sort(keyset.sort()).projection(stored::product_alone());
        all(found.hint(hint("_id_")).limit(request.read_limit())).await
    }

    async fn page_of_cards(
        &self,
        ranked: Vec<(i64, ProductId)>,
        after: Option<SearchPosition>,
        limit: usize,
        bot_id: Option<i64>,
    ) -> Result<(Vec<Card>, Option<SearchPosition>), StoreError> {
        let mut page: Vec<_> = behind(ranked, after).take(limit + 1).collect();
        let has_more = page.len() > limit;
        page.truncate(limit);
        let next = page.last().filter(|_| has_more).map(|&(rank, product_id)| SearchPosition { rank, product_id });
        if page.is_empty() {
            return Ok((vec![], None));
        }
        let walk = Walk { index: "_id_", filter: with_ids(page.iter().map(|(_, id)| *id)), sort: doc! { "_id": 1 } };
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut found: HashMap<_, _> =
            self.cards(walk, most, bot_id).await?.into_iter().map(|card| (card.product.id, card)).collect();
        Ok((page.into_iter().filter_map(|(_, id)| found.remove(&id)).collect(), next))
    }

    /// What a query means, as the first of its readings that finds something, and what that finds. Without `most_bytes`, it may
    /// be as long as it likes.
    async fn understand(
        &self,
        text: &str,
        conditions: &[Document],
        most_bytes: Option<usize>,
    ) -> Result<Understood, StoreError> {
        let cut = |wanted: Wanted| match most_bytes {
            Some(most) => wanted.cut(most),
            None => wanted,
        };
        let readings = search::readings(text);
        let wanted = cut(Wanted::as_typed(readings.first().map_or(&[], Vec::as_slice)));
        let ranked = self.ranked(&wanted, conditions).await?;
        if !ranked.is_empty() || wanted.is_empty() {
            return Ok(Understood { wanted, corrected: None, ranked });
        }
        let words: Vec<Word> = readings.iter().flatten().cloned().collect();
        let meanings = self.vocabulary.meanings(&words).await?;
        let mut meant: Vec<_> = readings.iter().filter_map(|reading| Corrected::of(reading, &meanings)).collect();
        meant.sort_by_key(|reading| reading.typos);
        for Corrected { wanted: other, written, .. } in meant {
            let other = cut(other);
            if other != wanted {
                let ranked = self.ranked(&other, conditions).await?;
                if !ranked.is_empty() {
                    return Ok(Understood { wanted: other, corrected: Some(written), ranked });
                }
            }
        }
        Ok(Understood { wanted, corrected: None, ranked: vec![] })
    }

    /// The products that have all the words and fulfil the conditions, the best first.
    async fn ranked(&self, wanted: &Wanted, conditions: &[Document]) -> Result<Vec<(i64, ProductId)>, StoreError> {
        let Some(pipeline) = candidates(wanted, conditions) else { return Ok(vec![]) };
        let mut found = self.collection.aggregate(pipeline).with_type::<Candidate>().await?;
        let mut ranks = HashMap::new();
        while let Some(Candidate { id, title_words, available }) = found.try_next().await? {
            ranks.entry(id).or_insert_with(|| wanted.rank(&title_words, available));
        }
        let mut ranked: Vec<_> = ranks.into_iter().map(|(id, rank)| (rank, id)).collect();
        ranked.sort_by_key(|&(rank, id)| (std::cmp::Reverse(rank), id));
        Ok(ranked)
    }
}

fn behind(ranked: Vec<(i64, ProductId)>, after: Option<SearchPosition>) -> impl Iterator<Item = (i64, ProductId)> {
    let is_behind = move |rank: i64, id: ProductId| {
        after.is_none_or(|last| rank < last.rank || (rank == last.rank && id > last.product_id))
    };
    ranked.into_iter().filter(move |&(rank, id)| is_behind(rank, id))
}

fn with_ids(ids: impl Iterator<Item = ProductId>) -> Document {
    doc! { "_id": { "$in": ids.collect::<Vec<_>>() } }
}

/// The products that each of the longest words finds in titles and in texts, as far as they fulfil the whole search; one may come
/// several times.
fn candidates(wanted: &Wanted, conditions: &[Document]) -> Option<Vec<Document>> {
    let length = |codes: &[String]| codes.iter().map(|code| code.chars().count()).max().unwrap_or_default();
    let mut words: Vec<&[String]> = wanted.words().collect();
    words.sort_by_key(|codes| std::cmp::Reverse(length(codes)));
    let is_long = |codes: &[String]| length(codes) >= SHORTEST_IN_TEXTS;
    let longest = is_long(words.first()?);
    let fields: &[&str] = if longest { &[TITLE_WORDS, WORDS] } else { &[TITLE_WORDS] };
    let all_words = words.iter().map(|codes| begins_any(fields[fields.len() - 1], codes));
    let fulfils = doc! { "$and": conditions.iter().cloned().chain(all_words).collect::<Vec<_>>() };
    let walked: Vec<_> = words.iter().filter(|codes| is_long(codes) == longest).take(MOST_WALKS).collect();
    let each = MOST_CANDIDATES / i64::try_from(walked.len()).unwrap_or(1);
    let walk = |(codes, field): (&&[String], &str)| {
        vec![
            doc! { "$match": begins_any(field, codes) },
            doc! { "$limit": each },
            doc! { "$match": &fulfils },
            doc! { "$project": { TITLE_WORDS: 1, "available": 1 } },
        ]
    };
    let mut walks = fields.iter().flat_map(|field| walked.iter().map(|codes| (*codes, *field))).map(walk);
    let mut pipeline = walks.next()?;
    pipeline.extend(walks.map(|walk| doc! { "$unionWith": { "coll": PRODUCTS, "pipeline": walk } }));
    Some(pipeline)
}

fn begins_any(field: &str, codes: &[String]) -> Document {
    match codes {
        [code] => begins_a_word(field, code),
        codes => doc! { "$or": codes.iter().map(|code| begins_a_word(field, code)).collect::<Vec<_>>() },
    }
}

/// A range instead of a regular expression: nothing in a word can be taken for an operator.
fn begins_a_word(field: &str, code: &str) -> Document {
    let end = format!("{code}\u{10ffff}");
    doc! { field: { "$elemMatch": { "$gte": code, "$lt": end } } }
}
