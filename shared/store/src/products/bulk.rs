//! One change of many products: looked at before, then made in parts.
//!
//! Tens of thousands of products are more than a transaction should write, and customers buy meanwhile. So one transaction writes
//! down what is to be done, in parts of [`PART`] products, with a notice for the worker. Then each part is a transaction: it
//! changes its products, notes whom to tell of them, counts them and deletes the part. So every product is changed once, however
//! often the work breaks off and whoever goes on with it. Whoever asked for the change does the work themselves, as far as that
//! takes no more than [`PATIENCE`]; the worker does what is left.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use bson::{Document, doc, oid::ObjectId, serde_helpers::datetime::FromChrono04DateTime};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{BulkChange, BulkId, BulkRefusal, Discount, Money, Product, ProductId, Stock, Terms, Title};
use futures_util::{FutureExt, TryStreamExt};
use mongodb::{ClientSession, IndexModel};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use super::{ProductQuery, Products, Stored};
use crate::{
    Notice, PageRequest, StoreError, alerts,
    documents::{Documents, all, update_all},
    index::{hint, index},
    names::PRODUCTS,
    stamp, transaction,
};

pub(crate) const COLLECTION: &str = "bulk_changes";
/// Parts that are still to be done.
pub(crate) const PARTS: &str = "bulk_parts";
const OF_CHANGE: &str = "of_change";

/// Products of one transaction.
const PART: usize = 100;
/// Products whose terms are read at once.
const READ_AT_ONCE: usize = 5_000;
/// Products of a preview that are shown.
const SHOWN: usize = 20;
/// How long whoever asks for a change waits for its end.
const PATIENCE: Duration = Duration::from_secs(5);
/// The worker leaves a change alone for so long, to whoever asked for it. In seconds.
const HEAD_START: i64 = 60;

pub(crate) fn part_indexes() -> Vec<IndexModel> {
    vec![index(OF_CHANGE, doc! { "bulk_id": 1, "_id": 1 })]
}

/// Which products are changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    These(Vec<ProductId>),
    /// All that a list shows; of a search, as many as it finds.
    All(ProductQuery),
}

/// What a change would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BulkPreview {
    /// How many products are selected, and exist.
    pub count: u64,
    /// Of these, how many are so already.
    pub unchanged: u64,
    /// How many cannot be changed so, and why.
    pub refused: BTreeMap<BulkRefusal, u64>,
    /// The first few.
    pub first: Vec<BulkRow>,
}

/// A product, as it is and as it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkRow {
    pub id: ProductId,
    pub title: Title,
    pub before: Terms,
    pub after: Result<Terms, BulkRefusal>,
}

/// A change of many products, and how far it has come.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulk {
    #[serde(rename = "_id")]
    pub id: BulkId,
    pub change: BulkChange,
    /// How many products were selected.
    pub total: u64,
    pub changed: u64,
    /// How many were so already.
    pub unchanged: u64,
    /// How many could not be changed so.
    pub refused: u64,
    /// How many were deleted before their turn came.
    pub gone: u64,
    #[serde_as(as = "FromChrono04DateTime")]
    pub created_at: DateTime<Utc>,
    #[serde_as(as = "FromChrono04DateTime")]
    pub modified_at: DateTime<Utc>,
}

impl Bulk {
    /// Whether every product had its turn.
    pub const fn is_over(&self) -> bool {
        self.changed + self.unchanged + self.refused + self.gone >= self.total
    }
}

/// Products that are changed together.
#[derive(Debug, Serialize, Deserialize)]
struct Part {
    #[serde(rename = "_id")]
    id: ObjectId,
    bulk_id: BulkId,
    change: BulkChange,
    ids: Vec<ProductId>,
}

/// What is read of a product for a preview.
#[derive(Deserialize)]
struct Row {
    #[serde(rename = "_id")]
    id: ProductId,
    title: Title,
    price: Money,
    discount_percent: Discount,
    stock: Stock,
}

#[derive(Deserialize)]
struct Id {
    #[serde(rename = "_id")]
    id: ProductId,
}

