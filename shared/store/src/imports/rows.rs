//! What the rows of a file do to products.

use std::collections::{BTreeSet, HashMap};

use bson::{Bson, Document, doc, oid::ObjectId};
use chrono::{DateTime, Utc};
use domain::{Category, CategoryId, Import, ImportFault, ImportId, Product, ProductId, Sku, Tally};
use futures_util::FutureExt;
use mongodb::ClientSession;
use serde::Deserialize;

use super::{Imports, PhotoTask, photos::Sourced};
use crate::{
    StoreError, alerts,
    documents::{Documents, all, update_all},
    index::hint,
    names::{CATEGORIES, PRODUCTS},
    products::{self, Stored, words_of},
    stamp, transaction, tree_lock,
};

/// So many products without a row are taken out of stock at a time.
const HIDDEN_AT_ONCE: i64 = 1_000;

/// By what rows name products: a product without a SKU by its id.
#[derive(Debug, Clone, Default)]
pub struct ProductKeys {
    pub skus: Vec<Sku>,
    pub ids: Vec<ProductId>,
}

/// A product that a row names, with the addresses its photos came from.
#[derive(Debug, Clone)]
pub struct Existing {
    pub product: Product,
    pub photos: Vec<super::SourcedImage>,
}

/// What some rows do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub created: Vec<Product>,
    /// Before and after.
    pub changed: Vec<(Product, Product)>,
    pub photos: Vec<PhotoTask>,
    pub tally: Tally,
    pub faults: Vec<ImportFault>,
}

impl Plan {
    fn writes_nothing(&self) -> bool {
        self.created.is_empty() && self.changed.is_empty() && self.photos.is_empty()
    }

    /// Categories in which something is put.
    fn categories(&self) -> BTreeSet<CategoryId> {
        let moved = self.changed.iter().filter(|(before, after)| before.category_id != after.category_id);
        let moved = moved.map(|(_, after)| after.category_id);
        self.created.iter().map(|product| product.category_id).chain(moved).collect()
    }
}

/// Rows that are done together: those after `from` up to `to`.
#[derive(Debug, Clone)]
pub struct Step {
    pub from: i64,
    pub to: i64,
    pub keys: ProductKeys,
}

impl Imports {
    /// The products that rows name.
    pub async fn existing(&self, keys: &ProductKeys) -> Result<Vec<Existing>, StoreError> {
        let products = Documents::of(&self.db, PRODUCTS).typed::<Sourced>();
        let mut found = vec![];
        for (filter, walked) in filters(keys) {
            found.extend(all(products.find(filter).projection(Sourced::fields()).hint(hint(walked))).await?);
        }
        Ok(found.into_iter().map(Existing::from).collect())
    }

    /// Does a step: `plan` says what its rows do to the products they name, and may be asked several times.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody else has done it; [`StoreError::NoSuchCategory`] when a category that `plan` names is
    /// gone; [`StoreError::SkuTaken`] when a product with the SKU of a new one came meanwhile; [`StoreError::Driver`].
    pub async fn step(
        &self,
        import: &Import,
        step: &Step,
        plan: impl Fn(Vec<Existing>) -> Plan + Send + Sync,
    ) -> Result<(), StoreError> {
        let first = plan(self.existing(&step.keys).await?);
        let range = (step.from, step.to);
        if import.order.dry_run || first.writes_nothing() {
            return self.note(import.id, range, (first.tally, 0, &first.faults), None).await;
        }
        let after = first.changed.iter().map(|(_, after)| after).chain(&first.created);
        self.products.vocabulary().learn(after.flat_map(words_of)).await?;
        let context = (self.clone(), import.id, step, plan, self.clock.now());
        transaction::run(&self.db, context, |session, (imports, id, step, plan, now)| {
            async move {
                let existing = imports.existing_in(&step.keys, session).await?;
                let plan = plan(existing);
                imports.write(*id, &plan, *now, session).await?;
                let noted = (plan.tally, plan.photos.len(), plan.faults.as_slice());
                imports.note(*id, (step.from, step.to), noted, Some(session)).await
            }
            .boxed()
        })
        .await
    }

    async fn existing_in(&self, keys: &ProductKeys, session: &mut ClientSession) -> Result<Vec<Existing>, StoreError> {
        let products = Documents::of(&self.db, PRODUCTS).typed::<Sourced>();
        let mut found = vec![];
        for (filter, walked) in filters(keys) {
            let read = products.find(filter).projection(Sourced::fields()).hint(hint(walked));
            let mut cursor = read.session(&mut *session).await?;
            while let Some(product) = cursor.next(&mut *session).await {
                found.push(Existing::from(product?));
            }
        }
        Ok(found)
    }

