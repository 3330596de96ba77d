//! Sign-in links: each lets one member of the staff in, once, within ten minutes of its making.

use bson::{doc, serde_helpers::datetime::FromChrono04DateTime};
use chrono::{DateTime, Duration, Utc};
use domain::{Clock, Locale, Member};
use mongodb::{Database, IndexModel};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use super::{Token, ends};
use crate::{StoreError, documents::Documents, stamp};

pub(crate) const COLLECTION: &str = "sign_in_links";

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![ends("expires_at")]
}

/// The collection `sign_in_links`; `_id` is the hash of the link's token.
#[derive(Clone, Debug)]
pub struct SignInLinks {
    collection: Documents,
    clock: Clock,
}

/// Whom a link lets in.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInLink {
    #[serde(flatten)]
    pub member: Member,
    /// The language that they read.
    #[serde(deserialize_with = "domain::stored::or_none")]
    pub locale: Option<Locale>,
    #[serde_as(as = "FromChrono04DateTime")]
    expires_at: DateTime<Utc>,
}

impl SignInLinks {
    /// How long a link that somebody asked for may be used.
    pub const VALID: Duration = Duration::minutes(10);

    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// Notes a new link. The same token again changes nothing, not even when it ends.
    pub async fn create(
        &self,
        token: &Token,
        member: Member,
        locale: Option<Locale>,
        valid: Duration,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let link = SignInLink { member, locale, expires_at: now + valid };
        let link = stamp::created(now, &link)?;
        self.collection.update_one(doc! { "_id": token.hash() }, doc! { "$setOnInsert": link }).upsert(true).await?;
        Ok(())
    }

    /// Uses a link up: of all who try it at the same moment, one gets it.
    pub async fn use_up(&self, token: &Token) -> Result<Option<SignInLink>, StoreError> {
        let valid = doc! { "_id": token.hash(), "expires_at": { "$gt": bson::DateTime::from(self.clock.now()) } };
        Ok(self.collection.typed::<SignInLink>().find_one_and_delete(valid).await?)
    }
}
