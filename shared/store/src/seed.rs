//! Filling an empty shop: a whole catalogue, perhaps with customers and their orders, in one transaction, so that an
//! interrupted load leaves nothing half.

use std::collections::{BTreeSet, HashMap};

use bson::{Document, doc};
use domain::{Category, News, Order, OrderNumber, Product, User};
use futures_util::TryStreamExt;
use mongodb::{ClientSession, error::Error as DriverError};
use serde::Serialize;

use crate::{
    Store, StoreError, categories, counters,
    documents::Documents,
    figures,
    names::{CATEGORIES, PRODUCTS, USERS},
    news, orders,
    products::{self, Stored},
    users,
    vocabulary::Vocabulary,
};

/// A catalogue, ready to be stored. Photos are stored before, see [`crate::Photos::put`].
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Parents may stand behind their children.
    pub categories: Vec<Category>,
    pub products: Vec<Product>,
    pub news: Vec<News>,
    pub customers: Vec<User>,
    /// In the order they were placed; each gets the next number.
    pub orders: Vec<Order>,
}

impl Store {
    /// Stores a whole catalogue, or nothing. Its times are kept as they are.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCategory`] when a product lies in none; [`StoreError::Driver`].
    pub async fn seed(&self, catalogue: &Catalogue) -> Result<(), StoreError> {
        let parts = self.parts(catalogue).await?;
        let mut session = self.db.client().start_session().await?;
        let insert = async |session: &mut ClientSession| {
            for (name, documents) in parts.iter().filter(|(_, documents)| !documents.is_empty()) {
                self.db.collection::<Document>(name).insert_many(documents).session(&mut *session).await?;
            }
            Ok::<(), DriverError>(())
        };
        Ok(session.start_transaction().and_run2(insert).await?)
    }

    /// Stores a part of a catalogue that is too large for one transaction, as fast as the database takes it. Broken off,
    /// it leaves some of it: for made-up data alone.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCategory`] when a product lies in none; [`StoreError::Driver`].
    pub async fn fill(&self, part: &Catalogue) -> Result<(), StoreError> {
        for (name, documents) in self.parts(part).await?.iter().filter(|(_, documents)| !documents.is_empty()) {
            self.db.collection::<Document>(name).insert_many(documents).ordered(false).await?;
        }
        Ok(())
    }

    /// Which documents go into which collection.
    async fn parts(&self, catalogue: &Catalogue) -> Result<[(&'static str, Vec<Document>); 6], StoreError> {
        Ok([
            (USERS, catalogue.customers.iter().map(users::document).collect::<Result<_, _>>()?),
            (orders::COLLECTION, self.orders_of(catalogue).await?),
            (CATEGORIES, documents(&catalogue.categories.iter().map(categories::Stored::new).collect::<Vec<_>>())?),
            (PRODUCTS, self.products_of(catalogue).await?),
            (products::skus::COLLECTION, products::skus::documents(&catalogue.products)?),
            (news::COLLECTION, documents(&catalogue.news)?),
        ])
    }

    async fn orders_of(&self, catalogue: &Catalogue) -> Result<Vec<Document>, StoreError> {
        let mut documents = Vec::with_capacity(catalogue.orders.len());
        if catalogue.orders.is_empty() {
            return Ok(documents);
        }
        let count = i64::try_from(catalogue.orders.len()).unwrap_or(i64::MAX);
        let first = counters::next_of(&self.db, orders::COLLECTION, count).await?;
        for (number, order) in (first..).zip(&catalogue.orders) {
            let mut document = bson::serialize_to_document(&Order { number: OrderNumber(number), ..order.clone() })?;
            // No update placed it, and each must have one of its own
            document.insert("update_id", -number);
            document.extend(figures::to_count());
            documents.push(document);
        }
        Ok(documents)
    }

    /// Products may lie in categories of the catalogue, or in some that are there already.
    async fn products_of(&self, catalogue: &Catalogue) -> Result<Vec<Document>, StoreError> {
        Vocabulary::new(&self.db).learn(catalogue.products.iter().flat_map(products::words_of)).await?;
        let mut lines = HashMap::new();
        for category in &catalogue.categories {
            lines.insert(category.id, category.line());
        }
        let unknown: BTreeSet<_> = catalogue.products.iter().map(|product| product.category_id).collect();
        let unknown: Vec<_> = unknown.into_iter().filter(|id| !lines.contains_key(id)).collect();
        if !unknown.is_empty() {
            let categories = Documents::of(&self.db, CATEGORIES).typed::<Category>();
            let mut found = categories.find(doc! { "_id": { "$in": unknown } }).await?;
            while let Some(category) = found.try_next().await? {
                lines.insert(category.id, category.line());
            }
        }
        let document = |product: &Product| {
            let line = lines.get(&product.category_id).ok_or(StoreError::NoSuchCategory)?;
            Stored::new(product, line).document()
        };
        catalogue.products.iter().map(document).collect()
    }
}

fn documents<T: Serialize>(items: &[T]) -> Result<Vec<Document>, StoreError> {
    Ok(items.iter().map(bson::serialize_to_document).collect::<Result<_, _>>()?)
}
