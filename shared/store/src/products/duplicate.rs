//! A product made after another one, to be changed into what it is to be.

use domain::{Product, ProductId, Stock, Title};
use futures_util::FutureExt;

use super::{Products, Stored, words_of};
use crate::{StoreError, membership::hold, transaction};

/// How often it is tried again when a photo is taken away from the product meanwhile.
const ATTEMPTS: u32 = 3;

impl Products {
    /// Adds a product like another: under `copy`, with `suffix` behind its titles, without a SKU and out of stock. It shows the
    /// same photos. A `copy` that exists is that product, unchanged.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no product to copy; [`StoreError::Driver`].
    pub async fn duplicate(&self, id: ProductId, copy: ProductId, suffix: &str) -> Result<Product, StoreError> {
        for _ in 0..ATTEMPTS {
            match self.insert_copy(id, copy, suffix).await {
                Err(StoreError::Driver(error)) if StoreError::is_duplicate_key(&error) => {
                    return self.find(copy).await?.ok_or(StoreError::NotFound);
                }
                Ok(Some(product)) => {
                    self.vocabulary.learn(words_of(&product)).await?;
                    return Ok(product);
                }
                Ok(None) => {}
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Timeout)
    }

    /// `None`: a photo was gone.
    async fn insert_copy(&self, id: ProductId, copy: ProductId, suffix: &str) -> Result<Option<Product>, StoreError> {
        let context = (self.clone(), id, copy, suffix.to_owned(), self.clock.now());
        transaction::run(&self.db, context, |session, (products, id, copy, suffix, now)| {
            async move {
                let original: Product = products.collection.typed().read(*id, session).await?;
                let line = hold(&products.db, original.category_id, session).await?;
                let mut product = Product {
                    id: *copy,
                    sku: None,
                    stock: Stock::NONE,
                    holds: vec![],
                    title: with_suffix(&original.title, suffix),
                    created_at: *now,
                    modified_at: *now,
                    ..original
                };
                for text in product.translations.values_mut() {
                    text.title = text.title.as_ref().map(|title| with_suffix(title, suffix));
                }
                let shown: Vec<_> = product.images.iter().map(|image| image.id).collect();
                if !products.photos.keep(&shown, *now, session).await? {
                    return Ok(None);
                }
                let document = Stored::new(&product, &line).document()?;
                products.collection.insert_one(document).session(session).await?;
                Ok(Some(product))
            }
            .boxed()
        })
        .await
    }
}

/// As much of the title as leaves room for the suffix.
fn with_suffix(title: &Title, suffix: &str) -> Title {
    let room = Title::MAX.saturating_sub(suffix.chars().count() + 1);
    let kept: String = title.as_str().chars().take(room).collect();
    Title::parse(&format!("{} {suffix}", kept.trim_end())).unwrap_or_else(|_| title.clone())
}
