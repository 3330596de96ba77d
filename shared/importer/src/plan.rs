//! What rows do to the products they name. Pure: the same rows and products always give the same plan.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    CategoryId, Discount, Image, ImportFault, Product, ProductDescription, ProductId, Sku, Stock, Translations,
};
use files::{CategoryPath, PhotoRef, ProductRow, Refused};
use store::{Existing, PhotoTask, Plan, ProductKeys, SourcedImage};

use crate::tree::Tree;

/// A row of a file, or what is wrong with it.
pub(crate) type Line = Result<ProductRow, Refused>;

/// What a plan is made with.
#[derive(Clone, Copy)]
pub(crate) struct Planner<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) create_categories: bool,
    pub(crate) now: DateTime<Utc>,
}

/// The number of a line's row.
pub(crate) fn number(line: &Line) -> u32 {
    line.as_ref().map_or_else(|refused| refused.row, |row| row.row)
}

/// A product without a SKU is named by its id.
pub(crate) fn id_in(sku: &Sku) -> Option<ProductId> {
    (sku.as_str().len() == 24).then(|| sku.as_str().parse().ok()).flatten()
}

/// By what rows name a product.
pub(crate) fn key(product: &Product) -> String {
    product.sku.as_ref().map_or_else(|| product.id.to_string(), ToString::to_string)
}

/// Whether there is all in a row that a new product needs.
pub(crate) const fn is_complete(row: &ProductRow) -> bool {
    matches!(row.texts.title, Some(Some(_))) && row.category.is_some() && row.price.is_some()
}

/// By what rows name products.
pub(crate) fn keys(lines: &[Line]) -> ProductKeys {
    let skus: Vec<Sku> = lines.iter().flatten().map(|row| row.sku.clone()).collect();
    let ids = skus.iter().filter_map(id_in).collect();
    ProductKeys { skus, ids }
}

impl Planner<'_> {
    pub(crate) fn plan(&self, lines: &[Line], existing: Vec<Existing>) -> Plan {
        let mut by_key: HashMap<String, Existing> = HashMap::new();
        for one in existing {
            by_key.insert(key(&one.product), one);
        }
        let (mut plan, mut seen) = (Plan::default(), HashSet::new());
        for line in lines {
            let row = match line {
                Ok(row) => row,
                Err(refused) => {
                    plan.tally.failed += 1;
                    plan.faults.extend(refused.faults.iter().map(|fault| ImportFault {
                        row: fault.row.into(),
                        column: fault.column.clone(),
                        detail: fault.detail.clone(),
                    }));
                    continue;
                }
            };
            let found = by_key.get(row.sku.as_str());
            let done = match found {
                Some(found) if !seen.insert(found.product.id) => {
                    Err(vec![fault(row, "sku", "names the same product as another row")])
                }
                Some(found) => self.change(row, found, &mut plan),
                None => self.create(row, &mut plan),
            };
            if let Err(faults) = done {
                plan.tally.failed += 1;
                plan.faults.extend(faults);
            }
        }
        plan
    }

    fn change(&self, row: &ProductRow, found: &Existing, plan: &mut Plan) -> Result<(), Vec<ImportFault>> {
        let mut after = found.product.clone();
        row.apply(&mut after);
        if let Some(path) = &row.category {
            let places = self.places(row, path)?;
            if !places.contains(&Some(after.category_id)) {
                // Of a dry run, the category may still be missing: it is another one in any case
                after.category_id = places.first().copied().flatten().unwrap_or_else(CategoryId::fresh);
            }
        }
        check(row, &after)?;
        let photos = row.photos.as_ref().filter(|photos| !are_shown(photos, &found.photos));
        let is_same = after == found.product;
        if !is_same {
            plan.changed.push((found.product.clone(), after));
        }
        if let Some(photos) = photos {
            plan.photos.push(task(row, found.product.id, photos));
        }
        let count = if is_same && photos.is_none() { &mut plan.tally.unchanged } else { &mut plan.tally.changed };
        *count += 1;
        Ok(())
    }

    fn create(&self, row: &ProductRow, plan: &mut Plan) -> Result<(), Vec<ImportFault>> {
        let title = row.texts.title.clone().flatten();
        let (Some(title), Some(path), Some(price)) = (title, &row.category, row.price) else {
            let is_missing = [
                ("title", row.texts.title.clone().flatten().is_none()),
                ("category", row.category.is_none()),
                ("price", row.price.is_none()),
            ];
            let missing = is_missing.into_iter().filter(|(_, is_missing)| *is_missing);
            return Err(missing.map(|(column, _)| fault(row, column, "is needed for a new product")).collect());
        };
        let places = self.places(row, path)?;
        let mut product = Product {
            id: ProductId::fresh(),
            sku: Some(row.sku.clone()),
            title,
            description: ProductDescription::EMPTY,
            category_id: places.first().copied().flatten().unwrap_or_else(CategoryId::fresh),
            price,
            discount: Discount::NONE,
            stock: Stock::NONE,
            attributes: vec![],
            images: vec![],
            translations: Translations::default(),
            holds: vec![],
            created_at: self.now,
            modified_at: self.now,
        };
        row.apply(&mut product);
        check(row, &product)?;
        if let Some(photos) = row.photos.as_ref().filter(|photos| !photos.is_empty()) {
            plan.photos.push(task(row, product.id, photos));
        }
        plan.created.push(product);
        plan.tally.created += 1;
        Ok(())
    }

    /// Where a path leads; of one that is still to be created, to nothing known.
    fn places(&self, row: &ProductRow, path: &CategoryPath) -> Result<Vec<Option<CategoryId>>, Vec<ImportFault>> {
        let found: Vec<_> = self.tree.find(path).into_iter().map(Some).collect();
        match found.as_slice() {
            [] if self.create_categories => Ok(vec![None]),
            [] => Err(vec![fault(row, "category", &format!("there is no category {path}"))]),
            _ => Ok(found),
        }
    }
}

