//! The audit log: every change that somebody of the staff makes in the back office, with what was before and after it.
//!
//! An entry is written before the change, and completed after it. Of a process that dies in between, an entry stays that
//! is not completed: it says that the change may have been made. So there is no change without an entry.

use bson::{Document, doc, serde_helpers::datetime::FromChrono04DateTime};
use chrono::{DateTime, Utc};
use domain::{AuditId, Clock, Member, Role, UserId};
use mongodb::{Database, IndexModel};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::{
    Page, PageRequest, Position, StoreError,
    documents::{Documents, all},
    index::index,
    keyset::Keyset,
    stamp,
};

pub(crate) const COLLECTION: &str = "audit";

const NEWEST: Keyset = Keyset { field: None, descending: true };

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![
        index("of_member", doc! { "member_id": 1, "_id": -1 }),
        index("of_kind", doc! { "object.kind": 1, "_id": -1 }),
        index("of_object", doc! { "object.id": 1, "_id": -1 }),
    ]
}

/// The collection `audit`.
#[derive(Clone, Debug)]
pub struct Audit {
    collection: Documents,
    clock: Clock,
}

/// A change that is about to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    #[serde(flatten)]
    pub member: Member,
    pub role: Role,
    /// What is done, in one word, such as `change`.
    pub action: String,
    pub object: AuditObject,
}

/// What is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditObject {
    /// Such as `product`.
    pub kind: String,
    /// Its id; empty where there is none yet, or several are changed.
    pub id: String,
    /// How people know it.
    pub title: String,
}

/// What became of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// An entry of the log.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    #[serde(rename = "_id")]
    pub id: AuditId,
    #[serde_as(as = "FromChrono04DateTime")]
    pub at: DateTime<Utc>,
    #[serde(flatten)]
    pub event: AuditEvent,
    pub changes: Vec<FieldChange>,
    /// Whether the change is known to have been made.
    pub is_done: bool,
}

/// Which entries are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    pub member: Option<UserId>,
    pub kind: Option<String>,
    /// Of this object alone.
    pub object: Option<String>,
}

impl AuditQuery {
    fn conditions(&self) -> Vec<Document> {
        let member = self.member.map(|id| doc! { "member_id": id });
        let kind = self.kind.as_ref().map(|kind| doc! { "object.kind": kind });
        let object = self.object.as_ref().map(|id| doc! { "object.id": id });
        [member, kind, object].into_iter().flatten().collect()
    }
}

impl Audit {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// Notes that a change is about to be made.
    pub async fn begin(&self, event: AuditEvent) -> Result<AuditId, StoreError> {
        let now = self.clock.now();
        let entry = AuditEntry { id: AuditId::fresh(), at: now, event, changes: Vec::new(), is_done: false };
        self.collection.insert_one(stamp::created(now, &entry)?).await?;
        Ok(entry.id)
    }

    /// Notes that it was made; `id` is that of an object that is new.
    pub async fn complete(&self, entry: AuditId, id: Option<&str>, changes: &[FieldChange]) -> Result<(), StoreError> {
        let mut set = doc! { "is_done": true, "changes": bson::serialize_to_bson(changes)? };
        if let Some(id) = id {
            set.insert("object.id", id);
        }
        let update = stamp::modified(self.clock.now(), doc! { "$set": set });
        self.collection.update_one(doc! { "_id": entry }, update).await?;
        Ok(())
    }

    /// Takes back what was noted of a change that was refused.
    pub async fn withdraw(&self, entry: AuditId) -> Result<(), StoreError> {
        self.collection.delete_one(doc! { "_id": entry, "is_done": false }).await?;
        Ok(())
    }

    /// A page of the log, newest first.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when the page begins at a position of another list; [`StoreError::Driver`].
    pub async fn list(&self, query: &AuditQuery, request: &PageRequest) -> Result<Page<AuditEntry>, StoreError> {
        let filter = NEWEST.filter(request, &query.conditions())?;
        let entries = self.collection.typed();
        let items = all(entries.find(filter).sort(NEWEST.sort()).limit(request.read_limit())).await?;
        Ok(Page::of(items, request, |entry: &AuditEntry| Position::of(None, entry.id.0)))
    }
}