    async fn write(
        &self,
        id: ImportId,
        plan: &Plan,
        now: DateTime<Utc>,
        session: &mut ClientSession,
    ) -> Result<(), StoreError> {
        let lines = self.lines(plan.categories(), session).await?;
        let line = |category: CategoryId| lines.get(&category).map_or(&[] as &[CategoryId], Vec::as_slice);
        let created = plan.created.iter().map(|product| {
            let product = Product { created_at: now, modified_at: now, ..product.clone() };
            Stored::new(&product, line(product.category_id)).document()
        });
        let created = created.collect::<Result<Vec<_>, _>>()?;
        if !created.is_empty() {
            products::skus::take(&self.db, &plan.created, session).await?;
            let products = self.db.collection::<Document>(PRODUCTS);
            products.insert_many(created).session(&mut *session).await.map_err(products::skus::taken)?;
        }
        let mut updates = vec![];
        for (before, after) in &plan.changed {
            let line = if before.category_id == after.category_id { &[] } else { line(after.category_id) };
            let difference = stamp::difference(now, &Stored::new(before, &[]), &Stored::new(after, line))?;
            updates.extend(difference.map(|update| doc! { "q": { "_id": before.id }, "u": update }));
        }
        if !updates.is_empty() {
            update_all(&self.db, PRODUCTS, updates, Some(&mut *session)).await?;
        }
        let changes: Vec<_> = plan.changed.iter().map(|(before, after)| (before, after)).collect();
        products::skus::change(&self.db, changes.iter().copied(), session).await?;
        alerts::tell(&self.db, &self.outbox, &changes, now, session).await?;
        if !plan.photos.is_empty() {
            let tasks = plan.photos.iter().map(|task| task.document(id, now)).collect::<Result<Vec<_>, _>>()?;
            self.db.collection::<Document>(super::PHOTOS).insert_many(tasks).session(session).await?;
        }
        Ok(())
    }

    /// The lines of these categories, which stay where they are until the transaction ends.
    async fn lines(
        &self,
        wanted: BTreeSet<CategoryId>,
        session: &mut ClientSession,
    ) -> Result<HashMap<CategoryId, Vec<CategoryId>>, StoreError> {
        if wanted.is_empty() {
            return Ok(HashMap::new());
        }
        tree_lock::shared(&self.db, session).await?;
        let ids: Vec<Bson> = wanted.iter().copied().map(Bson::from).collect();
        let categories = Documents::of(&self.db, CATEGORIES).typed::<Category>();
        let mut cursor = categories.find(doc! { "_id": { "$in": ids } }).session(&mut *session).await?;
        let mut lines = HashMap::new();
        while let Some(category) = cursor.next(&mut *session).await {
            let category = category?;
            lines.insert(category.id, category.line());
        }
        if lines.len() == wanted.len() { Ok(lines) } else { Err(StoreError::NoSuchCategory) }
    }

    /// Takes the products out of stock of which `has_row` says that they have none. Doing it again changes nothing. Of a dry
    /// run, it only counts them.
    pub async fn hide_missing(
        &self,
        import: &Import,
        has_row: impl Fn(ProductId, Option<&Sku>) -> bool + Send,
    ) -> Result<(), StoreError> {
        #[derive(Deserialize)]
        struct InStock {
            #[serde(rename = "_id")]
            id: ProductId,
            sku: Option<Sku>,
        }
        let products = Documents::of(&self.db, PRODUCTS);
        let (mut after, now) = (Bson::MinKey, self.clock.now());
        loop {
            let walk = products.typed::<InStock>();
            let walk = walk.find(doc! { "_id": { "$gt": after }, "available": true }).sort(doc! { "_id": 1 });
            let walk = walk.projection(doc! { "sku": 1 }).limit(HIDDEN_AT_ONCE).hint(hint("_id_"));
            let page = all(walk).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id.into();
            let missing = page.iter().filter(|product| !has_row(product.id, product.sku.as_ref()));
            let missing: Vec<ObjectId> = missing.map(|product| product.id.0).collect();
            let mut hidden = i64::try_from(missing.len()).unwrap_or(i64::MAX);
            if !import.order.dry_run {
                let filter = doc! { "_id": { "$in": missing }, "stock": { "$gt": 0_i64 } };
                let update = stamp::modified(now, doc! { "$set": { "stock": 0_i64, "available": false } });
                let updated = products.update_many(filter, update).await?;
                hidden = i64::try_from(updated.modified_count).unwrap_or(i64::MAX);
            }
            if hidden > 0 {
                self.update(import.id, Document::new(), doc! { "$inc": { "hidden": hidden } }).await?;
            }
        }
    }
}

/// A query for those that are named by SKU, and one for those by id, each with its index.
fn filters(keys: &ProductKeys) -> Vec<(Document, &'static str)> {
    let mut filters = vec![];
    if !keys.skus.is_empty() {
        let skus: Vec<&str> = keys.skus.iter().map(Sku::as_str).collect();
        filters.push((doc! { "sku": { "$in": skus } }, products::SKU));
    }
    if !keys.ids.is_empty() {
        let ids: Vec<Bson> = keys.ids.iter().copied().map(Bson::from).collect();
        filters.push((doc! { "_id": { "$in": ids }, "sku": null }, "_id_"));
    }
    filters
}
