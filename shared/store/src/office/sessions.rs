//! Browsers that are signed in. A session ends twelve hours after it began, when it is revoked, or when its member
//! leaves the staff's chat.

use bson::{doc, serde_helpers::datetime::FromChrono04DateTime};
use chrono::{DateTime, Duration, Utc};
use domain::{Clock, Locale, Member, Role, SessionId, UserId};
use mongodb::{Database, IndexModel};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use super::{Token, ends};
use crate::{
    StoreError,
    documents::{Documents, all},
    index::{index, unique_index},
    stamp,
};

pub(crate) const COLLECTION: &str = "sessions";

/// When a session was last used is written down no more often than this.
const USE_NOTED_EVERY: Duration = Duration::minutes(1);

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![
        unique_index("token", doc! { "token_hash": 1 }),
        index("of_member", doc! { "member_id": 1 }),
        ends("expires_at"),
    ]
}

/// The collection `sessions`.
#[derive(Clone, Debug)]
pub struct Sessions {
    collection: Documents,
    clock: Clock,
}

/// A session to be.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub member: Member,
    pub role: Role,
    pub locale: Locale,
    /// What the browser calls itself.
    pub browser: String,
}

/// A browser that is signed in.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    #[serde(rename = "_id")]
    pub id: SessionId,
    #[serde(flatten)]
    pub member: Member,
    pub role: Role,
    #[serde(deserialize_with = "domain::stored::or_fallback")]
    pub locale: Locale,
    pub browser: String,
    #[serde_as(as = "FromChrono04DateTime")]
    pub began_at: DateTime<Utc>,
    /// To the minute.
    #[serde_as(as = "FromChrono04DateTime")]
    pub used_at: DateTime<Utc>,
    /// When it was last seen that they are of the staff's chat.
    #[serde_as(as = "FromChrono04DateTime")]
    pub checked_at: DateTime<Utc>,
    #[serde_as(as = "FromChrono04DateTime")]
    pub expires_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct Stored<'a> {
    token_hash: String,
    #[serde(flatten)]
    session: &'a Session,
}

impl Sessions {
    /// How long a session lasts.
    pub const VALID: Duration = Duration::hours(12);

    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// Begins a session, which is known by this token from now on.
    pub async fn create(&self, token: &Token, new: NewSession) -> Result<Session, StoreError> {
        let now = self.clock.now();
        let NewSession { member, role, locale, browser } = new;
        let session = Session {
            id: SessionId::fresh(),
            member,
            role,
            locale,
            browser: browser.chars().take(200).collect(),
            began_at: now,
            used_at: now,
            checked_at: now,
            expires_at: now + Self::VALID,
        };
        let document = stamp::created(now, &Stored { token_hash: token.hash(), session: &session })?;
        self.collection.insert_one(document).await?;
        Ok(session)
    }

    /// The session of this token, if it still lasts; its use is noted.
    pub async fn find(&self, token: &Token) -> Result<Option<Session>, StoreError> {
        let now = self.clock.now();
        let valid = doc! { "token_hash": token.hash(), "expires_at": { "$gt": bson::DateTime::from(now) } };
        let found: Option<Session> = self.collection.typed().find_one(valid).await?;
        let Some(session) = found else { return Ok(None) };
        if session.used_at + USE_NOTED_EVERY <= now {
            self.set(session.id, doc! { "used_at": stamp::date(now) }).await?;
        }
        Ok(Some(session))
    }

    /// Every session that lasts, newest first.
    pub async fn list(&self) -> Result<Vec<Session>, StoreError> {
        let lasting = doc! { "expires_at": { "$gt": bson::DateTime::from(self.clock.now()) } };
        let mut sessions: Vec<Session> = all(self.collection.typed().find(lasting)).await?;
        sessions.sort_by_key(|session| std::cmp::Reverse(session.began_at));
        Ok(sessions)
    }

    /// Notes that its member was seen in the staff's chat, and what they may do.
    pub async fn note_checked(&self, id: SessionId, role: Role) -> Result<(), StoreError> {
        let checked_at = stamp::date(self.clock.now());
        self.set(id, doc! { "role": role.into_str(), "checked_at": checked_at }).await
    }

    /// Has pages shown in another language.
    pub async fn set_locale(&self, id: SessionId, locale: Locale) -> Result<(), StoreError> {
        self.set(id, doc! { "locale": bson::serialize_to_bson(&locale)? }).await
    }

    /// Gives the sessions of a member another role.
    pub async fn set_role_of(&self, member: UserId, role: Role) -> Result<(), StoreError> {
        let update = stamp::modified(self.clock.now(), doc! { "$set": { "role": role.into_str() } });
        self.collection.update_many(doc! { "member_id": member }, update).await?;
        Ok(())
    }

    /// Ends a session, which is returned.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it has ended; [`StoreError::Driver`].
    pub async fn revoke(&self, id: SessionId) -> Result<Session, StoreError> {
        let ended = self.collection.typed::<Session>().find_one_and_delete(doc! { "_id": id }).await?;
        ended.ok_or(StoreError::NotFound)
    }

    /// Ends all sessions of a member.
    pub async fn revoke_of(&self, member: UserId) -> Result<(), StoreError> {
        self.collection.delete_many(doc! { "member_id": member }).await?;
        Ok(())
    }

    async fn set(&self, id: SessionId, fields: bson::Document) -> Result<(), StoreError> {
        let update = stamp::modified(self.clock.now(), doc! { "$set": fields });
        self.collection.update_one(doc! { "_id": id }, update).await?;
        Ok(())
    }
}