impl Products {
    /// What a change would do.
    ///
    /// # Errors
    /// [`StoreError::TooManyProducts`]; [`StoreError::Driver`].
    pub async fn preview(&self, selection: &Selection, change: BulkChange) -> Result<BulkPreview, StoreError> {
        let ids = self.selected(selection).await?;
        let mut preview = BulkPreview::default();
        for ids in ids.chunks(READ_AT_ONCE) {
            let rows = self.collection.typed::<Row>();
            let rows = rows.find(doc! { "_id": { "$in": ids } }).sort(doc! { "_id": 1 }).hint(hint("_id_"));
            let fields = doc! { "title": 1, "price": 1, "discount_percent": 1, "stock": 1 };
            for Row { id, title, price, discount_percent: discount, stock } in all(rows.projection(fields)).await? {
                let before = Terms { price, discount, stock };
                let after = change.apply(before);
                preview.count += 1;
                match after {
                    Ok(after) => preview.unchanged += u64::from(after == before),
                    Err(refusal) => *preview.refused.entry(refusal).or_default() += 1,
                }
                if preview.first.len() < SHOWN {
                    preview.first.push(BulkRow { id, title, before, after });
                }
            }
        }
        Ok(preview)
    }

    /// Changes the products that are selected, if they are as many as were `expected` after the preview. Asking twice under the
    /// same id makes one change.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when others are selected by now; [`StoreError::TooManyProducts`]; [`StoreError::Driver`].
    pub async fn change_many(
        &self,
        id: BulkId,
        selection: &Selection,
        expected: u64,
        change: BulkChange,
    ) -> Result<Bulk, StoreError> {
        if let Some(known) = self.find_bulk(id).await? {
            return Ok(known);
        }
        let mut ids = vec![];
        for some in self.selected(selection).await?.chunks(READ_AT_ONCE) {
            ids.extend(self.existing(some).await?);
        }
        if u64::try_from(ids.len()).ok() != Some(expected) {
            return Err(StoreError::Stale);
        }
        let notice = match self.note_bulk(id, change, &ids).await {
            Err(StoreError::Driver(error)) if StoreError::is_duplicate_key(&error) => None,
            notice => Some(notice?),
        };
        let done = match self.carry_on(id, PATIENCE).await {
            Ok(done) => done,
            // It is written down all the same
            Err(error) => {
                tracing::warn!(%error, bulk.id = %id, "the worker goes on with a change of products");
                false
            }
        };
        if let (true, Some(notice)) = (done, notice) {
            self.outbox.mark_delivered(notice).await?;
        }
        self.find_bulk(id).await?.ok_or(StoreError::NotFound)
    }

