//! Indexes that this release does without. Processes of the release before may walk them while it is deployed, and lean on
//! what is unique in them; so the first migration leaves them, and the next one, when those processes are gone, drops them.

use bson::Document;
use mongodb::{Database, error::ErrorKind};

use crate::{StoreError, messages, names::PRODUCTS, orders};

/// The data version that does without them.
const VERSION: i64 = 9;
const FORMER: [(&str, &str); 4] = [
    (messages::COLLECTION, "of_user"),
    (messages::COLLECTION, "written_by"),
    (orders::COLLECTION, "number"),
    (PRODUCTS, "sku"),
];

/// From data version `found`.
///
/// # Errors
/// [`StoreError::Driver`].
pub(crate) async fn drop_all(db: &Database, found: i64) -> Result<(), StoreError> {
    if found < VERSION {
        return Ok(());
    }
    for (collection, name) in FORMER {
        match db.collection::<Document>(collection).drop_index(name).await {
            // As nearly always
            Err(error) if matches!(&*error.kind, ErrorKind::Command(error) if error.code_name == "IndexNotFound") => {}
            result => result?,
        }
    }
    Ok(())
}
