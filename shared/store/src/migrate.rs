//! Bringing a database up to this release: collections, indexes and the data version, in one command that can be run
//! again and again. Processes that serve only look at the version.

use bson::{Document, doc};
use chrono_tz::Tz;
use domain::{Currency, Product};
use futures_util::TryStreamExt;
use mongodb::{Collection, IndexModel, error::ErrorKind};

use crate::{
    Store, StoreError, alerts, audience, broadcasts, categories, chat_migrations, conversations, counters,
    documents::Documents,
    figures, former_indexes, imports, keys, leases, messages,
    names::{CATEGORIES, CONVERSATIONS, PRODUCTS, USERS},
    news,
    office::{audit, links, members, sessions},
    orders, outbox, photos, products, tree_lock, users, vocabulary,
};

/// Where carts lay until version 4.
const CARTS: &str = "carts";

impl Store {
    /// Creates what is missing and notes the data version. Idempotent; safe beside serving processes, also those of the
    /// release before. What was sold is counted by the days of this time zone from now on. Data that a newer release has
    /// migrated stay as they are: after a rollback there is nothing to do.
    ///
    /// # Errors
    /// [`StoreError::TooNew`] when this release cannot read what a newer one has made of the data;
    /// [`StoreError::Driver`].
    pub async fn migrate(&self, zone: Tz) -> Result<(), StoreError> {
        let data = self.data_version().await?;
        data.require_readable()?;
        if data.is_newer() {
            return Ok(());
        }
        let found = data.version;
        let existing = self.db.list_collection_names().await?;
        for (collection, indexes) in collections() {
            // A transaction may write only to collections that exist
            if !existing.iter().any(|name| name == collection) {
                match self.db.create_collection(collection).await {
                    Err(error) if exists_already(&error) => {}
                    result => result?,
                }
            }
            if !indexes.is_empty() {
                self.db.collection::<Document>(collection).create_indexes(indexes).await?;
            }
        }
        tree_lock::prepare(&self.db).await?;
        if found == 1 {
            self.make_products_searchable().await?;
            self.make_notices_due().await?;
        }
        if existing.iter().any(|name| name == CARTS) {
            self.move_into_customers().await?;
        }
        self.begin_histories().await?;
        categories::upgrade::run(&self.db, found).await?;
        products::upgrade::run(&self.db, &self.categories, found).await?;
        users::upgrade::run(&self.db).await?;
        products::skus::note_all(&self.db).await?;
        former_indexes::drop_all(&self.db, found).await?;
        self.figures.upgrade(zone).await?;
        self.note_migration().await
    }

    /// Orders of earlier releases have no history, and there is nothing but their beginning to note. Those releases ignore
    /// the field, so the data version stays the same and a deployment can be rolled back; their orders get it the next
    /// time. Nobody changed these orders, hence they are not stamped.
    async fn begin_histories(&self) -> Result<(), StoreError> {
        let beginning = doc! {
            "status": "new", "at": "$created_at", "by": "customer", "staff_name": null, "note": null,
        };
        let update = vec![doc! { "$set": { "tracking_number": null, "history": [beginning] } }];
        let orders: Collection<Document> = self.db.collection(orders::COLLECTION);
        orders.update_many(doc! { "history": { "$exists": false } }, update).await?;
        Ok(())
    }

    /// Refuses a database that this release, or the shop with this currency and in this time zone, cannot work with: to
    /// be asked before a process serves.
    ///
    /// # Errors
    /// Those of [`Self::check_version`]; [`StoreError::WrongCurrency`]; [`StoreError::WrongTimeZone`].
    pub async fn check(&self, currency: Currency, zone: Tz) -> Result<(), StoreError> {
        // First, as the others look at what a former version may lack
        self.check_version().await?;
        tokio::try_join!(self.check_currency(currency), self.figures.check(zone))?;
        Ok(())
    }

    /// Prices in another currency can neither be summed up nor paid.
    async fn check_currency(&self, currency: Currency) -> Result<(), StoreError> {
        let products = Documents::of(&self.db, PRODUCTS);
        let other = doc! { "price.currency": { "$ne": currency.code() } };
        let other = products.find_one(other).projection(doc! { "_id": 0, "price.currency": 1 }).await?;
        match other {
            None => Ok(()),
            Some(product) => {
                let stored = product.get_document("price").and_then(|price| price.get_str("currency"));
                Err(StoreError::WrongCurrency { stored: stored.unwrap_or("?").to_owned(), configured: currency })
            }
        }
    }

