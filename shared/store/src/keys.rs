//! API keys: random, shown once, stored as a hash.
//!
//! A key reads `kiosk_<id>_<secret>`. The id finds its document, the SHA-256 of the secret is compared in constant time;
//! 256 random bits need no slow hash.

use std::str::FromStr;

use bson::{Binary, doc, serde_helpers::datetime::FromChrono04DateTime, spec::BinarySubtype};
use chrono::{DateTime, Duration, Utc};
use derive_more::Display;
use domain::{Clock, KeyName, Scope};
use mongodb::{Database, IndexModel};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{
    StoreError,
    documents::{Documents, all},
    index::unique_index,
    stamp,
};

pub(crate) const COLLECTION: &str = "keys";

/// The last use is written down no more often than this.
const USE_NOTED_EVERY: Duration = Duration::minutes(1);

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![unique_index("name", doc! { "name": 1 })]
}

/// The collection `keys`.
#[derive(Clone, Debug)]
pub struct Keys {
    collection: Documents,
    clock: Clock,
}

/// What is known of a key, which is not the key.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// What its owner calls it.
    pub name: KeyName,
    /// What it allows.
    #[serde(deserialize_with = "domain::stored::known")]
    pub scopes: Vec<Scope>,
    /// When it ends, if ever.
    #[serde_as(as = "Option<FromChrono04DateTime>")]
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    #[serde_as(as = "Option<FromChrono04DateTime>")]
    pub last_used_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    #[serde(rename = "_id")]
    id: String,
    hash: Binary,
    #[serde(flatten)]
    key: Key,
}

/// The key itself, for the eyes of its owner. Its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq, Display, derive_more::Debug)]
#[display("kiosk_{id}_{secret}")]
#[debug("KeySecret")]
pub struct KeySecret {
    id: String,
    secret: String,
}

impl KeySecret {
    /// A key of 40 random bytes: 8 for its id, 32 (256 bits) for its secret.
    pub fn of(random: [u8; 40]) -> Self {
        let (id, secret) = random.split_at(8);
        Self { id: hex::encode(id), secret: hex::encode(secret) }
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret.as_bytes()).into()
    }
}

impl FromStr for KeySecret {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let hex = |s: &str, length| s.len() == length && s.bytes().all(|byte| byte.is_ascii_hexdigit());
        let (id, secret) = s.strip_prefix("kiosk_").and_then(|rest| rest.split_once('_')).ok_or(())?;
        if hex(id, 16) && hex(secret, 64) { Ok(Self { id: id.into(), secret: secret.into() }) } else { Err(()) }
    }
}

/// What of a key may be seen by others: its id, and the hash by which it is known again. Written
/// `kiosk_<id>_<SHA-256 of the secret, in hex>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDigest {
    id: String,
    hash: Vec<u8>,
}

impl FromStr for KeyDigest {
    type Err = &'static str;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        // As a key is written: the hash has as many digits as the secret
        let KeySecret { id, secret } = s.parse().map_err(|()| "not kiosk_<16 hexadecimal digits>_<64 of them>")?;
        Ok(Self { id, hash: hex::decode(secret).map_err(|_| "no hexadecimal digits")? })
    }
}

impl Keys {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: Documents::of(db, COLLECTION), clock: clock.clone() }
    }

    /// Notes a new key.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the name is taken; [`StoreError::Driver`].
    pub async fn create(
        &self,
        secret: &KeySecret,
        name: KeyName,
        scopes: Vec<Scope>,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let hash = Binary { subtype: BinarySubtype::Generic, bytes: secret.hash().to_vec() };
        let key = Key { name, scopes, expires_at, last_used_at: None };
        let document = stamp::created(self.clock.now(), &Stored { id: secret.id.clone(), hash, key })?;
        match self.collection.insert_one(document).await {
            Err(error) if StoreError::is_duplicate_key(&error) => Err(StoreError::Exists),
            result => Ok(result.map(drop)?),
        }
    }

    /// Notes a key that was made elsewhere and does not end, in place of the one of that name.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn put(&self, digest: &KeyDigest, name: KeyName, scopes: Vec<Scope>) -> Result<(), StoreError> {
        let former = doc! { "name": name.as_str(), "_id": { "$ne": &digest.id } };
        self.collection.delete_many(former).await?;
        let hash = Binary { subtype: BinarySubtype::Generic, bytes: digest.hash.clone() };
        let key = Key { name, scopes, expires_at: None, last_used_at: None };
        let document = stamp::created(self.clock.now(), &Stored { id: digest.id.clone(), hash, key })?;
        self.collection.replace_one(doc! { "_id": &digest.id }, document).upsert(true).await?;
        Ok(())
    }

    /// The key that was shown, if it is one and still holds; its use is noted.
    pub async fn verify(&self, shown: &str) -> Result<Option<Key>, StoreError> {
        let Ok(shown) = shown.parse::<KeySecret>() else { return Ok(None) };
        let found = self.collection.typed::<Stored>().find_one(doc! { "_id": &shown.id }).await?;
        let Some(stored) = found else { return Ok(None) };
        let now = self.clock.now();
        let matches: bool = stored.hash.bytes.ct_eq(&shown.hash()).into();
        if !matches || stored.key.expires_at.is_some_and(|end| end <= now) {
            return Ok(None);
        }
        if stored.key.last_used_at.is_none_or(|last| last + USE_NOTED_EVERY <= now) {
            // Not a change of the key, hence not stamped
            let used = doc! { "$max": { "last_used_at": bson::DateTime::from(now) } };
            self.collection.update_one(doc! { "_id": &shown.id }, used).await?;
        }
        Ok(Some(stored.key))
    }

    /// Every key, by name.
    pub async fn list(&self) -> Result<Vec<Key>, StoreError> {
        let stored = self.collection.typed::<Stored>();
        let stored = all(stored.find(doc! {}).sort(doc! { "name": 1 })).await?;
        Ok(stored.into_iter().map(|stored| stored.key).collect())
    }

    /// Ends a key.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of that name; [`StoreError::Driver`].
    pub async fn revoke(&self, name: &KeyName) -> Result<(), StoreError> {
        let deleted = self.collection.delete_one(doc! { "name": name.as_str() }).await?;
        if deleted.deleted_count == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }
}
