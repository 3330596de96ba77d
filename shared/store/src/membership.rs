//! Which products lie in which category: what the catalogue's two collections must know of each other, below both.

use bson::{Bson, doc};
use domain::CategoryId;
use mongodb::{ClientSession, Database};
use serde::Deserialize;

use crate::{
    StoreError,
    documents::Documents,
    index::hint,
    names::{CATEGORIES, PRODUCTS},
    tree_lock,
};

/// The index of the products right in a category.
pub(crate) const IN_CATEGORY: &str = "in_category";

/// The element of `within` that every product has: a list of the whole shop is a list of a place like any other.
pub(crate) const SHOP: &str = "shop";

/// `within` of the products right in a category, whose line leads from the root down to the category itself.
pub(crate) fn within(line: &[CategoryId]) -> Vec<Bson> {
    [SHOP.into()].into_iter().chain(line.iter().map(|id| Bson::from(*id))).collect()
}

/// Whether a category holds no product.
pub(crate) async fn is_empty(
    db: &Database,
    category_id: CategoryId,
    session: &mut ClientSession,
) -> Result<bool, StoreError> {
    let products = Documents::of(db, PRODUCTS);
    let one = products.find_one(doc! { "category_id": category_id }).projection(doc! { "_id": 1 });
    Ok(one.hint(hint(IN_CATEGORY)).session(session).await?.is_none())
}

/// Keeps a category where it is until the transaction ends, and says its line: from the root down to itself.
pub(crate) async fn hold(
    db: &Database,
    id: CategoryId,
    session: &mut ClientSession,
) -> Result<Vec<CategoryId>, StoreError> {
    tree_lock::shared(db, session).await?;
    line(db, id, session).await
}

/// The line of a category: from the root down to itself.
pub(crate) async fn line(
    db: &Database,
    id: CategoryId,
    session: &mut ClientSession,
) -> Result<Vec<CategoryId>, StoreError> {
    #[derive(Deserialize)]
    struct Held {
        ancestors: Vec<CategoryId>,
    }
    let held = Documents::of(db, CATEGORIES).typed::<Held>();
    let held = held.find_one(doc! { "_id": id }).projection(doc! { "_id": 0, "ancestors": 1 });
    let held = held.session(session).await?.ok_or(StoreError::NoSuchCategory)?;
    Ok(held.ancestors.into_iter().chain([id]).collect())
}