    /// A change, with how far it has come.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn find_bulk(&self, id: BulkId) -> Result<Option<Bulk>, StoreError> {
        Documents::of(&self.db, COLLECTION).typed().get(id).await
    }

    /// Goes on with a change. `false`: it is not at its end, `patience` is over.
    ///
    /// # Errors
    /// [`StoreError::Timeout`]; [`StoreError::Driver`].
    pub async fn carry_on(&self, id: BulkId, patience: Duration) -> Result<bool, StoreError> {
        let began = Instant::now();
        loop {
            let context = (self.clone(), id, self.clock.now());
            let step = transaction::run(&self.db, context, |session, (products, id, now)| {
                async move { products.next_part(*id, *now, session).await }.boxed()
            });
            if !step.await? {
                return Ok(true);
            }
            if began.elapsed() >= patience {
                return Ok(false);
            }
        }
    }

    /// In the order of their ids, each once.
    async fn selected(&self, selection: &Selection) -> Result<Vec<ProductId>, StoreError> {
        let mut ids = match selection {
            Selection::These(ids) => ids.clone(),
            Selection::All(query) => match &query.text {
                Some(text) => self.found_ids(text, query).await?,
                None => self.listed_ids(query).await?,
            },
        };
        ids.sort_unstable();
        ids.dedup();
        if ids.len() > BulkChange::MAX_PRODUCTS { Err(StoreError::TooManyProducts) } else { Ok(ids) }
    }

    async fn listed_ids(&self, query: &ProductQuery) -> Result<Vec<ProductId>, StoreError> {
        let (index, conditions) = query.walk();
        let filter = query.keyset().filter(&PageRequest::first(0), &conditions)?;
        let found = self.collection.typed::<Id>();
        let found = found.find(filter).projection(doc! { "_id": 1 }).hint(hint(index));
        let most = i64::try_from(BulkChange::MAX_PRODUCTS).unwrap_or(i64::MAX).saturating_add(1);
        Ok(all(found.limit(most)).await?.into_iter().map(|found| found.id).collect())
    }

    async fn existing(&self, ids: &[ProductId]) -> Result<Vec<ProductId>, StoreError> {
        let found = self.collection.typed::<Id>();
        let found = found.find(doc! { "_id": { "$in": ids } }).sort(doc! { "_id": 1 }).hint(hint("_id_"));
        Ok(all(found.projection(doc! { "_id": 1 })).await?.into_iter().map(|found| found.id).collect())
    }

    /// Writes down what is to be done, and says which notice has the worker do it.
    async fn note_bulk(&self, id: BulkId, change: BulkChange, ids: &[ProductId]) -> Result<ObjectId, StoreError> {
        let now = self.clock.now();
        let total = u64::try_from(ids.len()).unwrap_or(u64::MAX);
        let bulk = Bulk {
            id,
            change,
            total,
            changed: 0,
            unchanged: 0,
            refused: 0,
            gone: 0,
            created_at: now,
            modified_at: now,
        };
        let part = |ids: &[ProductId]| Part { id: ObjectId::new(), bulk_id: id, change, ids: ids.to_vec() };
        let parts: Vec<Part> = ids.chunks(PART).map(part).collect();
        transaction::run(&self.db, (self.clone(), bulk, parts), move |session, (products, bulk, parts)| {
            async move {
                let bulks = Documents::of(&products.db, COLLECTION).typed::<Bulk>();
                bulks.insert_one(bulk).session(&mut *session).await?;
                if !parts.is_empty() {
                    let collection = Documents::of(&products.db, PARTS).typed::<Part>();
                    collection.insert_many(parts).session(&mut *session).await?;
                }
                let notice = Notice::BulkChange { bulk_id: bulk.id };
                products.outbox.put(session, &notice, now + TimeDelta::seconds(HEAD_START), now).await
            }
            .boxed()
        })
        .await
    }

    /// `false`: there was none.
    async fn next_part(&self, id: BulkId, now: DateTime<Utc>, session: &mut ClientSession) -> Result<bool, StoreError> {
        let parts = Documents::of(&self.db, PARTS).typed::<Part>();
        let next = parts.find_one(doc! { "bulk_id": id }).sort(doc! { "_id": 1 }).hint(hint(OF_CHANGE));
        let Some(part) = next.session(&mut *session).await? else { return Ok(false) };
        parts.delete_one(doc! { "_id": part.id }).session(&mut *session).await?;
        let found = self.collection.typed::<Product>();
        let mut found = found.find(doc! { "_id": { "$in": &part.ids } }).session(&mut *session).await?;
        let found: Vec<Product> = found.stream(session).try_collect().await?;

        let (mut changes, mut refused) = (vec![], 0_i64);
        let gone = count(part.ids.len() - found.len());
        for before in found {
            match part.change.apply(before.terms()) {
                Ok(terms) if terms == before.terms() => {}
                Ok(terms) => changes.push((before.on(terms), before)),
                Err(_) => refused += 1,
            }
        }
        let changes: Vec<_> = changes.iter().map(|(after, before)| (before, after)).collect();
        self.write_all(&changes, now, session).await?;
        let written = count(changes.len());
        let unchanged = count(part.ids.len()) - written - refused - gone;
        let counts = doc! { "changed": written, "unchanged": unchanged, "refused": refused, "gone": gone };
        let update = stamp::modified(now, doc! { "$inc": counts });
        Documents::of(&self.db, COLLECTION).update_one(doc! { "_id": id }, update).session(session).await?;
        Ok(true)
    }

    /// Writes products that stay in their categories, before and after, and notes whom to tell of them.
    async fn write_all(
        &self,
        changes: &[(&Product, &Product)],
        now: DateTime<Utc>,
        session: &mut ClientSession,
    ) -> Result<(), StoreError> {
        let update = |(before, after): &(&Product, &Product)| {
            let update = stamp::difference(now, &Stored::new(before, &[]), &Stored::new(after, &[]))?;
            Ok(update.map(|update| doc! { "q": { "_id": before.id }, "u": update }))
        };
        let updates: Vec<Option<Document>> = changes.iter().map(update).collect::<Result<_, StoreError>>()?;
        let updates: Vec<Document> = updates.into_iter().flatten().collect();
        if updates.is_empty() {
            return Ok(());
        }
        update_all(&self.db, PRODUCTS, updates, Some(&mut *session)).await?;
        alerts::tell(&self.db, &self.outbox, changes, now, session).await
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
