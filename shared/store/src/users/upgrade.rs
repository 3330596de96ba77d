//! Customers of earlier releases, brought to the terms that staff find them by (data version 8).

use bson::{Document, RawDocumentBuf, doc};
use domain::User;
use futures_util::TryStreamExt;
use mongodb::Database;
use serde::Deserialize;

use super::terms;
use crate::{
    StoreError,
    documents::{Documents, part, update_all},
    names::USERS,
};

/// So many customers are written by one command.
const BATCH: usize = 500;

#[derive(Deserialize)]
struct Stored {
    #[serde(default)]
    terms: Document,
}

/// Goes over all customers, also those whom processes of the release before have written since.
///
/// # Errors
/// [`StoreError::Driver`].
pub(crate) async fn run(db: &Database) -> Result<(), StoreError> {
    let users: Documents = Documents::of(db, USERS);
    // All of them, which may take longer than any page
    let all = users.clone_with_type::<RawDocumentBuf>();
    let fields = doc! {
        "telegram": 1, "name": 1, "phone": 1, "email": 1, "created_at": 1, "modified_at": 1, "terms": 1,
    };
    let all = all.find(doc! {}).projection(fields).await?;
    let mut batches = all.map_err(StoreError::from).try_chunks(BATCH).map_err(|error| error.1);
    while let Some(batch) = batches.try_next().await? {
        let statements: Vec<Document> = batch.iter().filter_map(statement).collect();
        if !statements.is_empty() {
            update_all(db, USERS, statements, None).await?;
        }
    }
    Ok(())
}

/// None for a customer that has the right terms, or that cannot be read. Not a change that anybody could see, hence not
/// stamped.
fn statement(raw: &RawDocumentBuf) -> Option<Document> {
    let user: User = part(raw).ok()?;
    let terms = terms::of(&user);
    let stored = part(raw).map(|Stored { terms }| terms).unwrap_or_default();
    // A customer that changed meanwhile got the terms by that
    let same = doc! { "_id": user.id, "modified_at": bson::DateTime::from(user.modified_at) };
    (stored != terms).then(|| doc! { "q": same, "u": { "$set": { "terms": terms } } })
}