    /// From version 1: products know their words and their place in the alphabet.
    async fn make_products_searchable(&self) -> Result<(), StoreError> {
        let products: Collection<Document> = self.db.collection(PRODUCTS);
        let mut all = products.clone_with_type::<Product>().find(doc! { "words": null }).await?;
        while let Some(product) = all.try_next().await? {
            let document = products::Stored::new(&product, &[]).document()?;
            let (words, title_key) = (document.get_array("words")?, document.get_str("title_key")?);
            let set = doc! { "$set": { "words": words, "title_key": title_key } };
            // Not a change that anybody could see, hence not stamped; a product that changed meanwhile has them already
            products.update_one(doc! { "_id": product.id, "words": null }, set).await?;
        }
        Ok(())
    }

    /// From version 1: a notice says from when on it may be delivered.
    async fn make_notices_due(&self) -> Result<(), StoreError> {
        let notices: Collection<Document> = self.db.collection(outbox::COLLECTION);
        let due = vec![doc! { "$set": { "due": "$created_at" } }];
        notices.update_many(doc! { "due": null }, due).await?;
        Ok(())
    }

    /// From version 4: a customer's cart and the conversation of their private chat are parts of their document. Of those
    /// who are no customers (any more), nothing is kept.
    async fn move_into_customers(&self) -> Result<(), StoreError> {
        let carts: Collection<Document> = self.db.collection(CARTS);
        let conversations: Collection<Document> = self.db.collection(CONVERSATIONS);
        let cart = doc! { "cart": { "lines": "$lines", "applied": "$applied", "last": "$last" } };
        let into = |kept: Document| {
            doc! { "$merge": {
                "into": USERS, "whenMatched": [{ "$set": kept }], "whenNotMatched": "discard",
            } }
        };
        // What a customer has there already is newer
        let cart_is_kept = into(doc! { "cart": { "$ifNull": ["$cart", "$$new.cart"] } });
        carts.aggregate([doc! { "$project": cart }, cart_is_kept]).await?;
        let stands = doc! { "step": 1, "handled": 1, "claim": 1, "step_at": "$modified_at" };
        let kept = ["step", "handled", "claim", "step_at"].map(|field| {
            (field.to_owned(), doc! { "$ifNull": [format!("${field}"), format!("$$new.{field}"), "$$REMOVE"] }.into())
        });
        let private = doc! { "_id": { "$gt": 0_i64 } };
        let stages = [doc! { "$match": private.clone() }, doc! { "$project": stands }, into(Document::from_iter(kept))];
        conversations.aggregate(stages).await?;
        conversations.delete_many(private).await?;
        Ok(carts.drop().await?)
    }
}

/// Another process that migrates was faster.
fn exists_already(error: &mongodb::error::Error) -> bool {
    matches!(&*error.kind, ErrorKind::Command(error) if error.code_name == "NamespaceExists")
}

/// All that migrations make, with their indexes.
pub(crate) fn collections() -> Vec<(&'static str, Vec<IndexModel>)> {
    vec![
        (alerts::COLLECTION, alerts::indexes()),
        (audit::COLLECTION, audit::indexes()),
        (products::bulk::COLLECTION, vec![]),
        (products::bulk::PARTS, products::bulk::part_indexes()),
        (products::deletion::COLLECTION, vec![]),
        (broadcasts::COLLECTION, broadcasts::indexes()),
        (CATEGORIES, categories::indexes()),
        (chat_migrations::COLLECTION, vec![]),
        (CONVERSATIONS, conversations::indexes()),
        (counters::COLLECTION, vec![]),
        (figures::DAYS, vec![]),
        (figures::PRODUCT_DAYS, figures::product_day_indexes()),
        (figures::SUMMARIES, vec![]),
        (imports::COLLECTION, imports::indexes()),
        (imports::PHOTOS, imports::photo_indexes()),
        (imports::PIECES, photos::chunk_indexes()),
        (keys::COLLECTION, keys::indexes()),
        (leases::COLLECTION, vec![]),
        (members::COLLECTION, vec![]),
        (messages::COLLECTION, messages::indexes()),
        (messages::TOPICS, vec![]),
        (news::COLLECTION, news::indexes()),
        (orders::COLLECTION, orders::indexes()),
        (outbox::COLLECTION, outbox::indexes()),
        (photos::CHUNKS, photos::chunk_indexes()),
        (photos::FILES, photos::indexes()),
        (PRODUCTS, products::indexes::all()),
        (products::skus::COLLECTION, vec![]),
        (links::COLLECTION, links::indexes()),
        (sessions::COLLECTION, sessions::indexes()),
        (tree_lock::COLLECTION, vec![]),
        (USERS, audience::indexes()),
        (vocabulary::COLLECTION, vocabulary::indexes()),
    ]
}