fn fault(row: &ProductRow, column: &str, detail: &str) -> ImportFault {
    ImportFault { row: row.row.into(), column: column.to_owned(), detail: detail.to_owned() }
}

/// What only the whole product can show.
fn check(row: &ProductRow, product: &Product) -> Result<(), Vec<ImportFault>> {
    let most = Product::MAX_ATTRIBUTES;
    let translated = product.translations.iter().filter_map(|(_, text)| text.attributes.as_ref());
    let has_too_many = product.attributes.len() > most || translated.into_iter().any(|all| all.len() > most);
    if has_too_many {
        return Err(vec![fault(row, "attribute", &format!("the product has more than {most} attributes"))]);
    }
    Ok(())
}

fn task(row: &ProductRow, product: ProductId, photos: &[PhotoRef]) -> PhotoTask {
    let name = |photo: &PhotoRef| match photo {
        PhotoRef::Stored(image) => PhotoRef::path(product, *image),
        PhotoRef::Remote(url) => url.to_string(),
    };
    PhotoTask::new(row.row.into(), product, photos.iter().map(name).collect())
}

/// Whether a product shows these photos already, in this order.
fn are_shown(photos: &[PhotoRef], shown: &[SourcedImage]) -> bool {
    photos.len() == shown.len() && photos.iter().zip(shown).all(|(photo, shown)| is_shown_as(photo, shown))
}

fn is_shown_as(photo: &PhotoRef, shown: &SourcedImage) -> bool {
    match photo {
        PhotoRef::Stored(image) => *image == shown.image.id,
        PhotoRef::Remote(url) => shown.source.as_deref() == Some(url.as_str()),
    }
}

/// The photo that a product shows already, of those it has.
pub(crate) fn known<'a>(photo: &PhotoRef, shown: &'a [SourcedImage]) -> Option<&'a Image> {
    shown.iter().find(|shown| is_shown_as(photo, shown)).map(|shown| &shown.image)
}
