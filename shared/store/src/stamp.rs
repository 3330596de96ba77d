//! `created_at` and `modified_at` of every document are set here, but for those of a new document that says them itself.
//!
//! Every function takes the moment instead of the clock: an operation reads the clock once, writes that moment and
//! returns it, so that its result is what a later read finds.

use bson::{Bson, Document, doc};
use chrono::{DateTime, Utc};
use mongodb::ClientSession;
use serde::Serialize;

use crate::{StoreError, documents::Documents};

/// A moment, as it is stored.
pub(crate) fn date(at: DateTime<Utc>) -> Bson {
    Bson::DateTime(at.into())
}

/// A new document: `value`, stamped as created at `now`.
pub(crate) fn created(now: DateTime<Utc>, value: &impl Serialize) -> Result<Document, StoreError> {
    let mut document = bson::serialize_to_document(value)?;
    let now = date(now);
    document.insert("created_at", now.clone());
    document.insert("modified_at", now);
    Ok(document)
}

/// An update, stamped: adds `modified_at` to its `$set`.
pub(crate) fn modified(now: DateTime<Utc>, mut update: Document) -> Document {
    let mut set = update.get_document("$set").cloned().unwrap_or_default();
    set.insert("modified_at", date(now));
    update.insert("$set", set);
    update
}

/// An update that makes `before` the same as `after`, stamped; `None` when they are the same already. Only what differs
/// is written, so that what others change meanwhile stays.
pub(crate) fn difference(
    now: DateTime<Utc>,
    before: &impl Serialize,
    after: &impl Serialize,
) -> Result<Option<Document>, StoreError> {
    let before = bson::serialize_to_document(before)?;
    let after = bson::serialize_to_document(after)?;
    let gone: Document =
        before.keys().filter(|key| !after.contains_key(key)).map(|key| (key.clone(), "".into())).collect();
    let set: Document = after.into_iter().filter(|(key, value)| before.get(key) != Some(value)).collect();
    if set.is_empty() && gone.is_empty() {
        return Ok(None);
    }
    let mut update = doc! { "$set": set };
    if !gone.is_empty() {
        update.insert("$unset", gone);
    }
    Ok(Some(modified(now, update)))
}

/// Makes the stored document with this id, which is `before`, the same as `after`, within a transaction. Whether there
/// was a difference: then `now` is its `modified_at`.
///
/// # Errors
/// [`StoreError::Document`]; [`StoreError::Driver`].
pub(crate) async fn write_difference(
    session: &mut ClientSession,
    collection: &Documents,
    id: impl Into<Bson>,
    now: DateTime<Utc>,
    before: &impl Serialize,
    after: &impl Serialize,
) -> Result<bool, StoreError> {
    let Some(update) = difference(now, before, after)? else { return Ok(false) };
    collection.update_one(doc! { "_id": id }, update).session(session).await?;
    Ok(true)
}

/// An update by pipeline that sets computed `fields`, stamped.
pub(crate) fn computed(now: DateTime<Utc>, mut fields: Document) -> Vec<Document> {
    fields.insert("modified_at", date(now));
    vec![doc! { "$set": fields }]
}

/// A `$set` stage of an update by pipeline, stamped: created if the document is new, modified if `changes` says so.
pub(crate) fn upserted(now: DateTime<Utc>, mut fields: Document, changes: impl Into<Bson>) -> Document {
    let now = date(now);
    let modified = doc! { "$cond": [changes.into(), now.clone(), { "$ifNull": ["$modified_at", now.clone()] }] };
    fields.insert("created_at", doc! { "$ifNull": ["$created_at", now] });
    fields.insert("modified_at", modified);
    doc! { "$set": fields }
}
