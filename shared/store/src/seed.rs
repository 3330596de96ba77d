//! Filling an empty shop: a whole catalogue in one transaction, so that an interrupted load leaves nothing half.

use bson::Document;
use domain::{Category, News, Product};
use mongodb::{ClientSession, error::Error as DriverError};
use serde::Serialize;

use crate::{Store, StoreError, categories, news, products};

/// A catalogue, ready to be stored. Photos are stored before, see [`crate::Photos::put`].
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Parents may stand behind their children.
    pub categories: Vec<Category>,
    /// Products.
    pub products: Vec<Product>,
    /// News.
    pub news: Vec<News>,
}

impl Store {
    /// Stores a whole catalogue, or nothing. Its times are kept as they are.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn seed(&self, catalogue: &Catalogue) -> Result<(), StoreError> {
        let parts = catalogue.parts()?;
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
    /// [`StoreError::Driver`].
    pub async fn fill(&self, part: &Catalogue) -> Result<(), StoreError> {
        for (name, documents) in part.parts()?.iter().filter(|(_, documents)| !documents.is_empty()) {
            self.db.collection::<Document>(name).insert_many(documents).ordered(false).await?;
        }
        Ok(())
    }
}

impl Catalogue {
    /// Which documents go into which collection.
    fn parts(&self) -> Result<[(&'static str, Vec<Document>); 3], StoreError> {
        Ok([
            (categories::COLLECTION, documents(&self.categories)?),
            (products::COLLECTION, self.products.iter().map(products::document).collect::<Result<_, _>>()?),
            (news::COLLECTION, documents(&self.news)?),
        ])
    }
}

fn documents<T: Serialize>(items: &[T]) -> Result<Vec<Document>, StoreError> {
    Ok(items.iter().map(bson::serialize_to_document).collect::<Result<_, _>>()?)
}
