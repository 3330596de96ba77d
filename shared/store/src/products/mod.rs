//! Products: found, created, changed and deleted here; walked as cards by the chat (`cards`), as lists by the shop's
//! own systems (`list`, `search`); their photos come and go in `photo`. Every walk goes along an index. What documents hold
//! beside the product itself says `stored`.

mod cards;
pub(crate) mod indexes;
mod list;
mod photo;
mod search;
pub(crate) mod stock;
mod stored;
pub(crate) mod upgrade;

use bson::{Bson, doc, oid::ObjectId};
use chrono::{DateTime, Utc};
use domain::{Clock, NewProduct, Product, ProductChanges, ProductId};
use futures_util::FutureExt;
use mongodb::{ClientSession, Database};

pub use cards::{Card, DealsFrom};
pub use list::{ProductQuery, ProductSort};
pub(crate) use stored::Stored;

use crate::{
    Photos, Precondition, StoreError,
    documents::{Documents, all},
    membership::hold,
    names::PRODUCTS,
    stamp, transaction,
};

/// The collection `products`.
#[derive(Clone, Debug)]
pub struct Products {
    db: Database,
    collection: Documents,
    photos: Photos,
    clock: Clock,
}

impl Products {
    pub(crate) fn new(db: &Database, photos: &Photos, clock: &Clock) -> Self {
        Self { db: db.clone(), collection: Documents::of(db, PRODUCTS), photos: photos.clone(), clock: clock.clone() }
    }

    /// A product, if it exists.
    pub async fn find(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        self.collection.typed().get(id).await
    }

    /// Those of `ids` that exist, in any order.
    pub async fn find_many(&self, ids: impl IntoIterator<Item = ProductId>) -> Result<Vec<Product>, StoreError> {
        let ids: Vec<Bson> = ids.into_iter().map(Bson::from).collect();
        if ids.is_empty() {
            return Ok(vec![]);
        }
        all(self.collection.typed().find(doc! { "_id": { "$in": ids } })).await
    }

    /// Adds a product.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCategory`]; [`StoreError::Driver`].
    pub async fn create(&self, new: NewProduct) -> Result<Product, StoreError> {
        let now = self.clock.now();
        let product = Product {
            id: ProductId(ObjectId::new()),
            title: new.title,
            description: new.description,
            category_id: new.category_id,
            price: new.price,
            discount: new.discount,
            stock: new.stock,
            attributes: new.attributes,
            image: None,
            created_at: now,
            modified_at: now,
        };
        let create = Create { products: self.clone(), product };
        transaction::run(&self.db, create, |session, create| create.step(session).boxed()).await
    }

    /// Changes a product.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when the precondition fails; [`StoreError::NoSuchCategory`];
    /// [`StoreError::Driver`].
    pub async fn change(
        &self,
        id: ProductId,
        changes: ProductChanges,
        precondition: Precondition<Product>,
    ) -> Result<Product, StoreError> {
        let edit = Edit { products: self.clone(), id, changes, precondition, now: self.clock.now() };
        transaction::run(&self.db, edit, |session, edit| edit.step(session).boxed()).await
    }

    /// Deletes a product and its photo. Carts that hold it say so to their owners; orders keep their copy.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when the precondition fails; [`StoreError::Driver`].
    pub async fn delete(&self, id: ProductId, precondition: Precondition<Product>) -> Result<(), StoreError> {
        let delete = (self.clone(), id, precondition);
        transaction::run(&self.db, delete, |session, (products, id, precondition)| {
            async move {
                let product = products.read(*id, session).await?;
                precondition.verify(&product)?;
                products.collection.delete_one(doc! { "_id": *id }).session(session).await?;
                Ok(())
            }
            .boxed()
        })
        .await?;
        self.photos.delete_of(id).await
    }

    async fn read(&self, id: ProductId, session: &mut ClientSession) -> Result<Product, StoreError> {
        let found = self.collection.typed().find_one(doc! { "_id": id }).session(session).await?;
        found.ok_or(StoreError::NotFound)
    }

    /// Whether there are none.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.collection.find_one(doc! {}).await?.is_none())
    }
}

struct Create {
    products: Products,
    product: Product,
}

impl Create {
    async fn step(&self, session: &mut ClientSession) -> Result<Product, StoreError> {
        let Self { products, product } = self;
        let line = hold(&products.db, product.category_id, session).await?;
        let document = stamp::created(product.created_at, &Stored::new(product, &line))?;
        products.collection.insert_one(document).session(session).await?;
        Ok(product.clone())
    }
}

struct Edit {
    products: Products,
    id: ProductId,
    changes: ProductChanges,
    precondition: Precondition<Product>,
    now: DateTime<Utc>,
}

impl Edit {
    async fn step(&self, session: &mut ClientSession) -> Result<Product, StoreError> {
        let products = &self.products;
        let before = products.read(self.id, session).await?;
        self.precondition.verify(&before)?;
        let after = self.changes.clone().apply(before.clone());
        // Of what stays where it is, the line is not read: it is the same in both
        let line = if after.category_id == before.category_id {
            vec![]
        } else {
            hold(&products.db, after.category_id, session).await?
        };
        let (from, to) = (Stored::new(&before, &[]), Stored::new(&after, &line));
        let is_changed = stamp::write_difference(session, &products.collection, self.id, self.now, &from, &to).await?;
        Ok(if is_changed { Product { modified_at: self.now, ..after } } else { before })
    }
}
