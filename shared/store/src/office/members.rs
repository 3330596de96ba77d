//! Roles that an owner gave to members of the staff. Who has none here has the one that goes with their rights in the
//! staff's chat.

use bson::doc;
use domain::{Clock, Member, Role, UserId};
use mongodb::Database;
use serde::{Deserialize, Serialize};

use crate::{
    StoreError,
    documents::{Documents, all},
    stamp,
};

pub(crate) const COLLECTION: &str = "members";

/// The collection `members`; `_id` is the member's Telegram id.
#[derive(Clone, Debug)]
pub struct Members {
    collection: Documents,
    clock: Clock,
}

/// The role of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRole {
    #[serde(flatten)]
    pub member: Member,
    pub role: Role,
}

impl Members {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// The role that an owner gave to this member, if any did.
    pub async fn role(&self, id: UserId) -> Result<Option<Role>, StoreError> {
        let found: Option<MemberRole> = self.collection.typed().get(id).await?;
        Ok(found.map(|found| found.role))
    }

    /// Every role that was given, by name.
    pub async fn list(&self) -> Result<Vec<MemberRole>, StoreError> {
        // A few people: sorted here instead of by an index
        let mut members: Vec<MemberRole> = all(self.collection.typed().find(doc! {})).await?;
        members.sort_by(|a, b| a.member.name.as_str().cmp(b.member.name.as_str()));
        Ok(members)
    }

    /// Gives a member a role; `None` takes it back.
    pub async fn set_role(&self, id: UserId, member: &Member, role: Option<Role>) -> Result<(), StoreError> {
        let one = doc! { "_id": id };
        let Some(role) = role else {
            self.collection.delete_one(one).await?;
            return Ok(());
        };
        let now = self.clock.now();
        let mut given = bson::serialize_to_document(&MemberRole { member: member.clone(), role })?;
        given.insert("modified_at", stamp::date(now));
        let update = doc! { "$set": given, "$setOnInsert": { "created_at": stamp::date(now) } };
        self.collection.update_one(one, update).upsert(true).await?;
        Ok(())
    }
}
