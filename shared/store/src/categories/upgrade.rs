//! Categories of earlier releases, brought to what siblings are ordered by (data version 7). Processes of the release before may go
//! on serving meanwhile: what they walk is dropped by the next migration, as it is for products.

use bson::doc;
use domain::Category;
use futures_util::TryStreamExt;
use mongodb::Database;

use crate::{StoreError, documents::Documents, names::CATEGORIES};

const FORMER_INDEX: &str = "children";
/// The data version that has a category's place.
const VERSION: i64 = 7;

/// From data version `found`.
///
/// # Errors
/// [`StoreError::Timeout`]; [`StoreError::Driver`].
pub(crate) async fn run(db: &Database, found: i64) -> Result<(), StoreError> {
    if found == 0 {
        // Nobody has been here
        return Ok(());
    }
    let categories = Documents::of(db, CATEGORIES);
    let mut all = categories.clone_with_type::<Category>().find(doc! {}).await?;
    while let Some(category) = all.try_next().await? {
        let place = category.place();
        // Not a change that anybody could see, hence not stamped
        let misplaced = doc! { "_id": category.id, "title": category.title.as_str(), "place": { "$ne": &place } };
        categories.update_one(misplaced, doc! { "$set": { "place": place } }).await?;
    }
    if found >= VERSION && categories.list_index_names().await?.iter().any(|name| name == FORMER_INDEX) {
        categories.drop_index(FORMER_INDEX).await?;
    }
    Ok(())
}
