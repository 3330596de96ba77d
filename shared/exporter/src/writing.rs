//! Products out of the database into a file, page by page.

use std::{collections::HashMap, io};

use chrono::{DateTime, Utc};
use domain::{AttributeName, Category, CategoryId, FileFormat, Product};
use files::{CategoryPath, Entry, Export, ExportOptions, FeedShop, PhotoRef, Section, Written};
use rest::WriteError;
use store::{Existing, Parent, SourcedImage, Store, StoreError};
use url::Url;

use crate::CatalogueSettings;

/// Products of one page.
const PAGE: i64 = 500;

/// A catalogue that is being written.
pub struct Writing<'a> {
    store: &'a Store,
    settings: &'a CatalogueSettings,
    format: FileFormat,
    paths: HashMap<CategoryId, CategoryPath>,
    export: Export,
    after: Option<Existing>,
}

impl<'a> Writing<'a> {
    /// Begins a file that says it was made `now`.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn begin(
        store: &'a Store,
        settings: &'a CatalogueSettings,
        format: FileFormat,
        now: DateTime<Utc>,
    ) -> Result<Self, WriteError> {
        let categories = categories(store).await?;
        let by_id: HashMap<_, _> = categories.iter().map(|category| (category.id, category)).collect();
        let path = |category: &Category| {
            let titles = category.line().iter().filter_map(|id| by_id.get(id)).map(|one| one.title.clone()).collect();
            Some((category.id, CategoryPath::new(titles)?))
        };
        let paths = categories.iter().filter_map(path).collect();
        let attributes = if format == FileFormat::Yml { vec![] } else { attributes(store).await? };
        let section = |category: &Category| Section {
            id: category.id,
            parent: category.parent_id,
            title: category.title.clone(),
        };
        let shop = FeedShop {
            name: settings.storefront.name.clone(),
            url: settings.storefront.public_url.as_ref().map(Url::to_string),
            made_at: now.with_timezone(&settings.shop.time_zone).naive_local(),
            stock_tag: settings.feed.stock_tag,
            old_price_tag: settings.feed.old_price_tag,
        };
        let sections = categories.iter().map(section).collect();
        let options = ExportOptions { currency: settings.shop.currency, attributes, sections, shop };
        let export = Export::begin(format, &options)?;
        Ok(Self { store, settings, format, paths, export, after: None })
    }

    /// Writes the next page. Says what can be sent on; `None` when there is no next page.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, WriteError> {
        let after = self.after.as_ref().map(|last| last.product.id);
        let page = self.store.products.export(after, PAGE).await?;
        for existing in &page {
            // Of a product that came with a category behind our back: the next file has it
            let Some(path) = self.paths.get(&existing.product.category_id) else { continue };
            let photos = self.photos(existing);
            self.export.push(&Entry { product: &existing.product, category: path, photos })?;
        }
        self.after = page.into_iter().next_back();
        if self.after.is_none() { Ok(None) } else { Ok(Some(self.export.take()?)) }
    }

    /// The address that a photo came from, which is not fetched again when the file is imported; else where the shop has it.
    /// Markets need an address with a host: without one a price list says nothing of a product's photos.
    fn photos(&self, existing: &Existing) -> Vec<String> {
        let base = self.settings.storefront.public_url.as_ref().map(|url| url.as_str().trim_end_matches('/'));
        let of_shop = |product: &Product, photo: &SourcedImage| {
            let path = PhotoRef::path(product.id, photo.image.id);
            match base {
                Some(base) => Some(format!("{base}{path}")),
                None if self.format == FileFormat::Yml => None,
                None => Some(path),
            }
        };
        let address = |photo: &SourcedImage| photo.source.clone().or_else(|| of_shop(&existing.product, photo));
        existing.photos.iter().map(address).collect::<Option<_>>().unwrap_or_default()
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn finish(self) -> Result<Written, WriteError> {
        let export = self.export;
        // Of a workbook, this is where it is packed
        let finished = tokio::task::spawn_blocking(move || export.finish());
        Ok(finished.await.map_err(io::Error::other)??)
    }
}

/// All categories, parents before their children.
async fn categories(store: &Store) -> Result<Vec<Category>, StoreError> {
    let (mut categories, mut after) = (vec![], None);
    loop {
        let page = store.categories.list(Parent::Any, &store::PageRequest { after, limit: 100 }).await?;
        categories.extend(page.items.into_iter().map(|found| found.category));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    categories.sort_by_key(|category| category.ancestors.len());
    Ok(categories)
}

async fn attributes(store: &Store) -> Result<Vec<(Option<domain::Locale>, AttributeName, usize)>, StoreError> {
    let names = store.products.attribute_names().await?;
    let column = |((locale, name), most): ((Option<domain::Locale>, String), usize)| {
        Some((locale, AttributeName::parse(&name).ok()?, most))
    };
    Ok(names.into_iter().filter_map(column).collect())
}
